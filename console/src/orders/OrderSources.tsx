/** By which doors the order came: every message that it came from or that joined it, with its sender masked. */
import { Card, Skeleton, Tag, Timeline } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { orders } from "../api/endpoints";
import type { Order, OrderSource } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const words = zh.orders.sources;

function Source({ source, order }: { source: OrderSource; order: Order }) {
  const sender = [source.citizen.name, source.citizen.phone, source.citizen.account].filter(Boolean).join(" ");
  return (
    <div data-testid="order-source" data-channel={source.channel}>
      <div>
        <Tag color="blue">{source.channel_name}</Tag>
        {source.kind_name} {source.outcome_name && <Tag>{source.outcome_name}</Tag>}
      </div>
      <div className="quiet">
        {instant(source.received_at)} {sender}
      </div>
      <div className="quiet">
        {words.number(source.external_id)}
        {source.order_no !== order.order_no && (
          <>
            {" "}
            {words.merged} <Link to={`/orders/${source.order_no}`}>{source.order_no}</Link>
          </>
        )}
      </div>
    </div>
  );
}

export function OrderSources({ order }: { order: Order }) {
  const query = useQuery({
    queryKey: [...keys.order(order.order_no), "sources"],
    queryFn: () => orders.sources(order.order_no),
  });
  const items = query.data?.items ?? [];
  return (
    <Card
      size="small"
      title={words.title}
      extra={items.length > 0 && <span className="quiet">{words.count(items.length)}</span>}
      data-testid="sources"
    >
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isLoading && <Skeleton active paragraph={{ rows: 2 }} />}
      {query.data && items.length === 0 && <p className="quiet">{words.none}</p>}
      <Timeline items={items.map((source) => ({ key: source.id, content: <Source source={source} order={order} /> }))} />
    </Card>
  );
}
