/** The agent's presence in the top bar: on duty, ready, busy, resting, and for how long. */
import { App, Button, Tooltip } from "antd";
import { useEffect } from "react";
import { Problem } from "../api/problem";
import type { AgentState, ChosenState } from "../api/types";
import { duration } from "../format";
import { agentPhone, usePhone } from "../phone/agent-phone";
import { checkMicrophone } from "../phone/microphone";
import { useClock } from "../shell/useClock";
import { zh } from "../strings";
import { usePresence, useSetPresence } from "./usePresence";

const ON_CALL: AgentState[] = ["ringing", "talking"];

export function Presence() {
  const { data: status } = usePresence();
  const { mutateAsync, isPending } = useSetPresence();
  const line = usePhone((phone) => phone.line);
  const { notification } = App.useApp();
  const state = status?.state ?? "offline";
  const onDuty = state !== "offline";
  const now = useClock(onDuty);

  // A page that is loaded while the agent is on duty takes its telephone up again.
  useEffect(() => {
    if (status === undefined) return;
    if (onDuty) void agentPhone.start();
    else agentPhone.stop();
  }, [status === undefined, onDuty]); // eslint-disable-line react-hooks/exhaustive-deps

  const choose = async (wanted: ChosenState, reason: string | null = null) => {
    try {
      await mutateAsync({ state: wanted, reason });
    } catch (error) {
      const problem = Problem.of(error);
      notification.error({ title: problem.title, description: `${problem.nextStep}（${problem.code}）` });
    }
  };

  const signIn = async () => {
    await choose("not_ready", zh.presence.signIn);
    // Asked for now, so that no permission question stands between a ringing call and its answer.
    await checkMicrophone().catch((error: unknown) =>
      notification.warning({ title: error instanceof Error ? error.message : zh.microphone.other, duration: 0 }),
    );
  };

  if (!onDuty) {
    return (
      <div className="presence" role="group" aria-label={zh.presence.label} data-testid="presence" data-state={state}>
        <span>{zh.presence.states[state]}</span>
        {/* disabled, not only loading: a loading button swallows the click and does not say so */}
        <Button type="primary" disabled={status === undefined} loading={isPending} onClick={() => void signIn()}>
          {zh.presence.signIn}
        </Button>
      </div>
    );
  }

  const onCall = ON_CALL.includes(state);
  const resting = state === "not_ready" && status?.reason === zh.presence.rest;
  const shown = resting ? zh.presence.rest : zh.presence.states[state];
  const noPhone = line !== "registered";
  const why = onCall ? zh.presence.onCall : "";
  const button = (wanted: ChosenState, label: string, current: boolean, hint: string, reason?: string) => (
    <Tooltip title={hint}>
      <Button
        size="small"
        type={current ? "primary" : "default"}
        aria-pressed={current}
        disabled={hint !== "" || isPending}
        onClick={() => void choose(wanted, reason)}
      >
        {label}
      </Button>
    </Tooltip>
  );

  return (
    <div className="presence" role="group" aria-label={zh.presence.label} data-testid="presence" data-state={state}>
      <span className={`presence-state ${state}`}>{shown}</span>
      <Tooltip title={zh.presence.inState}>
        <time data-testid="presence-timer">
          {status?.state_since ? duration((now - Date.parse(status.state_since)) / 1000) : "—"}
        </time>
      </Tooltip>
      {button("ready", zh.presence.ready, state === "ready", why || (noPhone ? zh.presence.needPhone : ""))}
      {button("not_ready", zh.presence.busy, state === "not_ready" && !resting, why, zh.presence.busy)}
      {button("not_ready", zh.presence.rest, resting, why, zh.presence.rest)}
      {button("offline", zh.presence.signOut, false, why)}
    </div>
  );
}
