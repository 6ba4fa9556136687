/** How far a call is, and whether it is one of ours. */
import { Tag } from "antd";
import type { CallSummary } from "../api/types";
import { zh } from "../strings";

export function CallTags({ call: { state, direction } }: { call: Pick<CallSummary, "state" | "direction"> }) {
  return (
    <>
      <Tag color={state === "live" ? "green" : "default"}>{zh.callStates[state] ?? state}</Tag>
      {direction === "outbound" && <Tag color="purple">{zh.call.outbound}</Tag>}
    </>
  );
}
