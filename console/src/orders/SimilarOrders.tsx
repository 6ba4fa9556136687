/** Earlier orders with similar words: how the like of it was answered before. */
import { Skeleton, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { orders } from "../api/endpoints";
import { keys } from "../events/refresh";
import { percent } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { StateTag } from "./tags";

const MINUTE_MS = 60_000;

export function SimilarOrders({ orderNo }: { orderNo: string }) {
  const query = useQuery({
    queryKey: [...keys.order(orderNo), "similar"],
    queryFn: () => orders.similar(orderNo),
    staleTime: 10 * MINUTE_MS,
  });
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active paragraph={{ rows: 2 }} />;
  if (query.data.items.length === 0) return <p className="quiet">{zh.orders.similarNone}</p>;
  return (
    <ul className="plain-list" data-testid="similar">
      {query.data.items.map((order) => (
        <li key={order.order_no}>
          <Link to={`/orders/${order.order_no}`}>{order.title || order.order_no}</Link>
          <div className="quiet">
            <StateTag state={order.state} name={order.state_name} />
            <Tag>{zh.orders.similarScore(percent(order.score))}</Tag>
            {order.lead?.name}
          </div>
        </li>
      ))}
    </ul>
  );
}
