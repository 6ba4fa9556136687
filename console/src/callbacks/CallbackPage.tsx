/** The call-back agent's desk: queues, the tasks of one, and the task at hand; worked by keyboard. */
import { Badge, Button, Skeleton, Tabs } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "../events/refresh";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { atHand } from "./atHand";
import { CallbackList } from "./CallbackList";
import { CallbackTaskPane } from "./CallbackTaskPane";
import { useCounts, usePlace, useQueue } from "./useCallbacks";
import "../unit/unit.css";
import "./callbacks.css";

const words = zh.callbacks;

export function CallbackPage() {
  const { place, go } = usePlace();
  const client = useQueryClient();
  const counts = useCounts();
  const query = useQueue(place);
  const items = query.data?.items ?? [];
  const { id: chosen, left } = atHand(place.task, query.data?.items, query.isFetching);
  const index = items.findIndex(({ id }) => id === chosen);

  // the list is read anew all the time: what an agent has before him must not become another order
  useEffect(() => {
    if (place.task === null && chosen !== null) go(() => ({ task: chosen }));
  });

  const move = (by: number) =>
    go(() => ({ task: items[Math.max(0, Math.min(index + by, items.length - 1))]?.id ?? null }));
  const change = (queue: string) => go(() => ({ queue, task: null, cursor: null }));
  const taken = (task: number) => {
    go(() => ({ task }));
    void client.invalidateQueries({ queryKey: keys.callbacks });
  };
  const saved = () => {
    go(() => ({ task: (items[index + 1] ?? items[index - 1])?.id ?? null }));
    void client.invalidateQueries({ queryKey: keys.callbacks });
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });

  return (
    <section className="unit" aria-label={words.title} data-testid="callbacks">
      <div className="page-head">
        <h1>{words.title}</h1>
        <span className="quiet">{words.keys}</span>
        <span className="grow" />
        <Freshness query={counts} />
      </div>
      <ProblemAlert error={counts.error} onRetry={() => void counts.refetch()} />
      <Tabs
        size="small"
        activeKey={place.queue}
        onChange={change}
        aria-label={words.queues}
        items={(counts.data?.queues ?? []).map(({ name, chinese, count }) => ({
          key: name,
          label: (
            <span data-testid={`queue-${name}`} data-count={count}>
              {chinese} <Badge showZero count={words.counted(count, counts.data?.counted_up_to ?? Infinity)} color="#0b4a8f" />
            </span>
          ),
        }))}
      />
      <div className="unit-split">
        <div className="unit-left">
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
          {query.isLoading && <Skeleton active />}
          {query.data && (
            <CallbackList items={items} queue={place.queue} chosen={chosen} onChoose={(task) => go(() => ({ task }))} />
          )}
          <div className="pager">
            {place.cursor !== null && (
              <Button size="small" onClick={() => go(() => ({ cursor: null, task: null }))}>
                {words.first}
              </Button>
            )}
            {query.data?.next && (
              <Button size="small" onClick={() => go(() => ({ cursor: query.data.next ?? null, task: null }))}>
                {words.next}
              </Button>
            )}
          </div>
        </div>
        <CallbackTaskPane id={chosen} left={left} onSaved={saved} onTaken={taken} />
      </div>
    </section>
  );
}
