/** Who calls, on which number, and what he asked for before. */
import { Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { calls } from "../api/endpoints";
import type { Call } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { DueTag, StateTag } from "../orders/tags";
import { zh } from "../strings";

export function useCallerOrders(conversationId: string | null) {
  return useQuery({
    queryKey: keys.callerOrders(conversationId ?? ""),
    queryFn: () => calls.callerOrders(conversationId ?? ""),
    enabled: conversationId !== null,
  });
}

/** The card within the telephone: masked number, dialled number, number of earlier orders. */
export function CallerCard({ call }: { call: Call | undefined }) {
  const earlier = useCallerOrders(call?.conversation_id ?? null);
  if (!call) return null;
  const count = earlier.data?.items.length;
  return (
    <dl className="caller-card" data-testid="caller-card">
      <dt>{zh.call.caller}</dt>
      <dd data-testid="caller-number">{call.caller || zh.call.unknownCaller}</dd>
      <dt>{zh.call.dialled}</dt>
      <dd>{call.dialled}</dd>
      <dt>{zh.call.earlier}</dt>
      <dd data-testid="caller-orders-count">
        {count === undefined ? "—" : <Tag color={count > 0 ? "blue" : "default"}>{zh.call.count(count)}</Tag>}
      </dd>
    </dl>
  );
}

export function CallerOrders({ conversationId }: { conversationId: string | null }) {
  const { data } = useCallerOrders(conversationId);
  if (!data) return <p className="quiet">{zh.call.earlierHint}</p>;
  if (data.items.length === 0) return <p className="quiet">{zh.call.earlierNone}</p>;
  return (
    <ul className="caller-orders" aria-label={zh.call.earlier}>
      {data.items.map((order) => (
        <li key={order.order_no}>
          <Link to={`/orders/${order.order_no}`}>{order.title || order.order_no}</Link>
          <div className="quiet">
            {instant(order.accepted_at)} <StateTag state={order.state} name={order.state_name} />
            <DueTag colour={order.due_colour} />
          </div>
        </li>
      ))}
    </ul>
  );
}
