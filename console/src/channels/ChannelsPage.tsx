/** Every channel with its health; settings for administrators, pausing and sending again for those who may. */
import { App, Button, Space, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { channels, deliveries } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { ChannelHealth } from "../api/types";
import { keys } from "../events/refresh";
import { duration, instant } from "../format";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";
import { LostDeliveries } from "./LostDeliveries";
import { PauseDialog } from "./PauseDialog";
import { SettingsDialog } from "./SettingsDialog";

const EVERY_MS = 15_000;
const words = zh.doors;

const columns: TableColumnsType<ChannelHealth> = [
  {
    title: words.name,
    render: (_, { chinese, error, error_at }) => (
      <>
        <div>{chinese}</div>
        {error && <div className="warning">{`${error}${error_at ? `（${instant(error_at)}）` : ""}`}</div>}
      </>
    ),
  },
  {
    title: words.enabled,
    width: 150,
    render: (_, { enabled, set_up, paused }) => (
      <>
        <Tag color={enabled ? "green" : "default"}>{enabled ? words.on : set_up ? words.off : words.unset}</Tag>
        {paused && <Tag color="orange">{words.paused}</Tag>}
      </>
    ),
  },
  {
    title: words.ways,
    width: 160,
    render: (_, { pulls, receives, delivers }) =>
      [pulls && words.pulls, receives && words.receives, delivers && words.delivers].filter(Boolean).join("、"),
  },
  { title: words.last, width: 150, render: (_, { last_message_at }) => (last_message_at ? instant(last_message_at) : words.never) },
  { title: words.lag, width: 100, render: (_, { lag_s, backlog }) => (backlog ? duration(lag_s) : words.none) },
  { title: words.backlog, width: 80, dataIndex: "backlog" },
  { title: words.dead, width: 70, render: (_, { dead }) => (dead ? <Tag color="red">{dead}</Tag> : 0) },
  { title: words.undelivered, width: 90, dataIndex: "undelivered" },
  { title: words.givenUp, width: 90, render: (_, { given_up }) => (given_up ? <Tag color="red">{given_up}</Tag> : 0) },
];

export function ChannelsPage() {
  const user = useUser();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [setting, setSetting] = useState<string | null>(null);
  const [pausing, setPausing] = useState<string | null>(null);
  const query = useQuery({ queryKey: keys.channels, queryFn: channels.list, refetchInterval: EVERY_MS });
  const act = useMutation({
    mutationFn: (todo: () => Promise<unknown>) => todo(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.channels }),
    onError: (error) => void message.error(Problem.of(error).title),
  });
  const sets = may(user, "channels.set");
  const tells = may(user, "deliveries.work");
  const buttons: TableColumnsType<ChannelHealth> = [
    {
      title: "",
      key: "do",
      width: 260,
      render: (_, { name, enabled, pulls, delivers, paused }) => (
        <Space size="small">
          {sets && (
            <Button size="small" onClick={() => setSetting(name)}>
              {words.set}
            </Button>
          )}
          {sets && pulls && enabled && (
            <Button
              size="small"
              onClick={() => act.mutate(() => channels.pull(name).then(() => message.success(words.pulled)))}
            >
              {words.pull}
            </Button>
          )}
          {tells && delivers && (
            <Button
              size="small"
              onClick={() => (paused ? act.mutate(() => deliveries.resume(`channel:${name}`)) : setPausing(name))}
            >
              {paused ? words.resume : words.pause}
            </Button>
          )}
        </Space>
      ),
    },
  ];
  return (
    <section className="tab" aria-label={words.list}>
      <div className="page-head">
        <h1>{words.list}</h1>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<ChannelHealth>
        query={query}
        items={query.data?.items}
        empty={words.empty}
        rowKey="name"
        columns={[...columns, ...(sets || tells ? buttons : [])]}
        scroll={{ x: 1300 }}
      />
      <LostDeliveries mayWork={tells} />
      {setting && <SettingsDialog name={setting} onClose={() => setSetting(null)} />}
      {pausing && (
        <PauseDialog
          words={words}
          onPause={(reason) => act.mutate(() => deliveries.pause(`channel:${pausing}`, reason))}
          onClose={() => setPausing(null)}
        />
      )}
    </section>
  );
}
