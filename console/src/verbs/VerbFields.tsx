/** The fields of a verb's form: those asked for, and folded away those that may be given along. */
import { Collapse, Form } from "antd";
import type { Order } from "../api/types";
import { zh } from "../strings";
import type { Asked, Values } from "./asked";
import { FieldInput } from "./FieldInput";
import { rulesOf } from "./rules";
import type { VerbForm } from "./useVerbForm";

export function VerbFields({ form, order }: { form: VerbForm; order: Order }) {
  const { open, along } = form.questions;
  return (
    <Form<Values>
      form={form.form}
      layout="vertical"
      name="verb"
      requiredMark
      initialValues={form.initial}
      onValuesChange={form.changed}
      onFinish={form.submit}
      scrollToFirstError={{ focus: true }}
    >
      {open.map((asked) => (
        <VerbField key={asked.name} asked={asked} order={order} />
      ))}
      {along.length > 0 && (
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: "along",
              label: `${zh.verbs.along}：${along.map(({ field }) => field.chinese).join("、")}`,
              forceRender: true,
              children: along.map((asked) => <VerbField key={asked.name} asked={asked} order={order} />),
            },
          ]}
        />
      )}
    </Form>
  );
}

export function VerbField({ asked, order, className = "" }: { asked: Asked; order: Order; className?: string }) {
  const { name, field, required } = asked;
  // A tick carries its own words.
  const label = required && field.kind === "flag" ? {} : { label: field.chinese };
  return (
    <Form.Item name={name} rules={rulesOf(asked)} className={className} {...label} data-testid={`verb-field-${name}`}>
      <FieldInput field={field} order={order} required={required} />
    </Form.Item>
  );
}
