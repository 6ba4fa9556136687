/** The chosen order beside the list: what may be done, what it is about, its life, and how the like was answered. */
import { Alert, Button, Empty, Skeleton, Tabs } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { orders } from "../api/endpoints";
import type { Order } from "../api/types";
import { Attachments } from "../attachments/Attachments";
import { keys } from "../events/refresh";
import { CitizenFacts } from "../orders/CitizenFacts";
import { OrderFacts } from "../orders/OrderFacts";
import { OrderParts } from "../orders/OrderParts";
import { OrderProgress } from "../orders/OrderProgress";
import { OrderTimeline } from "../orders/OrderTimeline";
import { SimilarOrders } from "../orders/SimilarOrders";
import { OrderMarks, StateTag, UrgencyTag } from "../orders/tags";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { VerbBar } from "../verbs/VerbBar";

interface Props {
  orderNo: string | null;
  cameBack: string;
  onDone: (order: Order) => void;
}

export function UnitOrder({ orderNo, cameBack, onDone }: Props) {
  const query = useQuery({
    queryKey: keys.order(orderNo ?? ""),
    queryFn: () => orders.get(orderNo ?? ""),
    enabled: orderNo !== null,
  });
  if (orderNo === null) return <Empty className="unit-nothing" description={zh.unit.choose} />;
  const order = query.data;
  return (
    <section className="unit-order" aria-label={orderNo} data-testid="unit-order" data-order={orderNo}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {!order && query.isLoading && <Skeleton active />}
      {order && (
        <>
          <div className="page-head">
            <h2>
              <UrgencyTag urgency={order.urgency} /> {order.title || orderNo}
            </h2>
            <StateTag state={order.state} name={order.state_name} />
            <OrderMarks order={order} />
            <span className="grow" />
            <Freshness query={query} />
            <Link to={`/orders/${orderNo}`}>
              <Button size="small">
                {zh.unit.openPage} <kbd>Enter</kbd>
              </Button>
            </Link>
          </div>
          <VerbBar key={orderNo} order={order} onDone={onDone} />
          {cameBack && <Alert type="warning" showIcon title={`${zh.unit.cameBack}：${cameBack}`} />}
          <OrderFacts order={order} />
          <OrderProgress order={order} />
          <Tabs
            size="small"
            items={[
              { key: "timeline", label: zh.unit.tabs.timeline, children: <OrderTimeline orderNo={orderNo} /> },
              { key: "parts", label: zh.unit.tabs.parts, children: <OrderParts order={order} /> },
              { key: "similar", label: zh.unit.tabs.similar, children: <SimilarOrders orderNo={orderNo} /> },
              { key: "files", label: zh.unit.tabs.files, children: <Attachments orderNo={orderNo} /> },
              { key: "citizen", label: zh.unit.tabs.citizen, children: <CitizenFacts order={order} /> },
            ]}
          />
        </>
      )}
    </section>
  );
}
