/** What a step or an order tells, in words: by the workflow's table of fields, which a release may lengthen. */
import type { Order, TimelineEntry, WorkflowField } from "../api/types";
import { instant } from "../format";
import { zh } from "../strings";
import type { Flow } from "../verbs/workflow";

/** From codes to names. */
export interface Names {
  department: (code: string) => string;
  category: (code: string) => string;
}

export interface Said {
  name: string;
  label: string;
  value: string;
}

/** In a step instead of what it does not tell. */
const SEALED = "***";
/** Not in people's words, or said by the timeline in its own way. */
const SILENT = new Set(["advice", "confidence", "waits_for_person", "wait_reason", "lat", "lng", "place_code", "attachment", "callback_reason", "callback_call"]);
/** Long, and on the page: of these a step tells that they changed. */
const LONG = new Set(["content", "reply_text", "public_reply_text", "public_content"]);

const isBlank = (value: unknown) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

function inWords(field: WorkflowField, value: unknown, names: Names): string {
  if (Array.isArray(value)) return value.map((each) => inWords(field, each, names)).join("、");
  if (typeof value === "boolean") return value ? zh.verbs.yes : zh.verbs.no;
  const plain = String(value);
  if (field.kind === "instant") return instant(plain);
  if (field.kind === "code" || field.kind === "codes") return field.of === "category" ? names.category(plain) : names.department(plain);
  return field.choices.find((choice) => choice.value === plain)?.chinese ?? plain;
}

/** What a step gave or changed; nothing of the first one, whose form is the order itself. */
export function saidBy({ verb, changes }: Pick<TimelineEntry, "verb" | "changes">, flow: Flow, names: Names): Said[] {
  if (verb === "create") return [];
  return [...flow.fields.values()].flatMap((field) => {
    const { name, chinese } = field;
    const change = changes[name] as [unknown, unknown] | undefined;
    if (!change || SILENT.has(name)) return [];
    const [before, after] = change;
    // What an order loses when it goes round once more is no act of anybody's.
    if (isBlank(after)) return flow.verbs.get(verb)?.takes.includes(name) ? [{ name, label: chinese, value: zh.orders.taken }] : [];
    if (LONG.has(name) || after === SEALED) return [{ name, label: chinese, value: isBlank(before) ? zh.orders.filled : zh.orders.changed }];
    return [{ name, label: chinese, value: inWords(field, after, names) }];
  });
}

type Progress = Order["progress"];

/** How the workflow calls what the order holds under another name. */
const CHOSEN_BY: Partial<Record<keyof Progress, string>> = { risk_flags: "risk_kind", excluded_from: "assessment_item" };
const COUNTED = zh.orders.progress;
const STAGES: Partial<Record<string, Record<string, string>>> = { pending_request: zh.unit.pending, pending_claim: zh.orders.claims };

/** In this order: how it was taken, who was asked for what, how it was answered, what the citizen said, what is assessed. */
const HELD: readonly (keyof Progress)[] = [
  "risk_flags", "is_anonymous", "no_public", "knowledge_ref", "emergency_service", "reject_code", "route_told", "master_no",
  "first_contact_at", "return_count", "forbid_return", "pending_request", "extension_count", "listed_until", "urge_count",
  "found_true", "contacted", "solved", "unsolved_reason", "stated_satisfaction", "beyond_duty", "beyond_kind", "legal_basis", "signer",
  "callback_tries", "callback_at", "callback_solved", "callback_score", "redo_count", "reopen_count",
  "question", "public_title", "public_content",
  "pending_claim", "is_unreasonable", "excluded_from", "archived_at",
];

/** What holds of an order beside its form; what does not (yet) is left out. */
export function heldBy(progress: Progress, flow: Flow, names: Names): Said[] {
  return HELD.flatMap((name) => {
    const value = progress[name];
    if (isBlank(value) || value === false || value === 0) return [];
    const field = flow.fields.get(CHOSEN_BY[name] ?? name);
    const label = COUNTED[name] ?? field?.chinese ?? name;
    const stage = STAGES[name]?.[String(value)];
    return [{ name, label, value: stage ?? (field ? inWords(field, value, names) : plainly(name, value)) }];
  });
}

const plainly = (name: string, value: unknown) =>
  name.endsWith("_at") || name.endsWith("_until") ? instant(String(value)) : value === true ? zh.verbs.yes : String(value);
