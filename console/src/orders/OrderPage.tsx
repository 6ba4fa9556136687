/** One order: facts, departments, clock, life, verbs, and the recorded call with its words. */
import { Alert, Card, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { orders } from "../api/endpoints";
import type { Order } from "../api/types";
import { Attachments } from "../attachments/Attachments";
import { CallRecord } from "../calls/CallRecord";
import { AdvicePanel } from "../draft/AdvicePanel";
import { keys } from "../events/refresh";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { CitizenFacts } from "./CitizenFacts";
import { OrderFacts } from "./OrderFacts";
import { OrderParts } from "./OrderParts";
import { OrderProgress } from "./OrderProgress";
import { OrderSources } from "./OrderSources";
import { Proposals } from "./Proposals";
import { SimilarOrders } from "./SimilarOrders";
import { OrderMarks, StateTag, UrgencyTag } from "./tags";
import { waitReason } from "./wait-reason";
import { OrderTimeline } from "./OrderTimeline";
import { VerbBar } from "../verbs/VerbBar";

export function OrderPage() {
  const no = useParams().no ?? "";
  const query = useQuery({ queryKey: keys.order(no), queryFn: () => orders.get(no) });
  const order = query.data;
  return (
    <section className="page" aria-label={no} data-testid="order-page">
      <div className="page-head">
        <h1>
          {order?.title || no} {order && <UrgencyTag urgency={order.urgency} />}
        </h1>
        {order && <StateTag state={order.state} name={order.state_name} />}
        {order && <OrderMarks order={order} />}
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {order ? <OrderBody order={order} /> : query.isLoading && <Skeleton active />}
    </section>
  );
}

function OrderBody({ order }: { order: Order }) {
  const listens = may(useUser(), "calls.read");
  return (
    <div className="order-columns">
      <div>
        {order.waits_for_person && (
          <Alert type="warning" showIcon data-testid="waits" title={`${zh.orders.waits}：${waitReason(order)}`} />
        )}
        <VerbBar order={order} />
        <OrderFacts order={order} />
        <OrderProgress order={order} />
        <Attachments orderNo={order.order_no} />
        {listens && (
          <Card size="small" title={zh.orders.recording}>
            {order.conversation_id ? (
              <CallRecord conversationId={order.conversation_id} />
            ) : (
              <p className="quiet">{zh.orders.noRecording}</p>
            )}
          </Card>
        )}
      </div>
      <div>
        <CitizenFacts order={order} />
        <OrderSources order={order} />
        <OrderParts order={order} />
        <Card size="small" title={zh.advice.title}>
          <AdvicePanel advice={order.advice} text={order.content} empty={zh.advice.notKept} />
          <Proposals orderNo={order.order_no} />
        </Card>
        <Card size="small" title={zh.orders.timeline}>
          <OrderTimeline orderNo={order.order_no} />
        </Card>
        <Card size="small" title={zh.orders.similar}>
          <SimilarOrders orderNo={order.order_no} />
        </Card>
      </div>
    </div>
  );
}
