/** The task at hand: order, reply and recordings on one side, the questionnaire on the other. */
import { Alert, Button, Empty, Skeleton, Tabs, Tag } from "antd";
import { useMutation } from "@tanstack/react-query";
import { Link } from "react-router";
import { callbacks } from "../api/endpoints";
import type { CallbackTask, Order } from "../api/types";
import { CallRecord } from "../calls/CallRecord";
import { instant } from "../format";
import { CitizenFacts } from "../orders/CitizenFacts";
import { OrderFacts } from "../orders/OrderFacts";
import { OrderProgress } from "../orders/OrderProgress";
import { OrderTimeline } from "../orders/OrderTimeline";
import { OrderMarks, StateTag, UrgencyTag } from "../orders/tags";
import { useUser } from "../session/store";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { Questionnaire } from "./Questionnaire";
import { useAnswers } from "./useAnswers";
import { useTask } from "./useCallbacks";

const words = zh.callbacks;

interface Props {
  id: number | null;
  /** It is no longer in the list beside it. */
  left: boolean;
  onSaved: () => void;
  /** Taken or given back: it changes its queue, and stays at hand. */
  onTaken: (id: number) => void;
}

export function CallbackTaskPane({ id, left, onSaved, onTaken }: Props) {
  const query = useTask(id);
  const task = query.data;
  if (id === null) return <Empty className="unit-nothing" description={words.choose} />;
  return (
    <section className="unit-order" data-testid="callback-task" data-task={id}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {!task && query.isLoading && <Skeleton active />}
      {task && <Pane key={task.id} task={task} left={left} onSaved={onSaved} onTaken={() => onTaken(task.id)} />}
    </section>
  );
}

function Pane({ task, left, onSaved, onTaken }: { task: CallbackTask; left: boolean; onSaved: () => void; onTaken: () => void }) {
  const user = useUser();
  const order = task.whole_order;
  const open = task.ended_at === null;
  const form = useAnswers(task);
  const mine = task.agent?.id === user.id;
  // a supervisor gives back what a colleague has taken, who may be away
  const gives = mine || (task.agent !== null && user.rights.callbacks === "all");
  const taking = useMutation({
    mutationFn: () => (gives ? callbacks.giveBack(task.id) : callbacks.take(task.id)),
    onSuccess: onTaken,
  });
  useShortcuts({ t: () => open && !taking.isPending && taking.mutate() });
  return (
    <>
      <div className="page-head">
        <h2>
          <UrgencyTag urgency={order.urgency} /> {order.title || order.order_no}
        </h2>
        {task.kind === "verification" && <Tag color="red">{task.kind_name}</Tag>}
        <StateTag state={order.state} name={order.state_name} />
        <OrderMarks order={order} />
        <span className="grow" />
        {task.agent && !mine && <Tag color="orange">{words.taken(task.agent.name)}</Tag>}
        {open && (!task.agent || gives) && (
          <Button
            size="small"
            title={gives && !mine ? words.giveBackWhy : ""}
            loading={taking.isPending}
            data-testid="take"
            onClick={() => taking.mutate()}
          >
            {mine ? words.giveBack : gives ? words.giveBackOf : words.take} <kbd>T</kbd>
          </Button>
        )}
        <Link to={`/orders/${order.order_no}`}>
          <Button size="small">{words.openOrder}</Button>
        </Link>
      </div>
      <ProblemAlert error={taking.error} />
      {left && !mine && <Alert type="info" showIcon title={words.left} data-testid="callback-left" />}
      {!task.may_call && <Alert type="warning" showIcon title={words.noCall} />}
      <div className="callback-split">
        <div>
          <h3>{words.reply}</h3>
          <p className="callback-reply" data-testid="reply">
            {order.public_reply_text || order.reply_text || "—"}
          </p>
          <Tabs
            size="small"
            items={[
              { key: "order", label: zh.orders.facts, children: <Facts order={order} /> },
              { key: "citizen", label: zh.unit.tabs.citizen, children: <CitizenFacts order={order} /> },
              { key: "recordings", label: words.recordings, children: <Recordings task={task} /> },
              { key: "earlier", label: words.earlier, children: <Earlier task={task} /> },
              { key: "timeline", label: zh.unit.tabs.timeline, children: <OrderTimeline orderNo={order.order_no} /> },
            ]}
          />
        </div>
        <div>{open || form.typed ? <Questionnaire task={task} form={form} onSaved={onSaved} /> : <Earlier task={task} />}</div>
      </div>
    </>
  );
}

function Recordings({ task }: { task: CallbackTask }) {
  if (task.calls.length === 0) return <p className="quiet">{zh.call.noRecording}</p>;
  const ofDemand = task.whole_order.conversation_id;
  return task.calls.map((id, place) => (
    <section key={id}>
      <h3>{id === ofDemand ? words.demandCall : words.callbackCall(ofDemand === task.calls[0] ? place : place + 1)}</h3>
      <CallRecord conversationId={id} />
    </section>
  ));
}

function Earlier({ task }: { task: CallbackTask }) {
  if (task.history.length === 0) return <p className="quiet">{words.noEarlier}</p>;
  return (
    <ol className="callback-history" data-testid="history">
      {task.history.map((one) => (
        <li key={`${one.at}-${one.way}`}>
          <time className="quiet">{instant(one.at)}</time> {one.way_name}：{one.result_name}
        </li>
      ))}
      {task.answers.map((one) => (
        <li key={`${one.at}-${one.method}-answer`}>
          <time className="quiet">{instant(one.at)}</time> {words.said(one.method, one.grade, one.solved ?? "")}
          {one.check_name && `，${one.check_name}`}
          {one.words && <blockquote>{one.words}</blockquote>}
        </li>
      ))}
    </ol>
  );
}

function Facts({ order }: { order: Order }) {
  return (
    <>
      <OrderFacts order={order} />
      <OrderProgress order={order} />
    </>
  );
}
