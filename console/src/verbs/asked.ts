/** What a verb's dialog asks for: what it needs, what it takes, what the order holds of it already. */
import type { Order, VerbState, WorkflowField } from "../api/types";
import type { Flow } from "./workflow";

/** A field as the dialog asks for it; `name` is its name in the request. */
export interface Asked {
  name: string;
  field: WorkflowField;
  required: boolean;
}

export interface Questions {
  /** Asked for openly. */
  open: Asked[];
  /** May be given too: folded away. */
  along: Asked[];
  /** Needed, missing, and not to be given with this verb: Chinese names. */
  lacking: string[];
}

const ALWAYS = ["reason", "text"];

/** Values that stand elsewhere in an order's body than under the field's own name. */
const ELSEWHERE: Partial<Record<string, (order: Order) => unknown>> = {
  category_code: (order) => order.category?.code,
  lead_code: (order) => order.departments.lead?.code,
  assist_codes: (order) => order.departments.assist.map((unit) => unit.code),
  guidance_code: (order) => order.parts.find((part) => part.role === "guidance")?.unit.code,
};

const isBlank = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** What the order holds of a field; undefined where nothing. */
export function held(order: Order, name: string): unknown {
  const elsewhere = ELSEWHERE[name];
  const value = elsewhere ? elsewhere(order) : ({ ...order.progress, ...order } as Record<string, unknown>)[name];
  return isBlank(value) ? undefined : value;
}

export function questionsOf(verb: VerbState, order: Order, flow: Flow): Questions {
  const found: Questions = { open: [], along: [], lacking: [] };
  for (const name of new Set([...verb.required, ...verb.takes, ...ALWAYS])) {
    const field = flow.fields.get(name);
    if (!field) continue;
    const required = verb.required.includes(name);
    const present = held(order, name) !== undefined;
    if (!verb.takes.includes(name) && !ALWAYS.includes(name)) {
      if (!present) found.lacking.push(field.chinese);
    } else if (field.sent_as !== null) {
      const ofDemand = flow.form.has(name) && (present || !required);
      const remark = ALWAYS.includes(name) && !required;
      (ofDemand || remark ? found.along : found.open).push({ name: field.sent_as, field, required });
    }
  }
  // Where a verb asks for nothing, its remark is all there is to fill in.
  return found.open.length > 0 || found.along.length > ALWAYS.length ? found : { ...found, open: found.along, along: [] };
}

export type Values = Record<string, unknown>;

/** What the order holds of the fields that are asked for. */
export function initialOf({ open, along }: Questions, order: Order): Values {
  const pairs = [...open, ...along].map(({ name, field }) => [name, held(order, field.name)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The request's fields: what was changed, an emptied one as the API wants it. */
export function bodyOf({ open, along }: Questions, initial: Values, given: Values): Values {
  const body: Values = {};
  for (const { name, field } of [...open, ...along]) {
    const value = typeof given[name] === "string" ? given[name].trim() : given[name];
    if (isBlank(value) && isBlank(initial[name])) continue;
    if (same(value, initial[name])) continue;
    body[name] = isBlank(value) ? EMPTY[field.kind] ?? null : value;
  }
  return body;
}

const EMPTY: Partial<Record<WorkflowField["kind"], unknown>> = { line: "", text: "", codes: [] };

/** The typed values over a newer state of the order: what nobody touched here follows the order. */
export function rebased(before: Values, after: Values, given: Values): Values {
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(given)]);
  return Object.fromEntries([...names].map((name) => [name, same(given[name], before[name]) ? after[name] : given[name]]));
}
