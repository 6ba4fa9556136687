/** Whether what is on the screen moves by itself. */
import { Badge, Tooltip } from "antd";
import { useLive } from "../events/live";
import { zh } from "../strings";

const COLOUR = { open: "success", connecting: "processing", waiting: "warning", closed: "error" } as const;

export function LiveBadge() {
  const state = useLive((live) => live.state);
  return (
    <Tooltip title={zh.live[state]}>
      <span role="status" aria-label={zh.live[state]} data-testid="live-state" data-state={state} className="live-badge">
        <Badge status={COLOUR[state]} text={state === "open" ? zh.live.short : zh.live[state]} />
      </span>
    </Tooltip>
  );
}
