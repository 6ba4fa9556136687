/**
 * How the order's form fills itself while the caller speaks.
 *
 * A field belongs to the proposal until the agent touches it; from then on it is the agent's, and a differing proposal is
 * only shown beside it, to be taken over by hand. An empty proposal never empties a field.
 */
import type { FormFields } from "../api/types";

export type FieldName = keyof FormFields;

export interface Draft {
  values: FormFields;
  /** The newest proposal, whole or in part. */
  proposed: Partial<FormFields>;
  touched: ReadonlySet<FieldName>;
}

export const EMPTY_FORM: FormFields = {
  title: "",
  content: "",
  request_type: "求助",
  urgency: "一般",
  category_code: null,
  lead_code: null,
  assist_codes: [],
  place_text: "",
  citizen_name: "",
  is_secret: false,
};

export const EMPTY_DRAFT: Draft = { values: EMPTY_FORM, proposed: {}, touched: new Set() };

const isBlank = (value: unknown) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const sorted = (values: readonly unknown[]) => values.map(String).sort().join();

export const sameValue = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? sorted(a) === sorted(b) : (a ?? "") === (b ?? "");

const names = Object.keys(EMPTY_FORM) as FieldName[];

/** A new proposal came in. */
export function propose(draft: Draft, proposal: Partial<FormFields>): Draft {
  const known = names.filter((name) => !isBlank(proposal[name]));
  const fresh = Object.fromEntries(known.map((name) => [name, proposal[name]])) as Partial<FormFields>;
  const free = Object.fromEntries(known.filter((name) => !draft.touched.has(name)).map((name) => [name, proposal[name]]));
  return { ...draft, proposed: { ...draft.proposed, ...fresh }, values: { ...draft.values, ...free } };
}

/** The agent changed fields by hand: they are the agent's now. */
export function edit(draft: Draft, changes: Partial<FormFields>): Draft {
  const touched = new Set(draft.touched);
  for (const name of Object.keys(changes) as FieldName[]) touched.add(name);
  return { ...draft, values: { ...draft.values, ...changes }, touched };
}

/** The agent takes the proposal for a field; it follows later proposals again. */
export function adopt(draft: Draft, name: FieldName): Draft {
  if (!(name in draft.proposed)) return draft;
  const touched = new Set(draft.touched);
  touched.delete(name);
  return { ...draft, touched, values: { ...draft.values, [name]: draft.proposed[name] } };
}

/** An order that exists already opens with its own values; those are as good as typed by hand. */
export function fromOrder(values: FormFields): Draft {
  const filled = names.filter((name) => !isBlank(values[name]));
  return { values, proposed: {}, touched: new Set(filled) };
}

/** Fields whose proposal differs from what stands in the form. */
export function differing(draft: Draft): FieldName[] {
  return names.filter((name) => name in draft.proposed && !sameValue(draft.proposed[name], draft.values[name]));
}

/** What is missing before the order can be dispatched (the verb's `needs` in models/orders/workflow.py). */
export function missing(values: FormFields): FieldName[] {
  return (["title", "content", "lead_code"] as const).filter((name) => isBlank(values[name]));
}
