/** What came by every channel; first of all the dead letters that wait for a person. */
import { Button, Segmented, Tag, type TableColumnsType } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { inbox, type InboxFilters } from "../api/endpoints";
import type { InboxRow } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { searchWith } from "../orders/filters";
import { Freshness } from "../shell/Freshness";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";
import { MessageDrawer } from "./MessageDrawer";

const PAGE = 30;
const words = zh.inbox;
const STATES = [
  ...Object.entries(words.states).map(([value, label]) => ({ value, label })),
  { value: "all", label: words.all },
];
const COLOURS: Record<string, string> = { dead: "red", received: "blue", processed: "green" };

export function InboxPage() {
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<number | null>(null);
  const state = search.get("state") ?? "dead";
  const cursor = search.get("cursor") ?? "";
  const query = useQuery({
    queryKey: [...keys.inbox, state, cursor],
    queryFn: () =>
      inbox.list({ state: state === "all" ? null : (state as NonNullable<InboxFilters["state"]>), cursor, limit: PAGE }),
    placeholderData: keepPreviousData,
  });
  const next = query.data?.next;
  const columns: TableColumnsType<InboxRow> = [
    { title: words.received, width: 150, render: (_, { received_at }) => instant(received_at) },
    { title: words.channel, width: 150, dataIndex: "channel_name" },
    { title: words.kind, width: 80, dataIndex: "kind_name" },
    { title: words.number, width: 220, ellipsis: true, dataIndex: "external_id" },
    {
      title: words.state,
      width: 90,
      render: (_, row) => <Tag color={COLOURS[row.state] ?? "default"}>{words.states[row.state] ?? row.state}</Tag>,
    },
    { title: words.error, ellipsis: true, render: (_, { error }) => error ?? "—" },
    {
      title: words.order,
      width: 190,
      render: (_, { order_no }) => (order_no ? <Link to={`/orders/${order_no}`}>{order_no}</Link> : "—"),
    },
    {
      title: "",
      key: "do",
      width: 80,
      render: (_, { id }) => (
        <Button size="small" onClick={() => setOpened(id)}>
          {words.open}
        </Button>
      ),
    },
  ];
  return (
    <section className="page" aria-label={words.list}>
      <div className="page-head">
        <h1>{words.list}</h1>
        <Segmented
          aria-label={words.state}
          options={STATES}
          value={state}
          onChange={(value) => setSearch(searchWith(search, { state: value, cursor: null }))}
        />
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<InboxRow>
        query={query}
        items={query.data?.items}
        empty={state === "dead" ? words.empty : words.emptyAll}
        columns={columns}
        scroll={{ x: 1100 }}
      />
      <div className="pager">
        {cursor && <Button onClick={() => setSearch(searchWith(search, { cursor: null }))}>{zh.orders.first}</Button>}
        <Button disabled={!next} onClick={() => setSearch(searchWith(search, { cursor: next ?? null }))}>
          {zh.orders.next}
        </Button>
      </div>
      {opened !== null && <MessageDrawer id={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}
