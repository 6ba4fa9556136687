/** What an order is about, who has it until when, what was answered. */
import { Card, Descriptions, type DescriptionsProps } from "antd";
import { Link } from "react-router";
import type { Order } from "../api/types";
import { instant } from "../format";
import { zh } from "../strings";
import { OrderAnswer } from "./OrderAnswer";
import { DueTag } from "./tags";

export function OrderFacts({ order }: { order: Order }) {
  return (
    <Card size="small" title={zh.orders.facts}>
      <Descriptions size="small" column={2} items={factsOf(order)} />
      <h3>{zh.orders.content}</h3>
      <p className="words" data-testid="order-content">
        {order.content || "—"}
      </p>
      <OrderAnswer order={order} />
    </Card>
  );
}

function factsOf(order: Order): NonNullable<DescriptionsProps["items"]> {
  const { lead, assist } = order.departments;
  const facts: [string, React.ReactNode][] = [
    [zh.orders.number, <span className="number">{order.order_no}</span>],
    [zh.orders.channel, zh.channels[order.channel] ?? order.channel],
    [zh.form.fields.request_type, order.request_type],
    [zh.form.fields.urgency, order.urgency],
    [zh.form.fields.category_code, order.category?.path.join(" / ") ?? "—"],
    [zh.form.fields.place_text, order.place_text || "—"],
    [zh.form.fields.lead_code, <strong data-testid="order-lead">{lead?.name ?? "—"}</strong>],
    [zh.form.fields.assist_codes, assist.map((department) => department.name).join("、") || "—"],
    [zh.orders.accepted, instant(order.accepted_at)],
    [
      zh.orders.dueAt,
      <span data-testid="order-due">
        {order.due_at ? instant(order.due_at) : zh.orders.noDue} <DueTag colour={order.due_colour} />
        {order.original_due_at && order.original_due_at !== order.due_at && (
          <span className="quiet">
            （{zh.orders.original} {instant(order.original_due_at)}）
          </span>
        )}
      </span>,
    ],
  ];
  if (order.occurred_at) facts.push([zh.orders.occurred, instant(order.occurred_at)]);
  if (order.accused) facts.push([zh.orders.accused, order.accused.name]);
  if (order.upstream_due_at) facts.push([zh.orders.upstreamDue, instant(order.upstream_due_at)]);
  if (order.conversation_id) {
    facts.push([zh.nav.calls, <Link to={`/calls/${order.conversation_id}`}>{zh.call.open}</Link>]);
  }
  return facts.map(([label, children], key) => ({ key, label, children }));
}
