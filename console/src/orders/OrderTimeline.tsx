/** The order's life, newest first. */
import { Empty, Timeline } from "antd";
import { useQuery } from "@tanstack/react-query";
import { orders } from "../api/endpoints";
import type { TimelineEntry } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { useWorkflow } from "../verbs/workflow";
import { saidBy, type Said } from "./said";
import { useNames } from "./useNames";

export function OrderTimeline({ orderNo }: { orderNo: string }) {
  const query = useQuery({ queryKey: [...keys.order(orderNo), "timeline"], queryFn: () => orders.timeline(orderNo) });
  const { flow } = useWorkflow();
  const names = useNames();
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const entries = query.data?.items ?? [];
  if (entries.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={zh.orders.noTimeline} />;
  return (
    <Timeline
      data-testid="timeline"
      items={[...entries].reverse().map((entry) => ({ key: entry.seq, content: <Step entry={entry} facts={flow ? saidBy(entry, flow, names) : []} /> }))}
    />
  );
}

function Step({ entry, facts }: { entry: TimelineEntry; facts: Said[] }) {
  const { chinese, verb, at, actor_name, from_state, to_state, reason, text, changes, due_before, due_after } = entry;
  const states: Partial<Record<string, string>> = zh.states;
  const [, said] = (changes.callback_reason ?? []) as unknown[];
  const [, next] = (changes.followed_by ?? []) as unknown[];
  const moved = to_state && to_state !== from_state;
  return (
    <div data-testid="timeline-entry" data-verb={verb}>
      <strong>{chinese || verb}</strong> <span className="quiet">{instant(at)}</span>
      <div>
        {actor_name}
        {moved && `：${from_state ? `${states[from_state] ?? from_state} → ` : ""}${states[to_state] ?? to_state}`}
      </div>
      {reason && <div className="quiet">{reason}</div>}
      {text && <div className="words">{text}</div>}
      {facts.map(({ name, label, value }) => (
        <div key={name} className="quiet" data-field={name}>
          {label}：{value}
        </div>
      ))}
      {typeof said === "string" && <div className="words">{zh.orders.citizenSaid(said)}</div>}
      {typeof next === "string" && <div className="quiet">{zh.orders.followedBy(next)}</div>}
      {due_after && due_after !== due_before && (
        <div className="quiet">
          {zh.orders.dueAt} {instant(due_after)}
        </div>
      )}
    </div>
  );
}
