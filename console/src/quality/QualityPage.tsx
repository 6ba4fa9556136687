/** Quality inspection: what waits, results and appeals on the left, the one at hand beside it. An agent sees the own ones. */
import { Badge, Button, Skeleton, Tabs } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { atHand } from "../callbacks/atHand";
import { keys } from "../events/refresh";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { DrawDialog } from "./DrawDialog";
import { Draws } from "./Draws";
import { InspectionList } from "./InspectionList";
import { InspectionPane } from "./InspectionPane";
import { useCounts, useInspections, usePlace } from "./useQuality";
import "../unit/unit.css";
import "./quality.css";

const words = zh.quality;

export function QualityPage() {
  const user = useUser();
  const all = user.rights["quality.read"] === "all";
  const inspects = may(user, "quality.inspect");
  const { place, go } = usePlace(inspects ? "waiting" : all ? "appealed" : "scored");
  const client = useQueryClient();
  const counts = useCounts();
  const query = useInspections(place);
  const items = query.data?.items ?? [];
  const { id: chosen, left } = atHand(place.chosen, query.data?.items, query.isFetching);
  const index = items.findIndex(({ id }) => id === chosen);
  const [dialog, setDialog] = useState<"draw" | "draws" | null>(null);

  const renew = () => client.invalidateQueries({ queryKey: keys.quality });
  const move = (by: number) => go({ chosen: items[Math.max(0, Math.min(index + by, items.length - 1))]?.id ?? null });
  const done = (id: number) => {
    // the next one that waits; an appeal or a decision stays before who made it
    go({ chosen: place.state === "waiting" ? ((items[index + 1] ?? items[index - 1])?.id ?? null) : id });
    void renew();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });

  const title = all ? words.title : words.mine;
  return (
    <section className="unit" aria-label={title} data-testid="quality">
      <div className="page-head">
        <h1>{title}</h1>
        <span className="quiet">{all ? words.keys : words.keysMine}</span>
        <span className="grow" />
        {inspects && (
          <Button size="small" type="primary" data-testid="draw" onClick={() => setDialog("draw")}>
            {words.draw.open}
          </Button>
        )}
        {all && (
          <Button size="small" onClick={() => setDialog("draws")}>
            {words.draws.open}
          </Button>
        )}
        <Freshness query={query} />
      </div>
      <ProblemAlert error={counts.error} onRetry={() => void counts.refetch()} />
      <Tabs
        size="small"
        activeKey={place.state}
        onChange={(state) => go({ state: state as typeof place.state, chosen: null, cursor: null })}
        aria-label={words.queues}
        items={(counts.data?.states ?? []).map(({ state, chinese, count }) => ({
          key: state,
          label: (
            <span data-testid={`state-${state}`} data-count={count}>
              {chinese} <Badge showZero overflowCount={9999} count={count} color="#0b4a8f" />
            </span>
          ),
        }))}
      />
      <div className="unit-split quality-split">
        <div className="unit-left">
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
          {query.isLoading && <Skeleton active />}
          {query.data && (
            <InspectionList items={items} state={place.state} chosen={chosen} onChoose={(id) => go({ chosen: id })} />
          )}
          <div className="pager">
            {place.cursor !== null && (
              <Button size="small" onClick={() => go({ cursor: null, chosen: null })}>
                {words.first}
              </Button>
            )}
            {query.data?.next && (
              <Button size="small" onClick={() => go({ cursor: query.data.next ?? null, chosen: null })}>
                {words.next}
              </Button>
            )}
          </div>
        </div>
        <InspectionPane id={chosen} left={left} onDone={done} />
      </div>
      {dialog === "draw" && (
        <DrawDialog
          onClose={() => setDialog(null)}
          onDrawn={() => {
            setDialog(null);
            go({ state: "waiting", chosen: null, cursor: null });
            void renew();
          }}
        />
      )}
      <Draws open={dialog === "draws"} onClose={() => setDialog(null)} />
    </section>
  );
}
