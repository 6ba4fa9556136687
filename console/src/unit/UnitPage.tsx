/** The desk of a unit's clerk and head: its queues, the orders of one, and the order at hand; worked by keyboard. */
import { App, Badge, Button, Checkbox, Skeleton, Tabs, Tooltip } from "antd";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { DepartmentChoice } from "../draft/choices";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { UnitList } from "./UnitList";
import { UnitOrder } from "./UnitOrder";
import { useBulkSign } from "./useBulkSign";
import { FIRST_QUEUE, useCounts, usePlace, useQueue } from "./useUnit";
import "./unit.css";

const COLOURS: Partial<Record<string, string>> = { overdue: "#b3261e", sent_back: "#b3261e", near_due: "#8f5200", supervised: "#b3261e" };
const QUIET = "#4a5563";

export function UnitPage() {
  const user = useUser();
  const { place, go } = usePlace();
  const navigate = useNavigate();
  const { message, notification } = App.useApp();
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const above = user.rights.unit === "all";
  const known = !above || place.department !== null;
  const counts = useCounts(place.department, known);
  const query = useQueue(place, known);
  const { sign, progress } = useBulkSign();

  const items = query.data?.items ?? [];
  const indexOf = (no: string | null) => items.findIndex((item) => item.order_no === no);
  // Nothing chosen yet: the first is at hand.
  const orderNo = place.order ?? items[0]?.order_no ?? null;
  const index = indexOf(orderNo);
  // Remembered: an event may take the order out of the list before its verb has answered.
  const following = useRef<string | null>(null);
  useEffect(() => {
    if (index >= 0) following.current = (items[index + 1] ?? items[index - 1])?.order_no ?? null;
  });
  const dayMinutes = counts.data?.day_minutes ?? 1;

  const choose = (order: string | null) => go(() => ({ order }));
  const open = (no: string | null) => no !== null && void navigate(`/orders/${no}`);
  const move = (by: number) =>
    go(({ order }) => {
      const to = indexOf(order ?? orderNo) + by;
      return { order: items[Math.max(0, Math.min(to, items.length - 1))]?.order_no ?? order };
    });
  const change = (queue: string) => {
    setChecked(new Set());
    go(() => ({ queue, order: null, cursor: null }));
  };
  const turn = (cursor: string | null) => go(() => ({ cursor, order: null }));
  const check = (no: string) =>
    setChecked((now) => {
      const next = new Set(now);
      if (!next.delete(no)) next.add(no);
      return next;
    });
  // What is signed leaves its queue: the next one moves up.
  const goOn = (no: string) => choose(place.queue === FIRST_QUEUE ? (following.current ?? no) : no);

  const chosen = items.filter((item) => checked.has(item.order_no));
  const whyNoBulk =
    place.queue !== FIRST_QUEUE ? zh.unit.signWrongQueue : chosen.length === 0 ? zh.unit.signNone : "";
  const signAll = async () => {
    if (whyNoBulk !== "" || progress) return;
    const { done, failed } = await sign(chosen);
    if (done.length > 0) void message.success(zh.unit.signed(done.length));
    if (failed.length > 0) {
      notification.error({
        title: zh.unit.notSigned(failed.length),
        description: failed.map(({ no, why }) => <div key={no}>{`${no}：${why}`}</div>),
        duration: 0,
      });
    }
    setChecked(new Set(failed.map(({ no }) => no)));
    choose(null);
  };

  const queues = counts.data?.queues ?? [];
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => open(orderNo),
    x: () => orderNo !== null && check(orderNo),
    "Ctrl+Enter": () => void signAll(),
    ...Object.fromEntries(queues.map(({ name }, place) => [String(place + 1), () => change(name)])),
  });

  return (
    <section className="unit" aria-label={zh.unit.title} data-testid="unit">
      <div className="page-head">
        <h1>{counts.data?.unit.name ?? zh.unit.title}</h1>
        {above && (
          <div className="unit-choice">
            <DepartmentChoice
              label={zh.unit.chooseUnit}
              value={place.department}
              onChange={(department) => go(() => ({ department, order: null, cursor: null }))}
            />
          </div>
        )}
        <span className="quiet">{zh.unit.keys}</span>
        <span className="grow" />
        <Freshness query={counts} />
      </div>
      <ProblemAlert error={counts.error} onRetry={() => void counts.refetch()} />
      <Tabs
        size="small"
        activeKey={place.queue}
        onChange={change}
        aria-label={zh.unit.queues}
        items={queues.map(({ name, chinese, count }, place) => ({
          key: name,
          label: (
            <Tooltip title={zh.unit.hints[name]}>
              <span data-testid={`queue-${name}`} data-count={count}>
                {chinese} <Badge showZero count={zh.unit.counted(count, counts.data?.counted_up_to ?? Infinity)} color={count > 0 ? (COLOURS[name] ?? "#0b4a8f") : QUIET} />
                <kbd>{place + 1}</kbd>
              </span>
            </Tooltip>
          ),
        }))}
      />
      <div className="unit-split">
        <div className="unit-left">
          <div className="unit-tools">
            <Checkbox
              checked={items.length > 0 && chosen.length === items.length}
              indeterminate={chosen.length > 0 && chosen.length < items.length}
              disabled={items.length === 0}
              onChange={(event) => setChecked(new Set(event.target.checked ? items.map((item) => item.order_no) : []))}
            >
              {zh.unit.checkAll}
            </Checkbox>
            <Tooltip title={whyNoBulk}>
              <Button size="small" disabled={whyNoBulk !== ""} loading={progress !== null} data-testid="bulk-sign" onClick={() => void signAll()}>
                {progress ? zh.unit.signing(progress.done, progress.all) : zh.unit.signChosen(chosen.length)} <kbd>Ctrl+Enter</kbd>
              </Button>
            </Tooltip>
            <span className="grow" />
            <Freshness query={query} />
          </div>
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
          {query.isLoading && <Skeleton active />}
          {query.data && <UnitList
            items={items}
            queue={place.queue}
            chosen={orderNo}
            checked={checked}
            dayMinutes={dayMinutes}
            onChoose={choose}
            onOpen={open}
            onCheck={check}
          />}
          {(place.cursor !== null || query.data?.next) && (
            <div className="pager">
              {place.cursor !== null && (
                <Button size="small" onClick={() => turn(null)}>
                  {zh.unit.first}
                </Button>
              )}
              {query.data?.next && (
                <Button size="small" onClick={() => turn(query.data.next ?? null)}>
                  {zh.unit.next}
                </Button>
              )}
            </div>
          )}
        </div>
        <UnitOrder orderNo={orderNo} cameBack={items[index]?.came_back ?? ""} onDone={(done) => goOn(done.order_no)} />
      </div>
    </section>
  );
}
