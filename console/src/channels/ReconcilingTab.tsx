/** The daily reconciliation with each far side that can be reconciled: a report a day, its differences below. */
import { App, Button, DatePicker, Table, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";
import { channels, exchange } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { ChannelHealth, ReconciliationDifference, ReconciliationReport } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";

const words = zh.reconciling;
const EVERY_MS = 15_000;

const columns: TableColumnsType<ReconciliationReport> = [
  { title: words.day, width: 120, dataIndex: "day" },
  { title: words.down, width: 150, render: (_, { counts }) => `${counts.down_here ?? "—"} / ${counts.down_there ?? "—"}` },
  { title: words.up, width: 150, render: (_, { counts }) => `${counts.up_here ?? "—"} / ${counts.up_there ?? "—"}` },
  {
    title: words.result,
    render: (_, { state, error, total }) => (
      <Tag color={state === "failed" ? "orange" : total ? "red" : "green"}>
        {state === "failed" ? error : total ? words.differs(total) : words.same}
      </Tag>
    ),
  },
  { title: words.at, width: 150, render: (_, { at }) => instant(at) },
];

const found: TableColumnsType<ReconciliationDifference> = [
  {
    title: words.kind,
    render: (_, { name, next_step }) => (
      <>
        <div>{name}</div>
        <div className="quiet">{next_step}</div>
      </>
    ),
  },
  { title: words.number, width: 320, dataIndex: "number" },
  {
    title: words.order,
    width: 220,
    render: (_, { order_no }) => (order_no ? <Link to={`/orders/${order_no}`}>{order_no}</Link> : zh.doors.none),
  },
];

function Reports({ channel, mayWork }: { channel: ChannelHealth; mayWork: boolean }) {
  const { message } = App.useApp();
  const [day, setDay] = useState<Dayjs | null>(null);
  const query = useQuery({
    queryKey: keys.reconciliations(channel.name),
    queryFn: () => exchange.reports(channel.name),
    refetchInterval: EVERY_MS,
  });
  const run = useMutation({
    mutationFn: () => exchange.reconcile(channel.name, day?.format("YYYY-MM-DD") ?? ""),
    onSuccess: () => void message.success(words.ordered),
    onError: (error) => void message.error(Problem.of(error).title),
  });
  return (
    <>
      <div className="page-head">
        <h2>{channel.chinese}</h2>
        {mayWork && (
          <>
            <DatePicker aria-label={words.day} value={day} onChange={setDay} />
            <Button disabled={!day} loading={run.isPending} onClick={() => run.mutate()}>
              {words.run}
            </Button>
          </>
        )}
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<ReconciliationReport>
        query={query}
        items={query.data?.items}
        empty={words.empty}
        columns={columns}
        expandable={{
          rowExpandable: ({ total }) => total > 0,
          expandedRowRender: ({ differences }) => (
            <Table<ReconciliationDifference>
              size="small"
              rowKey={(one) => `${one.kind} ${one.number}`}
              columns={found}
              dataSource={differences}
              pagination={{ pageSize: 20, hideOnSinglePage: true }}
            />
          ),
        }}
      />
    </>
  );
}

export function ReconcilingTab({ mayWork }: { mayWork: boolean }) {
  const query = useQuery({ queryKey: keys.channels, queryFn: channels.list });
  return (
    <section className="tab" aria-label={words.tab}>
      <p className="quiet">{words.lead}</p>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {(query.data?.items ?? [])
        .filter((channel) => channel.reconciles)
        .map((channel) => (
          <Reports key={channel.name} channel={channel} mayWork={mayWork} />
        ))}
    </section>
  );
}
