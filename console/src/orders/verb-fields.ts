/** Which fields a verb asks for: what it needs and the order lacks, and what may be said along with it. */
import type { Order, VerbState } from "../api/types";

export type VerbField = "reason" | "reply_text" | "public_reply_text" | "lead_code";

export interface Asked {
  field: VerbField;
  required: boolean;
}

const KNOWN: VerbField[] = ["lead_code", "reason", "reply_text", "public_reply_text"];
const ALONG: Partial<Record<string, VerbField[]>> = { reply: ["public_reply_text"] };

const present = (order: Order, field: VerbField): boolean => {
  if (field === "lead_code") return order.departments.lead !== null;
  // A reason is given anew each time; a reply is what the verb writes.
  return false;
};

/** Always shown, closed ones with their reason; the rest only while they may be done. */
const MAIN_LINE = ["edit", "dispatch", "sign", "reply", "close", "cancel"];
/** What the order itself brings: no dialog asks for it. */
const BROUGHT = ["title", "content"];

/** Whether the order's page offers a verb: it can ask for everything that the verb needs. */
export function offered(verb: VerbState): boolean {
  const askable: string[] = [...KNOWN, ...BROUGHT];
  return MAIN_LINE.includes(verb.verb) || (verb.allowed && verb.required.every((field) => askable.includes(field)));
}

export function fieldsFor(verb: VerbState, order: Order): Asked[] {
  const along = ALONG[verb.verb] ?? [];
  return KNOWN.flatMap((field) => {
    const required = verb.required.includes(field) && !present(order, field);
    return required || along.includes(field) ? [{ field, required }] : [];
  });
}
