/** A new subscriber, or changes to one. */
import { Checkbox, Form, Input, Modal, Select } from "antd";
import { useMutation } from "@tanstack/react-query";
import { webhooks } from "../api/endpoints";
import type { Webhook, WebhookRequest } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const words = zh.hooks;
const TOPICS = Object.entries(words.topic).map(([value, label]) => ({ value, label }));

/** What the server takes; unit "" is none. */
export function requestOf({ name, url, topics, enabled, department_code }: WebhookRequest, new_secret = false): WebhookRequest {
  return { name, url, topics, enabled, department_code: department_code?.trim() || null, new_secret };
}

export function WebhookDialog({ hook, onDone, onClose }: { hook: Webhook | null; onDone: (made: Webhook) => void; onClose: () => void }) {
  const [form] = Form.useForm<WebhookRequest>();
  const save = useMutation({
    mutationFn: (given: WebhookRequest) =>
      hook ? webhooks.change(hook.id, requestOf(given)) : webhooks.add(requestOf(given)),
    onSuccess: onDone,
  });
  return (
    <Modal open title={hook ? words.edit : words.add} onCancel={onClose} onOk={() => form.submit()} confirmLoading={save.isPending}>
      <ProblemAlert error={save.error} />
      <Form<WebhookRequest>
        form={form}
        layout="vertical"
        initialValues={hook ?? { url: "", topics: ["order.changed"], enabled: true }}
        onFinish={(given) => save.mutate(given)}
      >
        <Form.Item name="name" label={words.name} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="url" label={words.url} extra={words.urlHint} rules={[{ type: "url" }]}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="topics" label={words.topics} rules={[{ required: true }]}>
          <Select mode="multiple" options={TOPICS} />
        </Form.Item>
        <Form.Item name="department_code" label={words.unit}>
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="enabled" valuePropName="checked">
          <Checkbox>{words.enabled}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
