/** What the citizen will read of the reply, as the progress page shows it; never the internal text. */
import { Card } from "antd";
import type { Order } from "../api/types";
import { instant } from "../format";
import { zh } from "../strings";

export function CitizenPreview({ order, text }: { order: Order; text: string }) {
  const facts = [
    [zh.reply.number, order.order_no],
    [zh.reply.department, order.departments.lead?.name ?? "—"],
    [zh.reply.due, instant(order.due_at)],
  ];
  return (
    <Card size="small" title={zh.reply.preview} data-testid="citizen-preview">
      <h3>{zh.reply.previewState}</h3>
      <dl className="preview-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {text ? <p className="words preview-words">{text}</p> : <p className="quiet">{zh.reply.previewEmpty}</p>}
    </Card>
  );
}
