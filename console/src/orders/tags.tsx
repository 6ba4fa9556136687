/** Colours of an order, always with a word beside them. */
import { Tag } from "antd";
import type { DueColour, Order } from "../api/types";
import { zh } from "../strings";

const STATE_COLOUR: Partial<Record<string, string>> = {
  draft: "default",
  dispatched: "blue",
  handling: "geekblue",
  replied: "cyan",
  closed: "green",
  cancelled: "default",
};
const DUE_COLOUR: Record<DueColour, string> = { none: "default", green: "green", yellow: "orange", red: "red" };
const URGENCY_COLOUR: Partial<Record<string, string>> = { 紧急: "orange", 特急: "red" };

export function StateTag({ state, name }: { state: string; name?: string }) {
  return (
    <Tag color={STATE_COLOUR[state] ?? "default"} data-testid="state" data-state={state}>
      {name ?? zh.states[state] ?? state}
    </Tag>
  );
}

export function DueTag({ colour }: { colour: DueColour }) {
  if (colour === "none") return null;
  return (
    <Tag color={DUE_COLOUR[colour]} data-testid="due" data-colour={colour}>
      {zh.dueColours[colour]}
    </Tag>
  );
}

export function UrgencyTag({ urgency }: { urgency: string | null }) {
  const colour = urgency ? URGENCY_COLOUR[urgency] : undefined;
  return colour ? <Tag color={colour}>{urgency}</Tag> : null;
}

export function SecretTag({ secret }: { secret: boolean }) {
  if (!secret) return null;
  return (
    <Tag color="magenta" data-testid="secret">
      {zh.orders.marks.secret}
    </Tag>
  );
}

/** What holds of an order whatever its state: who works on it should see it first. */
export function OrderMarks({ order: { is_secret, progress } }: { order: Order }) {
  const { supervised, released } = zh.orders.marks;
  return (
    <>
      <SecretTag secret={is_secret} />
      {progress.is_supervised && <Tag color="red">{supervised}</Tag>}
      {progress.released_at && <Tag color="blue">{released}</Tag>}
    </>
  );
}
