/** One order: facts, departments, clock, life, verbs, and the recorded call with its words. */
import { Alert, Card, Descriptions, Skeleton, type DescriptionsProps } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { orders } from "../api/endpoints";
import type { Order } from "../api/types";
import { Attachments } from "../attachments/Attachments";
import { CallRecord } from "../calls/CallRecord";
import { AdvicePanel } from "../draft/AdvicePanel";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { CitizenFacts } from "./CitizenFacts";
import { DueTag, StateTag, UrgencyTag } from "./tags";
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
        <Card size="small" title={zh.orders.facts}>
          <Descriptions size="small" column={2} items={factsOf(order)} />
          <h3>{zh.orders.content}</h3>
          <p className="words" data-testid="order-content">
            {order.content || "—"}
          </p>
          {order.reply_text && (
            <>
              <h3>{zh.orders.reply}</h3>
              <p className="words">{order.reply_text}</p>
            </>
          )}
          {order.public_reply_text && (
            <>
              <h3>{zh.orders.publicReply}</h3>
              <p className="words">{order.public_reply_text}</p>
            </>
          )}
        </Card>
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
        <Card size="small" title={zh.advice.title}>
          <AdvicePanel advice={order.advice} text={order.content} empty={zh.advice.notKept} />
        </Card>
        <Card size="small" title={zh.orders.timeline}>
          <OrderTimeline orderNo={order.order_no} />
        </Card>
      </div>
    </div>
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
  if (order.conversation_id) {
    facts.push([zh.nav.calls, <Link to={`/calls/${order.conversation_id}`}>{zh.call.open}</Link>]);
  }
  return facts.map(([label, children], key) => ({ key, label, children }));
}
