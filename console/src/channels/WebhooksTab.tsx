/** Systems that hear of orders: added, changed, their secret replaced, paused and resumed, their deliveries seen. */
import { App, Button, Popconfirm, Space, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deliveries, webhooks } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { Webhook, WebhookRequest } from "../api/types";
import { keys } from "../events/refresh";
import { Freshness } from "../shell/Freshness";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";
import { PauseDialog } from "./PauseDialog";
import { PushedDeliveries } from "./PushedDeliveries";
import { ShownOnce } from "./ShownOnce";
import { requestOf, WebhookDialog } from "./WebhookDialog";

const words = zh.hooks;
const EVERY_MS = 60_000;
const topicName = (topic: string) => (words.topic as Record<string, string>)[topic] ?? topic;

/** The server tells topics as texts, of those that it takes. */
const asRequest = (hook: Webhook) => ({ ...hook, topics: hook.topics as WebhookRequest["topics"], new_secret: false });

export function WebhooksTab() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [editing, setEditing] = useState<Webhook | "new" | null>(null);
  const [made, setMade] = useState<Webhook | null>(null);
  const [looked, setLooked] = useState<Webhook | null>(null);
  const [pausing, setPausing] = useState<string | null>(null);
  const query = useQuery({ queryKey: keys.webhooks, queryFn: webhooks.list, refetchInterval: EVERY_MS });
  const targets = useQuery({ queryKey: keys.targets, queryFn: deliveries.targets, refetchInterval: EVERY_MS });
  const paused = new Map(targets.data?.items.filter((one) => one.paused).map((one) => [one.target, one]));
  const done = async (hook?: Webhook) => {
    if (hook?.secret) setMade(hook);
    await client.invalidateQueries({ queryKey: keys.webhooks });
    await client.invalidateQueries({ queryKey: keys.targets });
  };
  const act = useMutation({
    mutationFn: (todo: () => Promise<Webhook | undefined>) => todo(),
    onSuccess: (hook) => done(hook),
    onError: (error) => void message.error(Problem.of(error).title),
  });
  const rotate = (hook: Webhook) => act.mutate(() => webhooks.change(hook.id, requestOf(asRequest(hook), true)));
  const columns: TableColumnsType<Webhook> = [
    { title: words.name, width: 180, dataIndex: "name" },
    {
      title: words.url,
      ellipsis: true,
      render: (_, { id, url }) => url || <span className="quiet">{words.asks(id)}</span>,
    },
    { title: words.topics, width: 230, render: (_, { topics }) => topics.map(topicName).join("、") },
    {
      title: words.state,
      width: 150,
      render: (_, { id, enabled }) => {
        const held = paused.get(`webhook:${id}`);
        return (
          <>
            <Tag color={enabled ? "green" : "default"}>{enabled ? words.on : words.off}</Tag>
            {held && (
              <>
                <Tag color="orange">{words.paused}</Tag>
                <div className="quiet">{words.pausedBy(held.paused_by ?? "", held.reason ?? "")}</div>
              </>
            )}
          </>
        );
      },
    },
    {
      key: "do",
      width: 330,
      render: (_, hook) => {
        const target = `webhook:${hook.id}`;
        return (
          <Space size="small">
            <Button size="small" onClick={() => setEditing(hook)}>
              {words.edit}
            </Button>
            <Popconfirm title={words.rotateConfirm} onConfirm={() => rotate(hook)}>
              <Button size="small">{words.rotate}</Button>
            </Popconfirm>
            {hook.url && (
              <Button
                size="small"
                onClick={() =>
                  paused.has(target) ? act.mutate(() => deliveries.resume(target).then(() => undefined)) : setPausing(target)
                }
              >
                {paused.has(target) ? words.resume : words.pause}
              </Button>
            )}
            {hook.url && (
              <Button size="small" type="link" onClick={() => setLooked(hook)}>
                {words.deliveries}
              </Button>
            )}
          </Space>
        );
      },
    },
  ];
  return (
    <section className="tab" aria-label={words.tab}>
      <div className="page-head">
        <Button type="primary" onClick={() => setEditing("new")}>
          {words.add}
        </Button>
        <span className="quiet">{words.lead}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<Webhook>
        query={query}
        items={query.data?.items}
        empty={words.empty}
        columns={columns}
        scroll={{ x: 1100 }}
      />
      {looked && <PushedDeliveries key={looked.id} target={`webhook:${looked.id}`} name={looked.name} />}
      {editing && (
        <WebhookDialog
          hook={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onDone={(hook) => {
            setEditing(null);
            void done(hook);
          }}
        />
      )}
      {pausing && (
        <PauseDialog
          words={words}
          onPause={(reason) => act.mutate(() => deliveries.pause(pausing, reason).then(() => undefined))}
          onClose={() => setPausing(null)}
        />
      )}
      {made?.secret && (
        <ShownOnce title={`${made.name} ${words.secret}`} hint={words.once} secret={made.secret} onClose={() => setMade(null)} />
      )}
    </section>
  );
}
