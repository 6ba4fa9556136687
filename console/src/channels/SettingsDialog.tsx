/** A channel's settings: the form comes from the server, secrets are stars that may stay. */
import { App, Checkbox, Form, Input, InputNumber, Modal, Spin } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { channels } from "../api/endpoints";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { fieldsOf, shownAs, valuesOf, type SettingField } from "./form";

function Field({ field }: { field: SettingField }) {
  const hint = field.kind === "secret" ? zh.doors.secretHint : field.hint;
  const lists = field.kind === "list" || field.kind === "numbers";
  return (
    <Form.Item
      name={field.name}
      label={field.title}
      extra={lists ? `${field.hint} ${zh.doors.listHint}` : hint}
      rules={[{ required: field.required }]}
      valuePropName={field.kind === "flag" ? "checked" : "value"}
    >
      {field.kind === "number" ? (
        <InputNumber style={{ width: "100%" }} />
      ) : field.kind === "flag" ? (
        <Checkbox />
      ) : field.kind === "secret" ? (
        <Input.Password autoComplete="new-password" visibilityToggle={false} />
      ) : (
        <Input autoComplete="off" />
      )}
    </Form.Item>
  );
}

export function SettingsDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Record<string, unknown>>();
  const query = useQuery({ queryKey: keys.channelSettings(name), queryFn: () => channels.settings(name), gcTime: 0 });
  const held = query.data;
  const fields = held ? fieldsOf(held.form) : [];
  const save = useMutation({
    mutationFn: ({ enabled, ...given }: Record<string, unknown>) =>
      channels.save(name, enabled === true, held?.version ?? 0, valuesOf(fields, given)),
    onSuccess: async () => {
      void message.success(zh.doors.saved);
      await client.invalidateQueries({ queryKey: keys.channels });
      onClose();
    },
  });
  const initial = Object.fromEntries(Object.entries(held?.values ?? {}).map(([key, value]) => [key, shownAs(value)]));
  return (
    <Modal
      open
      title={zh.doors.settings(held?.chinese ?? name)}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: !held }}
    >
      <ProblemAlert error={query.error ?? save.error} />
      {held ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ ...initial, enabled: held.enabled }}
          onFinish={(given) => save.mutate(given)}
        >
          <Form.Item name="enabled" valuePropName="checked">
            <Checkbox>{zh.doors.enable}</Checkbox>
          </Form.Item>
          {fields.map((field) => (
            <Field key={field.name} field={field} />
          ))}
        </Form>
      ) : (
        query.isLoading && <Spin />
      )}
    </Modal>
  );
}
