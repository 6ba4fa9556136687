/** How a call ended, in words: an answered call of ours was taken by a citizen, an answered one of his by an agent. */
import type { CallSummary } from "../api/types";
import { zh } from "../strings";

export function outcomeOf({ outcome, direction }: Pick<CallSummary, "outcome" | "direction">): string {
  if (outcome === null) return "—";
  const known = direction === "outbound" ? zh.outboundOutcomes : {};
  return known[outcome] ?? zh.outcomes[outcome] ?? outcome;
}
