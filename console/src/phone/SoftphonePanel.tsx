/** The agent's telephone: the line, the call, and everything by one key. */
import { AudioMutedOutlined, AudioOutlined, PauseOutlined, PhoneOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Alert, Badge, Button, Card } from "antd";
import { useEffect, type ReactNode } from "react";
import { duration } from "../format";
import { useClock } from "../shell/useClock";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { agentPhone, usePhone } from "./agent-phone";
import { LevelMeter } from "./LevelMeter";
import type { LineState } from "./softphone";

const LINE_COLOUR: Record<LineState, "default" | "processing" | "success" | "warning" | "error"> = {
  off: "default",
  connecting: "processing",
  registered: "success",
  lost: "warning",
  failed: "error",
};

interface KeyButtonProps {
  keyName: string;
  label: string;
  icon: ReactNode;
  disabled: boolean;
  onClick: () => void;
  kind?: "answer" | "hangup";
}

function KeyButton({ keyName, label, icon, disabled, onClick, kind }: KeyButtonProps) {
  return (
    <Button
      className={kind ? `key-button ${kind}` : "key-button"}
      icon={icon}
      aria-label={label}
      aria-keyshortcuts={keyName}
      disabled={disabled}
      onClick={onClick}
    >
      {label} <kbd>{keyName}</kbd>
    </Button>
  );
}

export function SoftphonePanel({ extension, children }: { extension: string | null; children?: ReactNode }) {
  const { line, problem, call } = usePhone();
  const phase = call?.phase;
  const ringing = phase === "ringing";
  const talking = phase === "talking";
  const busy = call !== null && phase !== "ended";
  const now = useClock(busy);

  useShortcuts({
    F2: () => void agentPhone.answer(),
    F4: () => agentPhone.hangUp(),
    F8: () => agentPhone.toggleMute(),
    F9: () => agentPhone.toggleHold(),
  });

  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [busy]);

  return (
    <Card
      size="small"
      title={zh.phone.title}
      extra={extension && `${zh.phone.extension} ${extension}`}
      data-testid="softphone"
      data-line={line}
      data-call={phase ?? "idle"}
    >
      <div role="status" aria-live="polite" data-testid="phone-line">
        <Badge status={LINE_COLOUR[line]} text={zh.phone.line[line]} />
      </div>
      {problem && (
        <Alert
          type={line === "lost" ? "warning" : "error"}
          data-testid="phone-problem"
          title={problem}
          action={
            <Button size="small" onClick={() => void agentPhone.retry()}>
              {zh.phone.retry}
            </Button>
          }
        />
      )}
      <div className={`call-state ${phase ?? "idle"}`} role={ringing ? "alert" : "status"} data-testid="call-state">
        {call && phase ? (
          <>
            <strong>{call.held ? zh.phone.held : zh.phone[phase]}</strong>
            {call.muted && <span className="tag-muted">{zh.phone.muted}</span>}
            {busy && <time data-testid="call-timer">{duration((now - call.since) / 1000)}</time>}
            {call.ending && <span className="quiet">{call.ending}</span>}
          </>
        ) : (
          <>
            <strong>{zh.phone.idle}</strong>
            <span className="quiet">{zh.phone.idleHint}</span>
          </>
        )}
      </div>
      {children}
      <div className="key-buttons">
        <KeyButton
          kind="answer"
          keyName="F2"
          label={zh.phone.answer}
          icon={<PhoneOutlined />}
          disabled={!ringing}
          onClick={() => void agentPhone.answer()}
        />
        <KeyButton
          kind="hangup"
          keyName="F4"
          label={ringing ? zh.phone.reject : zh.phone.hangUp}
          icon={<PhoneOutlined rotate={135} />}
          disabled={!busy}
          onClick={() => agentPhone.hangUp()}
        />
        <KeyButton
          keyName="F8"
          label={call?.muted ? zh.phone.unmute : zh.phone.mute}
          icon={call?.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
          disabled={!talking}
          onClick={() => agentPhone.toggleMute()}
        />
        <KeyButton
          keyName="F9"
          label={call?.held ? zh.phone.resume : zh.phone.hold}
          icon={call?.held ? <PlayCircleOutlined /> : <PauseOutlined />}
          disabled={!talking}
          onClick={() => agentPhone.toggleHold()}
        />
      </div>
      <LevelMeter label={zh.phone.levelTheirs} stream={call?.theirs ?? null} testId="level-caller" />
      <LevelMeter label={zh.phone.levelMine} stream={call?.mine ?? null} testId="level-agent" />
    </Card>
  );
}
