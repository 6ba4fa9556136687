/** The order's form: at the desk it fills itself; on an order's page it corrects a draft. */
import { Checkbox, Form, Input, Segmented } from "antd";
import type { ReactNode } from "react";
import type { FormFields } from "../api/types";
import { zh } from "../strings";
import { differing, type Draft, type FieldName } from "./autofill";
import { CategoryChoice, DepartmentChoice, DepartmentsChoice } from "./choices";
import { Proposal } from "./Proposal";

interface Props {
  draft: Draft;
  onEdit: (changes: Partial<FormFields>) => void;
  onAdopt: (field: FieldName) => void;
  disabled?: boolean;
}

const idOf = (field: FieldName) => `order-${field}`;

export function OrderForm({ draft, onEdit, onAdopt, disabled = false }: Props) {
  const { values } = draft;
  const offered = new Set(differing(draft));

  const row = (field: FieldName, control: ReactNode, half = false) => (
    <Form.Item
      label={zh.form.fields[field]}
      htmlFor={idOf(field)}
      className={half ? "half" : ""}
      data-testid={`field-${field}`}
      data-touched={draft.touched.has(field)}
    >
      {control}
      {offered.has(field) && <Proposal field={field} value={draft.proposed[field]} onAdopt={() => onAdopt(field)} />}
    </Form.Item>
  );

  const text = (field: "title" | "place_text" | "citizen_name", maxLength: number) => (
    <Input
      id={idOf(field)}
      aria-label={zh.form.fields[field]}
      value={values[field]}
      maxLength={maxLength}
      onChange={(event) => onEdit({ [field]: event.target.value })}
    />
  );

  const pick = (field: "request_type" | "urgency", options: readonly string[]) => (
    <Segmented
      id={idOf(field)}
      aria-label={zh.form.fields[field]}
      options={[...options]}
      value={values[field]}
      size="small"
      onChange={(value) => onEdit({ [field]: value })}
    />
  );

  return (
    <Form layout="vertical" component="div" className="order-form" disabled={disabled}>
      {row("title", text("title", 200))}
      {row(
        "content",
        <Input.TextArea
          id={idOf("content")}
          aria-label={zh.form.fields.content}
          value={values.content}
          rows={5}
          maxLength={20_000}
          onChange={(event) => onEdit({ content: event.target.value })}
        />,
      )}
      {row("request_type", pick("request_type", zh.requestTypes))}
      {row(
        "category_code",
        <CategoryChoice
          id={idOf("category_code")}
          value={values.category_code}
          onChange={(category_code) => onEdit({ category_code })}
        />,
      )}
      {row(
        "lead_code",
        <DepartmentChoice id={idOf("lead_code")} value={values.lead_code} onChange={(lead_code) => onEdit({ lead_code })} />,
        true,
      )}
      {row(
        "assist_codes",
        <DepartmentsChoice
          id={idOf("assist_codes")}
          value={values.assist_codes}
          onChange={(assist_codes) => onEdit({ assist_codes })}
        />,
        true,
      )}
      {row("place_text", text("place_text", 200), true)}
      {row("urgency", pick("urgency", zh.urgencies), true)}
      {row("citizen_name", text("citizen_name", 40), true)}
      {row(
        "is_secret",
        <Checkbox
          id={idOf("is_secret")}
          checked={values.is_secret}
          onChange={(event) => onEdit({ is_secret: event.target.checked })}
        >
          {zh.form.secret}
        </Checkbox>,
        true,
      )}
    </Form>
  );
}
