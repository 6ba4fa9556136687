/** One widget a kind of field; antd's form gives id, value and onChange. */
import { Button, Cascader, Checkbox, Input, InputNumber, Radio, Select, Space } from "antd";
import type { ReactElement } from "react";
import type { Order, WorkflowField } from "../api/types";
import { CategoryChoice, DepartmentChoice, DepartmentsChoice } from "../draft/choices";
import { fromField, toField } from "../format";
import { zh } from "../strings";
import { OrderNumberInput } from "./OrderNumberInput";
import { useDivisions } from "./useDivisions";

export interface InputProps {
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
  field: WorkflowField;
  order: Order;
  required: boolean;
}

type Kind = WorkflowField["kind"];
/** Few choices lie open, many fold into a list. */
const OPEN_CHOICES = 7;
/** Longer lines deserve room. */
const LINE = 200;

const text = (value: unknown) => (typeof value === "string" ? value : "");
const idOf = ({ id }: InputProps) => (id === undefined ? {} : { id });

function LineInput(props: InputProps) {
  const { value, onChange, field } = props;
  const { longest } = field;
  const common = { ...idOf(props), value: text(value), ...(longest === null ? {} : { maxLength: longest }) };
  if (longest !== null && longest <= LINE) {
    return <Input {...common} aria-label={field.chinese} onChange={(event) => onChange?.(event.target.value)} />;
  }
  return (
    <Input.TextArea
      {...common}
      aria-label={field.chinese}
      autoSize={{ minRows: field.kind === "text" ? 4 : 2, maxRows: 12 }}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}

/** Must it be true, it is a tick; else yes, no, or not said. */
function FlagInput(props: InputProps) {
  const { value, onChange, field, required } = props;
  if (required) {
    return (
      <Checkbox {...idOf(props)} checked={value === true} onChange={(event) => onChange?.(event.target.checked)}>
        {field.chinese}
      </Checkbox>
    );
  }
  return (
    <Radio.Group
      {...idOf(props)}
      aria-label={field.chinese}
      optionType="button"
      value={value ?? null}
      options={[
        { value: true, label: zh.verbs.yes },
        { value: false, label: zh.verbs.no },
        { value: null, label: zh.verbs.unset },
      ]}
      onChange={(event) => onChange?.(event.target.value as boolean | null)}
    />
  );
}

function NumberInput(props: InputProps) {
  const { value, onChange, field } = props;
  return (
    <InputNumber
      {...idOf(props)}
      aria-label={field.chinese}
      value={typeof value === "number" ? value : null}
      min={field.least ?? 0}
      {...(field.most === null ? {} : { max: field.most })}
      {...(field.kind === "decimal" ? { step: 0.01 } : { precision: 0 })}
      onChange={(number) => onChange?.(number)}
    />
  );
}

function InstantInput(props: InputProps) {
  const { value, onChange, field } = props;
  return (
    <Space.Compact>
      <Input
        {...idOf(props)}
        type="datetime-local"
        aria-label={field.chinese}
        value={text(value) && toField(text(value))}
        onChange={(event) => onChange?.(event.target.value ? fromField(event.target.value) : null)}
      />
      <Button onClick={() => onChange?.(fromField(toField(new Date().toISOString())))}>{zh.verbs.setNow}</Button>
    </Space.Compact>
  );
}

function ChoiceInput(props: InputProps) {
  const { value, onChange, field } = props;
  const options = field.choices.map((choice) => ({ value: choice.value, label: choice.chinese }));
  const short = options.length <= OPEN_CHOICES && options.every(({ label }) => label.length <= OPEN_CHOICES);
  if (short) {
    return (
      <Radio.Group
        {...idOf(props)}
        aria-label={field.chinese}
        optionType="button"
        options={options}
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
      />
    );
  }
  return (
    <Select
      {...idOf(props)}
      aria-label={field.chinese}
      options={options}
      value={value ?? null}
      onChange={(chosen: unknown) => onChange?.(chosen ?? null)}
      showSearch={{ optionFilterProp: "label" }}
      allowClear
      placeholder={zh.verbs.choose(field.chinese)}
      className="wide"
    />
  );
}

function DivisionInput(props: InputProps) {
  const { options, load } = useDivisions();
  const { value, onChange, field } = props;
  return (
    <Cascader
      {...idOf(props)}
      aria-label={field.chinese}
      options={options}
      value={text(value) ? [text(value)] : []}
      loadData={(path) => load(path.at(-1)?.value ?? "")}
      changeOnSelect
      placeholder={zh.verbs.placeHint}
      onChange={(path: string[] | undefined) => onChange?.(path?.at(-1) ?? null)}
      className="wide"
    />
  );
}

/** One of the order's own assisting units, with how far it is. */
function PartInput(props: InputProps) {
  const { value, onChange, field, order } = props;
  const options = order.parts
    .filter((part) => part.role === "assist")
    .map(({ unit, state }) => ({ value: unit.code, label: `${unit.name}（${zh.partStates[state] ?? state}）` }));
  return (
    <Select
      {...idOf(props)}
      aria-label={field.chinese}
      options={options}
      value={value ?? null}
      onChange={(code: unknown) => onChange?.(code ?? null)}
      notFoundContent={zh.verbs.noParts}
      placeholder={zh.verbs.choose(field.chinese)}
      className="wide"
    />
  );
}

function CodeInput(props: InputProps) {
  const { value, onChange, field } = props;
  const common = { ...idOf(props), label: field.chinese, value: text(value) || null, onChange: (code: string | null) => onChange?.(code) };
  switch (field.of) {
    case "category":
      return <CategoryChoice {...common} />;
    case "division":
      return <DivisionInput {...props} />;
    case "part":
      return <PartInput {...props} />;
    default:
      return <DepartmentChoice {...common} />;
  }
}

function CodesInput(props: InputProps) {
  const { value, onChange, field } = props;
  return (
    <DepartmentsChoice
      id={props.id ?? field.name}
      label={field.chinese}
      value={Array.isArray(value) ? (value as string[]) : []}
      onChange={(codes) => onChange?.(codes)}
    />
  );
}

const WIDGETS: Record<Kind, (props: InputProps) => ReactElement> = {
  line: LineInput,
  text: LineInput,
  flag: FlagInput,
  number: NumberInput,
  decimal: NumberInput,
  instant: InstantInput,
  choice: ChoiceInput,
  code: CodeInput,
  codes: CodesInput,
  order_no: OrderNumberInput,
  // No verb's request carries these.
  json: LineInput,
  attachment: LineInput,
};

export function FieldInput(props: InputProps) {
  const Widget = WIDGETS[props.field.kind];
  return <Widget {...props} />;
}
