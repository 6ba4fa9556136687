/** Which units have a part in an order and how far each is, and the limits that run. */
import { Card, Tag } from "antd";
import type { Order } from "../api/types";
import { instant } from "../format";
import { zh } from "../strings";
import { DueTag } from "./tags";

export function OrderParts({ order }: { order: Order }) {
  return (
    <Card size="small" title={zh.orders.parts} data-testid="order-parts">
      {order.parts.length === 0 && <p className="quiet">{zh.orders.partsNone}</p>}
      <ul className="plain-list">
        {order.parts.map(({ unit, role, state, signed_at, replied_at }) => (
          <li key={`${unit.code}-${role}`}>
            <Tag>{zh.partRoles[role] ?? role}</Tag>
            {unit.name} <Tag color={PART_COLOUR[state] ?? "default"}>{zh.partStates[state] ?? state}</Tag>
            <div className="quiet">
              {signed_at && `${zh.orders.signedAt} ${instant(signed_at)} `}
              {replied_at && `${zh.orders.repliedAt} ${instant(replied_at)}`}
            </div>
          </li>
        ))}
        {order.clocks.map(({ kind, chinese, due, colour, paused }) => (
          <li key={kind} className="clock-line">
            <span>{chinese}</span>
            <span className="number">{instant(due)}</span>
            {paused ? <Tag>{zh.orders.paused}</Tag> : <DueTag colour={colour} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const PART_COLOUR: Partial<Record<string, string>> = { pending_sign: "orange", working: "blue", sent_back: "red", submitted: "cyan", accepted: "green" };
