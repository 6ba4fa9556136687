/** Merge suggestions one by one: the list at the left, the pair side by side. */
import { Empty, Segmented, Skeleton, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { desk } from "../api/endpoints";
import type { Suggestion } from "../api/types";
import { keys } from "../events/refresh";
import { percent } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { PairCard } from "./PairCard";

export function SuggestionsPane() {
  const [decided, setDecided] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const query = useQuery({
    queryKey: [...keys.dispatch, "suggestions", decided],
    queryFn: () => desk.suggestions(decided),
  });
  const items = query.data?.items ?? [];
  const at = Math.max(
    items.findIndex(({ id }) => id === chosen),
    0,
  );
  const shown = items[at];
  const go = (step: number) => () => setChosen(items[Math.min(Math.max(at + step, 0), items.length - 1)]?.id ?? null);
  useShortcuts({ j: go(1), k: go(-1) });
  return (
    <>
      <div className="queue">
        <Segmented
          block
          options={[
            { label: zh.merging.open, value: false },
            { label: zh.merging.decided, value: true },
          ]}
          value={decided}
          onChange={(value) => {
            setDecided(value);
            setChosen(null);
          }}
        />
        <p className="quiet">{zh.merging.keys}</p>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        {query.isLoading && <Skeleton active />}
        <ul className="queue-list" data-testid="suggestion-list">
          {items.map((one) => (
            <li key={one.id} className={one.id === shown?.id ? "chosen" : ""}>
              <button type="button" aria-current={one.id === shown?.id ? "true" : undefined} onClick={() => setChosen(one.id)}>
                <Line suggestion={one} />
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div className="at-hand">
        {shown ? (
          <PairCard key={shown.id} suggestion={shown} onDecided={() => !decided && setChosen(items[at + 1]?.id ?? null)} />
        ) : (
          !query.isLoading && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={decided ? zh.merging.emptyDecided : zh.merging.empty} />
          )
        )}
      </div>
    </>
  );
}

function Line({ suggestion }: { suggestion: Suggestion }) {
  return (
    <>
      <span className="queue-title">{suggestion.child.title}</span>
      <span className="quiet">{suggestion.master.title}</span>
      <span className="quiet">
        <Tag>{suggestion.kind_name}</Tag>
        {percent(suggestion.score)} {suggestion.state !== "open" && zh.merging.states[suggestion.state]}
      </span>
    </>
  );
}
