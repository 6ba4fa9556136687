/** The dispatcher's desk: queues at the left, what waits in one of them, and the order at hand. */
import { Alert } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "react-router";
import { desk } from "../api/endpoints";
import type { DeskCounts } from "../api/types";
import { keys } from "../events/refresh";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { HotPane } from "./HotPane";
import { QueuePane } from "./QueuePane";
import { SuggestionsPane } from "./SuggestionsPane";
import "./dispatch.css";

/** The platform counts so far. */
const COUNTED = 1_000;
const EVERY_MS = 60_000;

interface Tab {
  name: string;
  label: string;
  count: number;
}

const tabsOf = (counts: DeskCounts | undefined): Tab[] => [
  ...(counts?.queues ?? []).map(({ name, chinese, count }) => ({ name, label: chinese, count })),
  { name: "suggestions", label: zh.dispatch.suggestions, count: counts?.suggestions ?? 0 },
  { name: "hot", label: zh.dispatch.hot, count: counts?.alerts ?? 0 },
];

export function DispatchPage() {
  const queue = useParams().queue ?? "waiting";
  const navigate = useNavigate();
  // Limits pass without an event of their own: the counts are read anew each minute too.
  const query = useQuery({ queryKey: [...keys.dispatch, "counts"], queryFn: desk.counts, refetchInterval: EVERY_MS });
  const tabs = tabsOf(query.data);
  const go = (step: number) => {
    const at = tabs.findIndex(({ name }) => name === queue);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next) void navigate(`/dispatch/${next.name}`);
  };
  useShortcuts({ "[": () => go(-1), "]": () => go(1) });

  return (
    <section className="dispatch" aria-label={zh.dispatch.page} data-testid="dispatch">
      <nav className="queues" aria-label={zh.dispatch.queues}>
        {tabs.map(({ name, label, count }) => (
          <button
            key={name}
            type="button"
            aria-current={name === queue ? "page" : undefined}
            data-testid={`queue-${name}`}
            data-count={count}
            className={count > 0 ? "filled" : ""}
            onClick={() => void navigate(`/dispatch/${name}`)}
          >
            {label} <span className="count">{count >= COUNTED ? zh.dispatch.more(COUNTED) : count}</span>
          </button>
        ))}
        <p className="quiet">{zh.dispatch.keys}</p>
        <Freshness query={query} />
        {(query.data?.dead_letters ?? 0) > 0 && (
          <Alert type="error" title={zh.dispatch.deadLetters(query.data?.dead_letters ?? 0)} />
        )}
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </nav>
      {queue === "suggestions" ? <SuggestionsPane /> : queue === "hot" ? <HotPane /> : <QueuePane key={queue} queue={queue} />}
    </section>
  );
}
