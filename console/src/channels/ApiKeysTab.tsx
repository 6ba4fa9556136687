/** Applications of the open interface: who has a key; a new one is shown once, an old one is revoked. */
import { App, Button, Form, Input, Modal, Popconfirm, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiClients } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { ApiClient } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";
import { ShownOnce } from "./ShownOnce";

const words = zh.apiKeys;

export function ApiKeysTab() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ name: string; contact: string }>();
  const [adding, setAdding] = useState(false);
  const [issued, setIssued] = useState<{ name: string; key: string } | null>(null);
  const query = useQuery({ queryKey: keys.apiClients, queryFn: apiClients.list });
  const renewed = () => client.invalidateQueries({ queryKey: keys.apiClients });
  const issue = useMutation({
    mutationFn: ({ name, contact }: { name: string; contact: string }) => apiClients.issue(name, contact),
    onSuccess: async (made) => {
      setIssued(made);
      setAdding(false);
      await renewed();
    },
  });
  const revoke = useMutation({
    mutationFn: (id: number) => apiClients.revoke(id),
    onSuccess: renewed,
    onError: (error) => void message.error(Problem.of(error).title),
  });
  const columns: TableColumnsType<ApiClient> = [
    { title: words.name, dataIndex: "name" },
    { title: words.contact, dataIndex: "contact" },
    { title: words.created, width: 150, render: (_, { created_at }) => instant(created_at) },
    {
      title: words.state,
      width: 220,
      render: (_, { revoked_at }) => (
        <Tag color={revoked_at ? "default" : "green"}>{revoked_at ? words.revoked(instant(revoked_at)) : words.valid}</Tag>
      ),
    },
    {
      key: "do",
      width: 90,
      render: (_, { id, revoked_at }) =>
        !revoked_at && (
          <Popconfirm title={words.revokeConfirm} onConfirm={() => revoke.mutate(id)}>
            <Button size="small" danger>
              {words.revoke}
            </Button>
          </Popconfirm>
        ),
    },
  ];
  return (
    <section className="tab" aria-label={words.tab}>
      <div className="page-head">
        <Button type="primary" onClick={() => setAdding(true)}>
          {words.add}
        </Button>
        <span className="quiet">{words.lead}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<ApiClient>
        query={query}
        items={query.data?.items}
        empty={words.empty}
        columns={columns}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
      />
      <Modal
        open={adding}
        title={words.add}
        destroyOnHidden
        confirmLoading={issue.isPending}
        onCancel={() => setAdding(false)}
        onOk={() => form.submit()}
      >
        <ProblemAlert error={issue.error} />
        <Form form={form} layout="vertical" preserve={false} onFinish={(given) => issue.mutate(given)}>
          <Form.Item name="name" label={words.name} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="contact" label={words.contact} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={60} />
          </Form.Item>
        </Form>
      </Modal>
      {issued && <ShownOnce title={`${issued.name} ${words.key}`} hint={words.once} secret={issued.key} onClose={() => setIssued(null)} />}
    </section>
  );
}
