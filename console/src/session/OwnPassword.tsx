/** A password of one's own. */
import { App, Button, Form, Input, Modal } from "antd";
import { useMutation } from "@tanstack/react-query";
import { session } from "../api/endpoints";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

interface Fields {
  old: string;
  new: string;
  again: string;
}

const SHORTEST = 10;
const said = zh.people.own;

export function OwnPassword({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: (fields: Fields) => session.setPassword(fields.old, fields.new),
    onSuccess: () => {
      void message.success(said.done);
      onClose();
    },
  });
  return (
    <Modal open title={said.title} footer={null} onCancel={onClose}>
      <ProblemAlert error={save.error} />
      <Form<Fields> layout="vertical" onFinish={(fields) => save.mutate(fields)}>
        <Form.Item name="old" label={said.old} rules={[{ required: true, message: zh.people.missing(said.old) }]}>
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new" label={said.new} extra={said.hint} rules={[{ required: true, min: SHORTEST, message: said.hint }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={said.again}
          dependencies={["new"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) => (value === getFieldValue("new") ? Promise.resolve() : Promise.reject(new Error(said.differ))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {zh.people.save}
        </Button>
      </Form>
    </Modal>
  );
}
