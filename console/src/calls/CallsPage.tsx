/** The calls, newest first; those in progress move by themselves. */
import { Button, Empty, Segmented, Table, type TableColumnsType } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { calls } from "../api/endpoints";
import type { CallSummary } from "../api/types";
import { keys } from "../events/refresh";
import { between, duration, instant } from "../format";
import { searchWith } from "../orders/filters";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useClock } from "../shell/useClock";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { CallTags } from "./CallTags";
import { outcomeOf } from "./outcome";

const PAGE = 30;
const STATES = [
  { value: "", label: zh.call.all },
  { value: "live", label: zh.call.liveOnly },
  { value: "ended", label: zh.call.endedOnly },
];

const columnsAt = (now: number): TableColumnsType<CallSummary> => [
  {
    title: zh.call.at,
    width: 150,
    render: (_, call) => <Link to={`/calls/${call.conversation_id}`}>{instant(call.started_at)}</Link>,
  },
  { title: zh.call.citizen, width: 140, render: (_, { caller }) => caller || zh.call.unknownCaller },
  { title: zh.call.hotline, width: 100, dataIndex: "dialled" },
  {
    title: zh.orders.state,
    width: 140,
    render: (_, call) => <CallTags call={call} />,
  },
  {
    title: zh.call.duration,
    width: 90,
    render: (_, { started_at, answered_at, ended_at }) =>
      duration(between(answered_at ?? started_at, ended_at) ?? (now - Date.parse(answered_at ?? started_at)) / 1000),
  },
  { title: zh.call.agent, width: 120, render: (_, { agent }) => agent?.name ?? "—" },
  { title: zh.call.outcome, width: 110, render: (_, call) => outcomeOf(call) },
  {
    title: zh.call.transcriptState,
    width: 100,
    render: (_, { transcript_state }) => zh.transcriptStates[transcript_state] ?? transcript_state,
  },
  {
    title: zh.call.order,
    render: (_, { order_no }) =>
      order_no ? (
        <Link to={`/orders/${order_no}`} className="number">
          {order_no}
        </Link>
      ) : (
        "—"
      ),
  },
];

export function CallsPage() {
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(-1);
  const state = search.get("state") ?? "";
  const cursor = search.get("cursor") ?? "";
  const query = useQuery({
    queryKey: [...keys.calls, state, cursor],
    queryFn: () => calls.list({ state: state === "live" || state === "ended" ? state : null, cursor, limit: PAGE }),
    placeholderData: keepPreviousData,
  });
  const items = query.data?.items ?? [];
  const next = query.data?.next;
  const now = useClock(items.some((call) => call.state === "live"));

  useShortcuts({
    j: () => setChosen((at) => Math.min(at + 1, items.length - 1)),
    k: () => setChosen((at) => Math.max(at - 1, 0)),
    Enter: () => {
      const call = items[chosen];
      if (call) void navigate(`/calls/${call.conversation_id}`);
    },
  });

  return (
    <section className="page" aria-label={zh.call.list}>
      <div className="page-head">
        <h1>{zh.call.list}</h1>
        <Segmented
          aria-label={zh.orders.state}
          options={STATES}
          value={state}
          onChange={(value) => setSearch(searchWith(search, { state: value }))}
        />
        <span className="quiet">{zh.orders.keys}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<CallSummary>
        size="small"
        rowKey="conversation_id"
        columns={columnsAt(now)}
        dataSource={items}
        loading={query.isLoading}
        pagination={false}
        scroll={{ x: 1100 }}
        locale={{ emptyText: <Empty description={zh.call.empty} /> }}
        rowClassName={(_, index) => (index === chosen ? "chosen" : "")}
        onRow={(call, index) => ({
          "data-testid": "call-row",
          "data-call": call.conversation_id,
          "aria-selected": index === chosen,
          onDoubleClick: () => void navigate(`/calls/${call.conversation_id}`),
        })}
      />
      <div className="pager">
        {cursor && <Button onClick={() => setSearch(searchWith(search, { cursor: null }))}>{zh.orders.first}</Button>}
        <Button disabled={!next} onClick={() => setSearch(searchWith(search, { cursor: next ?? null }))}>
          {zh.orders.next}
        </Button>
      </div>
    </section>
  );
}
