/** The order at hand: what is asked, what stands in it, where it could go, and why; everything else on its own page. */
import { Alert, Card, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { desk, orders } from "../api/endpoints";
import type { DeskOrder, Order } from "../api/types";
import { AdvicePanel } from "../draft/AdvicePanel";
import { keys } from "../events/refresh";
import { clockTime, instant } from "../format";
import { isAnswered, OrderAnswer } from "../orders/OrderAnswer";
import { OrderProgress } from "../orders/OrderProgress";
import { OrderTimeline } from "../orders/OrderTimeline";
import { DueTag, OrderMarks, StateTag, UrgencyTag } from "../orders/tags";
import { waitReason } from "../orders/wait-reason";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { VerbBar } from "../verbs/VerbBar";
import { CorrectionCard } from "./CorrectionCard";
import { Duties } from "./Duties";
import { PairCard } from "./PairCard";
import { movedOn } from "./queue";
import { Requests } from "./Requests";
import { RulingUnits } from "./RulingUnits";
import { useHeld } from "./useHeld";

interface Props {
  orderNo: string;
  /** The order has left its queue by this dispatcher's own hand. */
  onMoved: () => void;
}

export function DeskOrderPane({ orderNo, onMoved }: Props) {
  const order = useQuery({ queryKey: keys.order(orderNo), queryFn: () => orders.get(orderNo) });
  const beside = useQuery({ queryKey: keys.deskOrder(orderNo), queryFn: () => desk.order(orderNo) });
  const held = useHeld(orderNo);
  const error = order.error ?? beside.error;
  if (error) return <ProblemAlert error={error} onRetry={() => void Promise.all([order.refetch(), beside.refetch()])} />;
  if (!order.data || !beside.data) return <Skeleton active />;
  return (
    <article aria-label={orderNo} data-testid="at-hand" data-order={orderNo}>
      <Head order={order.data} />
      {held?.held_by && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          data-testid="held"
          title={zh.dispatch.held(held.held_by, held.held_since ? clockTime(held.held_since) : "")}
        />
      )}
      <Body order={order.data} beside={beside.data} onMoved={onMoved} />
    </article>
  );
}

function Head({ order }: { order: Order }) {
  return (
    <header>
      <h1>
        <UrgencyTag urgency={order.urgency} />
        {order.title || order.order_no}
      </h1>
      <StateTag state={order.state} name={order.state_name} />
      <OrderMarks order={order} />
      <DueTag colour={order.due_colour} />
      <span className="quiet number">{order.order_no}</span>
      <span className="quiet">
        {zh.channels[order.channel] ?? order.channel} · {order.request_type} · {zh.dispatch.waitsSince} {instant(order.accepted_at)}
      </span>
      <Link to={`/orders/${order.order_no}`}>{zh.dispatch.openPage}</Link>
    </header>
  );
}

function Body({ order, beside, onMoved }: { order: Order; beside: DeskOrder; onMoved: () => void }) {
  const may = (name: string) => order.verbs.some(({ verb, allowed }) => verb === name && allowed);
  const correctable = may("edit");
  return (
    <>
      <VerbBar order={order} onDone={(fresh) => movedOn(order, fresh) && onMoved()} />
      <div className="at-hand-columns">
        <div>
          {order.waits_for_person && <Alert type="warning" showIcon data-testid="waits" title={waitReason(order)} />}
          {beside.requests.length > 0 && <Requests requests={beside.requests} />}
          {beside.suggestions.map((one) => (
            <PairCard key={one.id} suggestion={one} short />
          ))}
          <Card size="small" title={zh.orders.content}>
            <p className="words" data-testid="desk-content">
              {order.content || "—"}
            </p>
            <p className="quiet">
              {zh.form.fields.place_text}：{order.place_text || "—"}
            </p>
          </Card>
          {isAnswered(order) && (
            <Card size="small" title={zh.orders.answer} data-testid="desk-answer">
              <OrderAnswer order={order} />
            </Card>
          )}
          <OrderProgress order={order} />
          <Card size="small" title={zh.advice.title}>
            <AdvicePanel advice={order.advice} text={order.content} empty={zh.advice.notKept} />
          </Card>
        </div>
        <div>
          {correctable && (
            <CorrectionCard order={order} candidates={beside.candidates} onSent={onMoved} />
          )}
          {may("rule") && <RulingUnits order={order} candidates={beside.candidates} />}
          <Duties duties={beside.duties} />
          <Card size="small" title={zh.orders.timeline}>
            <OrderTimeline orderNo={order.order_no} />
          </Card>
        </div>
      </div>
    </>
  );
}
