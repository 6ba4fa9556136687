/** What the browser checks before it asks the API: only what the workflow itself says of a field. */
import type { FormItemProps } from "antd";
import { zh } from "../strings";
import type { Asked } from "./asked";
import { ORDER_NO } from "./OrderNumberInput";

type Rule = Exclude<NonNullable<FormItemProps["rules"]>[number], (...all: never[]) => unknown>;

/** The API's shortest reason. */
const REASON_AT_LEAST = 2;

const CHOSEN = new Set(["choice", "code", "codes", "instant"]);

export function rulesOf({ name, field, required }: Asked): Rule[] {
  const rules: Rule[] = [];
  const { kind, chinese, least, most } = field;
  const needed = (CHOSEN.has(kind) ? zh.verbs.choose : zh.verbs.required)(chinese);
  if (required && kind === "flag") {
    rules.push({ validator: (_, value) => (value === true ? Promise.resolve() : Promise.reject(new Error(zh.verbs.tick(chinese)))) });
  } else if (required && kind === "codes") {
    rules.push({ required: true, type: "array", min: 1, message: needed });
  } else if (required) {
    rules.push({ required: true, message: needed, ...(kind === "line" || kind === "text" ? { whitespace: true } : {}) });
  }
  if (name === "reason") rules.push({ min: REASON_AT_LEAST, message: zh.verbs.atLeast(REASON_AT_LEAST) });
  if (kind === "order_no") rules.push({ pattern: ORDER_NO, message: zh.verbs.orderNumber });
  if (least !== null && most !== null) {
    rules.push({ type: "number", min: least, max: most, message: zh.verbs.between(chinese, least, most) });
  }
  return rules;
}
