/** One call: its record, recording, words, and the order that came of it. */
import { Card, Descriptions, Skeleton, type DescriptionsProps } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { calls } from "../api/endpoints";
import type { Call } from "../api/types";
import { AdvicePanel } from "../draft/AdvicePanel";
import { keys } from "../events/refresh";
import { between, clockTime, duration, instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { callerWords } from "../transcript/words";
import { CallRecord } from "./CallRecord";
import { CallTags } from "./CallTags";
import { outcomeOf } from "./outcome";

export function CallPage() {
  const id = useParams().id ?? "";
  const query = useQuery({ queryKey: keys.call(id), queryFn: () => calls.get(id) });
  const call = query.data;
  return (
    <section className="page" aria-label={zh.call.page} data-testid="call-page">
      <div className="page-head">
        <h1>
          {zh.call.page} {call?.caller}
        </h1>
        {call && <CallTags call={call} />}
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {!call && query.isLoading && <Skeleton active />}
      {call && (
        <div className="order-columns">
          <div>
            <Card size="small" title={zh.orders.recording}>
              <CallRecord conversationId={id} />
            </Card>
          </div>
          <div>
            <Card size="small" title={zh.orders.facts}>
              <Descriptions size="small" column={1} items={factsOf(call)} />
            </Card>
            <Card size="small" title={zh.advice.title}>
              <AdvicePanel advice={call.advice} text={callerWords(call.segments)} empty={zh.advice.notKept} />
            </Card>
            <Card size="small" title={zh.call.events}>
              <ol className="call-events">
                {call.events.map((event) => (
                  <li key={`${event.at}-${event.kind}`}>
                    <time className="quiet">{clockTime(event.at)}</time> {zh.callEvents[event.kind] ?? event.kind}
                  </li>
                ))}
              </ol>
            </Card>
          </div>
        </div>
      )}
    </section>
  );
}

function factsOf(call: Call): NonNullable<DescriptionsProps["items"]> {
  const seconds = between(call.answered_at ?? call.started_at, call.ended_at);
  const facts: [string, React.ReactNode][] = [
    [zh.call.citizen, call.caller || zh.call.unknownCaller],
    [zh.call.hotline, call.dialled],
    [zh.call.at, instant(call.started_at)],
    [zh.call.duration, seconds === null ? zh.call.live : duration(seconds)],
    [zh.call.agent, call.agent?.name ?? "—"],
    [zh.call.outcome, outcomeOf(call)],
    [zh.call.transcriptState, zh.transcriptStates[call.transcript_state] ?? call.transcript_state],
    [zh.call.order, call.order_no ? <Link to={`/orders/${call.order_no}`}>{call.order_no}</Link> : "—"],
  ];
  return facts.map(([label, children], key) => ({ key, label, children }));
}
