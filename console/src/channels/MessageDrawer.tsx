/** One message: what came, what was understood, what was done; a dead letter is mended and replayed here. */
import { Alert, App, Button, Descriptions, Drawer, Form, Input, Space, Timeline } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { inbox } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { MessageClear } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const words = zh.inbox;
const LINES = [
  ["title", words.messageTitle],
  ["citizen_name", words.citizen_name],
  ["citizen_phone", words.citizen_phone],
  ["place_text", words.place_text],
  ["refers_to", words.refers_to],
] as const;

type Edited = Record<string, string | undefined> & { reason?: string };

export function MessageDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const user = useUser();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Edited>();
  const [clear, setClear] = useState<MessageClear | null>(null);
  const query = useQuery({ queryKey: keys.inboxMessage(id), queryFn: () => inbox.get(id) });
  const held = query.data;
  const act = useMutation({
    mutationFn: ({ todo }: { todo: () => Promise<unknown>; done: string }) => todo(),
    onSuccess: async (_, { done }) => {
      if (words.done[done]) void message.success(words.done[done]);
      await client.invalidateQueries({ queryKey: keys.inbox });
      await query.refetch();
    },
    onError: (error) => void message.error(Problem.of(error).title),
  });
  /** The reason must be there; the field says so itself. */
  const withReason = async (done: string, todo: (reason: string) => Promise<unknown>) => {
    const { reason } = await form.validateFields(["reason"]);
    act.mutate({ done, todo: () => todo(reason ?? "") });
  };
  const save = () => {
    // only what was typed: an untouched field keeps what is stored
    const changes = Object.fromEntries(
      Object.entries(form.getFieldsValue()).filter(([name, value]) => name !== "reason" && form.isFieldTouched(name) && value),
    );
    void withReason("edited", (reason) => inbox.edit(id, { ...changes, reason }));
  };
  const shown = clear?.submission ?? held?.submission ?? null;
  const works = may(user, "inbox.work");
  return (
    <Drawer open size="large" title={words.title(id)} onClose={onClose}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {held && (
        <>
          {held.error && <Alert type={held.state === "dead" ? "error" : "warning"} title={held.error} showIcon />}
          <h3>{words.understood}</h3>
          {shown ? (
            <Descriptions size="small" column={1} bordered>
              <Descriptions.Item label={words.text}>{shown.text}</Descriptions.Item>
              {LINES.map(([name, label]) => (
                <Descriptions.Item key={name} label={label}>
                  {shown[name] ?? "—"}
                </Descriptions.Item>
              ))}
            </Descriptions>
          ) : (
            <p>{words.unread}</p>
          )}
          <h3>
            {words.raw} <span className="quiet">{words.rawSize(held.raw_bytes)}</span>
          </h3>
          {clear ? <pre className="raw">{clear.raw}</pre> : <p className="quiet">{words.rawHidden}</p>}
          {works && (
            <Form form={form} layout="vertical">
              {held.state === "dead" && (
                <>
                  <Form.Item name="text" label={words.text}>
                    <Input.TextArea rows={4} maxLength={20_000} />
                  </Form.Item>
                  {LINES.map(([name, label]) => (
                    <Form.Item key={name} name={name} label={label}>
                      <Input maxLength={200} autoComplete="off" />
                    </Form.Item>
                  ))}
                </>
              )}
              <Form.Item name="reason" label={words.reason} extra={words.reasonHint} rules={[{ required: true, min: 2 }]}>
                <Input maxLength={500} />
              </Form.Item>
              <Space wrap>
                <Button onClick={() => void withReason("revealed", (reason) => inbox.reveal(id, reason).then(setClear))}>
                  {words.reveal}
                </Button>
                {held.state === "dead" && (
                  <>
                    <Button onClick={save}>{words.save}</Button>
                    <Button type="primary" onClick={() => void withReason("replayed", (reason) => inbox.replay(id, reason))}>
                      {words.replay}
                    </Button>
                    <Button danger onClick={() => void withReason("discarded", (reason) => inbox.discard(id, reason))}>
                      {words.discard}
                    </Button>
                  </>
                )}
              </Space>
            </Form>
          )}
          {held.actions.length > 0 && (
            <>
              <h3>{words.actions}</h3>
              <Timeline
                items={held.actions.map(({ at, act: done, actor_name, reason }) => ({
                  content: `${instant(at)} ${actor_name} ${words.acts[done] ?? done}：${reason}`,
                }))}
              />
            </>
          )}
        </>
      )}
    </Drawer>
  );
}
