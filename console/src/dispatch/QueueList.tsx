/** The orders of a queue, the graver first; who has one open; boxes where many may be done at once. */
import { Button, Checkbox, Empty, Skeleton } from "antd";
import { useState } from "react";
import type { QueueItem } from "../api/types";
import { instant } from "../format";
import { DueTag, UrgencyTag } from "../orders/tags";
import { waitReason } from "../orders/wait-reason";
import { zh } from "../strings";
import { Batch } from "./Batch";
import { BATCH } from "./queue";

interface Props {
  queue: string;
  items: readonly QueueItem[];
  loading: boolean;
  chosen: string | null;
  onChoose: (orderNo: string) => void;
  onMore: (() => void) | null;
}

export function QueueList({ queue, items, loading, chosen, onChoose, onMore }: Props) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const verb = BATCH[queue];
  const tick = (orderNo: string, on: boolean) =>
    setTicked((now) => new Set(on ? [...now, orderNo] : [...now].filter((each) => each !== orderNo)));
  if (loading) return <Skeleton active />;
  if (items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={zh.dispatch.empty} />;
  return (
    <>
      {verb && (
        <Batch verb={verb} items={items.filter((item) => ticked.has(item.order_no))} onClear={() => setTicked(new Set())} />
      )}
      <ul className="queue-list" data-testid="queue-list">
        {items.map((item) => (
          <li key={item.order_no} className={item.order_no === chosen ? "chosen" : ""}>
            {verb && (
              <Checkbox
                aria-label={zh.dispatch.select(item.order_no)}
                checked={ticked.has(item.order_no)}
                onChange={(event) => tick(item.order_no, event.target.checked)}
              />
            )}
            <button
              type="button"
              data-testid="queue-item"
              data-order={item.order_no}
              aria-current={item.order_no === chosen ? "true" : undefined}
              ref={item.order_no === chosen ? intoView : null}
              onClick={() => onChoose(item.order_no)}
            >
              <Line item={item} />
            </button>
          </li>
        ))}
      </ul>
      {onMore && <Button onClick={onMore}>{zh.dispatch.loadMore}</Button>}
    </>
  );
}

const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: "nearest" });

function Line({ item }: { item: QueueItem }) {
  return (
    <>
      <span className="queue-title">
        <UrgencyTag urgency={item.urgency} />
        {item.title || item.order_no}
      </span>
      <span className="quiet">
        {item.category?.path.at(-1) ?? "—"} · {item.lead?.name ?? "—"}
      </span>
      <span className="quiet">
        {instant(item.accepted_at)} <DueTag colour={item.due_colour} />
        {item.opened_by && <span className="warning">{zh.dispatch.openedBy(item.opened_by.name)}</span>}
      </span>
      {item.waits_for_person && <span className="quiet queue-why" title={waitReason(item)}>{waitReason(item)}</span>}
    </>
  );
}
