/** What is wrong with the exchange now, who sees to it, and what was over last. */
import { App, Button, Input, Modal, Table, type TableColumnsType } from "antd";
import { useMutation, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { exchange } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { ChannelAlarm } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";

const words = zh.channelAlarms;

const columns: TableColumnsType<ChannelAlarm> = [
  {
    title: words.name,
    render: (_, { name, next_step, cleared_at }) => (
      <>
        <div>{name}</div>
        <div className="quiet">{cleared_at ? words.cleared(instant(cleared_at)) : next_step}</div>
      </>
    ),
  },
  { title: words.channel, width: 150, dataIndex: "channel_name" },
  {
    title: words.order,
    width: 210,
    render: (_, { order_no }) => (order_no ? <Link to={`/orders/${order_no}`}>{order_no}</Link> : zh.doors.none),
  },
  { title: words.facts, width: 260, render: (_, { kind, facts }) => words.said[kind]?.(facts) ?? zh.doors.none },
  { title: words.raised, width: 150, render: (_, { raised_at }) => instant(raised_at) },
];

export function AlarmsTab({
  query,
  mayWork,
}: {
  query: UseQueryResult<{ items: ChannelAlarm[]; over: ChannelAlarm[] }>;
  mayWork: boolean;
}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [seeing, setSeeing] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const acknowledge = useMutation({
    mutationFn: () => exchange.acknowledge(seeing ?? 0, note),
    onSuccess: async () => {
      setSeeing(null);
      setNote("");
      await client.invalidateQueries({ queryKey: keys.channelAlarms });
    },
    onError: (error) => void message.error(Problem.of(error).title),
  });
  const seen: TableColumnsType<ChannelAlarm> = [
    {
      title: words.seen,
      width: 220,
      render: (_, { id, acknowledged_by, note: said }) =>
        acknowledged_by ? (
          words.by(acknowledged_by, said ?? "")
        ) : (
          mayWork && (
            <Button size="small" onClick={() => setSeeing(id)}>
              {words.acknowledge}
            </Button>
          )
        ),
    },
  ];
  const over = query.data?.over ?? [];
  return (
    <section className="tab" aria-label={words.name}>
      <div className="page-head">
        <span className="quiet">{words.lead}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<ChannelAlarm>
        query={query}
        items={query.data?.items}
        empty={words.empty}
        columns={[...columns, ...seen]}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
      />
      {over.length > 0 && (
        <>
          <h2>{words.over}</h2>
          <Table<ChannelAlarm> size="small" rowKey="id" columns={columns} dataSource={over} pagination={false} />
        </>
      )}
      <Modal
        open={seeing !== null}
        title={words.acknowledge}
        okButtonProps={{ disabled: note.trim().length < 2, loading: acknowledge.isPending }}
        onCancel={() => setSeeing(null)}
        onOk={() => acknowledge.mutate()}
      >
        <Input aria-label={words.note} placeholder={words.note} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </Modal>
    </section>
  );
}
