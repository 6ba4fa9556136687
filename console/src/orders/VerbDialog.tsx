/** Asks for what a verb needs, then does it. */
import { Button, Form, Input, Modal } from "antd";
import type { Order, VerbState } from "../api/types";
import { DepartmentChoice } from "../draft/choices";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { useVerb } from "./useVerb";
import { fieldsFor, type VerbField } from "./verb-fields";

interface Props {
  order: Order;
  verb: VerbState;
  onClose: () => void;
}

type Fields = Partial<Record<VerbField, string>>;

const LENGTH: Record<VerbField, number> = { reason: 500, reply_text: 20_000, public_reply_text: 20_000, lead_code: 40 };

export function VerbDialog({ order, verb, onClose }: Props) {
  const apply = useVerb(order);
  const submit = (given: Fields) => {
    const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
    apply.mutate({ verb, fields }, { onSuccess: onClose });
  };
  return (
    <Modal open title={verb.chinese} footer={null} onCancel={onClose}>
      <ProblemAlert error={apply.error} />
      <Form<Fields> layout="vertical" onFinish={submit}>
        {fieldsFor(verb, order).map(({ field, required }) => {
          const label = zh.verbFields[field] ?? field;
          return (
            <Form.Item
              key={field}
              name={field}
              label={label}
              rules={[{ required, whitespace: true, message: zh.form.missing(label) }]}
            >
              {field === "lead_code" ? (
                <DepartmentField />
              ) : (
                <Input.TextArea rows={field === "reason" ? 2 : 4} maxLength={LENGTH[field]} />
              )}
            </Form.Item>
          );
        })}
        <Button type="primary" htmlType="submit" danger={verb.verb === "cancel"} loading={apply.isPending}>
          {verb.chinese}
        </Button>
      </Form>
    </Modal>
  );
}

/** The form gives value and onChange. */
function DepartmentField(props: { id?: string; value?: string | null; onChange?: (code: string | null) => void }) {
  return (
    <DepartmentChoice
      {...(props.id ? { id: props.id } : {})}
      value={props.value ?? null}
      onChange={(code) => props.onChange?.(code)}
    />
  );
}
