/** What was pushed to one target, with its state and what went wrong; dead ones are sent again, one or a range. */
import { App, Button, DatePicker, Segmented, Tag } from "antd";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";
import { deliveries } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { DeliveryRow } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";

const words = zh.pushed;
const PAGE = 50;
const EVERY_MS = 15_000;
const COLOURS: Partial<Record<DeliveryRow["state"], string>> = { dead: "red", sent: "green", sending: "blue" };
type State = DeliveryRow["state"];
const STATES = [{ value: "", label: words.all }, ...Object.entries(words.states).map(([value, label]) => ({ value, label }))];

export function PushedDeliveries({ target, name }: { target: string; name: string }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [state, setState] = useState<State | "">("");
  const [range, setRange] = useState<[Dayjs | null, Dayjs | null]>([null, null]);
  const query = useInfiniteQuery({
    queryKey: [...keys.deliveries, target, state],
    queryFn: ({ pageParam }) =>
      deliveries.list({ target, limit: PAGE, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    refetchInterval: EVERY_MS,
  });
  const act = useMutation({
    mutationFn: (todo: () => Promise<unknown>) => todo(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.deliveries }),
    onError: (error) => void message.error(Problem.of(error).title),
  });
  const replayRange = async () => {
    const [since, until] = range.map((at) => at?.toISOString() ?? null);
    const { count } = await deliveries.replayRange(target, since ?? null, until ?? null);
    void message.success(words.replayed(count));
  };
  return (
    <>
      <div className="page-head">
        <h2>{words.title(name)}</h2>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <div className="page-head">
        <Segmented<string> options={STATES} value={state} onChange={(chosen) => setState(chosen as State | "")} />
        <span className="grow" />
        <DatePicker.RangePicker
          showTime
          allowEmpty={[true, true]}
          placeholder={[words.from, words.to]}
          onChange={(chosen) => setRange([chosen?.[0] ?? null, chosen?.[1] ?? null])}
        />
        <Button onClick={() => act.mutate(replayRange)} title={words.replayHint}>
          {words.replayAll}
        </Button>
      </div>
      <QueryTable<DeliveryRow>
        query={query}
        items={query.data?.pages.flatMap((page) => page.items)}
        empty={words.empty}
        columns={[
          { title: words.kind, width: 120, render: (_, { kind }) => zh.notices[kind] ?? kind },
          {
            title: words.order,
            width: 210,
            render: (_, { order_no }) => (order_no ? <Link to={`/orders/${order_no}`}>{order_no}</Link> : zh.doors.none),
          },
          {
            title: words.state,
            width: 100,
            render: (_, { state: now }) => <Tag color={COLOURS[now] ?? "default"}>{words.states[now]}</Tag>,
          },
          { title: words.attempts, width: 70, dataIndex: "attempts" },
          { title: words.made, width: 150, render: (_, { created_at }) => instant(created_at) },
          { title: words.error, render: (_, { error }) => error ?? zh.doors.none },
          {
            key: "do",
            width: 90,
            render: (_, { id, state: now }) =>
              now === "dead" && (
                <Button size="small" onClick={() => act.mutate(() => deliveries.replay(id))}>
                  {words.replay}
                </Button>
              ),
          },
        ]}
      />
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{words.more}</Button>}
    </>
  );
}
