/** Files that came with the order's messages and were not taken, each with its reason; or that are still fetched. */
import { StopOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { instant } from "../format";
import type { Offered } from "./api";
import { sizeOf } from "./limits";
import { words } from "./strings";

export function OfferedFiles({ rows }: { rows: Offered[] }) {
  return (
    <>
      <h4>{words.offered}</h4>
      <ul className="attachments">
        {rows.map((row) => (
          <li key={row.id} className="attachment" data-testid="offered-file" data-state={row.state}>
            <span className="attachment-icon" aria-hidden>
              <StopOutlined />
            </span>
            <div className="attachment-facts">
              <div className="attachment-name" title={row.name}>
                {row.name}
              </div>
              <div className="quiet">
                <Tag color={row.state === "refused" ? "warning" : "processing"}>{row.state_name}</Tag>
                {row.size !== null && sizeOf(row.size)}
              </div>
              <div className="quiet">{words.offeredBy(row.channel_name, instant(row.at))}</div>
              {row.error && <div className="warning">{row.error}</div>}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
