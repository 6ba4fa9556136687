/** The inspection at hand: the recording, the words and the order on one side, the sheet and what was said on the other. */
import { Alert, Button, Empty, Skeleton, Tabs } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { orders } from "../api/endpoints";
import type { WholeInspection } from "../api/types";
import { CallRecord } from "../calls/CallRecord";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { OrderFacts } from "../orders/OrderFacts";
import { OrderTimeline } from "../orders/OrderTimeline";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { AppealForm } from "./AppealForm";
import { DecisionForm } from "./DecisionForm";
import { ScoreForm } from "./ScoreForm";
import { Steps } from "./Steps";
import { useInspection } from "./useQuality";
import { Verdict } from "./Verdict";

const words = zh.quality;

interface Props {
  id: number | null;
  /** It is no longer in the list beside it. */
  left: boolean;
  onDone: (id: number) => void;
}

export function InspectionPane({ id, left, onDone }: Props) {
  const query = useInspection(id);
  const one = query.data;
  if (id === null) return <Empty className="unit-nothing" description={words.choose} />;
  return (
    <section className="unit-order" data-testid="inspection" data-inspection={id}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {!one && query.isLoading && <Skeleton active />}
      {one && <Pane key={`${one.id}-${one.state}`} one={one} left={left} onDone={() => onDone(one.id)} />}
    </section>
  );
}

function Pane({ one, left, onDone }: { one: WholeInspection; left: boolean; onDone: () => void }) {
  const title = one.kind === "call" ? words.callOf : words.orderOf;
  const may = one.may[0];
  return (
    <>
      <div className="page-head">
        <h2>{title(one.agent.name, instant(one.subject_at))}</h2>
        <Verdict score={one.score} passed={one.passed} />
        <span className="quiet">{one.state_name}</span>
        <span className="grow" />
        {one.draw && <span className="quiet">{words.drawn(one.draw.by, instant(one.drawn_at))}</span>}
        {one.order_no && (
          <Link to={`/orders/${one.order_no}`}>
            <Button size="small">{words.openOrder}</Button>
          </Link>
        )}
        {one.conversation_id && one.hearable && (
          <Link to={`/calls/${one.conversation_id}`}>
            <Button size="small">{words.openCall}</Button>
          </Link>
        )}
      </div>
      {left && <Alert type="info" showIcon title={words.left} />}
      <div className="quality-columns">
        <div>
          <Tabs
            size="small"
            defaultActiveKey={one.kind === "call" ? "record" : "order"}
            items={[
              { key: "record", label: words.record, children: <Record one={one} /> },
              { key: "order", label: words.order, children: <OfOrder orderNo={one.order_no} /> },
              {
                key: "timeline",
                label: zh.unit.tabs.timeline,
                children: one.order_no ? <OrderTimeline orderNo={one.order_no} /> : <p className="quiet">{words.noOrder}</p>,
              },
            ]}
          />
        </div>
        <div className="quality-side">
          {may === "score" && <ScoreForm one={one} onDone={onDone} />}
          {may === "appeal" && <AppealForm one={one} onDone={onDone} />}
          {may === "decide" && <DecisionForm one={one} onDone={onDone} />}
          <Steps one={one} />
        </div>
      </div>
    </>
  );
}

function Record({ one }: { one: WholeInspection }) {
  if (!one.conversation_id || !one.hearable) return <p className="quiet">{words.noHearing}</p>;
  return <CallRecord conversationId={one.conversation_id} />;
}

function OfOrder({ orderNo }: { orderNo: string | null | undefined }) {
  const query = useQuery({
    queryKey: keys.order(orderNo ?? ""),
    queryFn: () => orders.get(orderNo ?? ""),
    enabled: Boolean(orderNo),
  });
  if (!orderNo) return <p className="quiet">{words.noOrder}</p>;
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <OrderFacts order={query.data} /> : <Skeleton active />;
}
