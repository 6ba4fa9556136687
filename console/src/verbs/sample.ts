/** For tests: a small workflow with a field of every kind, and an order. */
import type { Order, VerbState, Workflow, WorkflowField, WorkflowVerb } from "../api/types";
import { flowOf } from "./workflow";

export const field = (name: string, kind: WorkflowField["kind"], more: Partial<WorkflowField> = {}): WorkflowField => ({
  name,
  chinese: `字段${name}`,
  kind,
  choices: [],
  sent_as: name,
  of: null,
  least: null,
  most: null,
  longest: kind === "line" ? 200 : kind === "text" ? 20_000 : null,
  ...more,
});

const verb = (name: string, more: Partial<WorkflowVerb> = {}): WorkflowVerb => ({
  name,
  chinese: `动作${name}`,
  from_states: ["handling"],
  to_state: null,
  ends: [],
  roles: ["clerk", "supervisor"],
  needs: [],
  takes: [],
  own_unit: false,
  assist: false,
  ...more,
});

const CHOICES = [
  { value: "a", chinese: "甲" },
  { value: "b", chinese: "乙" },
];

export const WORKFLOW: Workflow = {
  states: [
    { name: "dispatched", chinese: "待签收" },
    { name: "handling", chinese: "办理中" },
  ],
  roles: [],
  clocks: [],
  fields: [
    field("title", "line"),
    field("lead_code", "code", { of: "department" }),
    field("caller_phone", "line", { sent_as: "citizen_phone" }),
    field("advice", "json", { sent_as: null }),
    field("reason", "line", { longest: 500 }),
    field("text", "text"),
    field("note", "line"),
    field("choice", "choice", { choices: CHOICES }),
    field("flag", "flag"),
    field("told", "flag"),
    field("days", "number", { least: 1, most: 15 }),
    field("at", "instant"),
    field("share", "decimal"),
    field("kind_code", "code", { of: "category" }),
    field("part_unit", "code", { of: "part" }),
    field("units", "codes", { of: "department" }),
    field("master_no", "order_no", { longest: 40 }),
    field("reply_text", "text"),
  ],
  verbs: [
    verb("edit", { takes: ["title", "lead_code", "caller_phone", "advice"], roles: ["agent"], from_states: ["draft"] }),
    verb("sign", { from_states: ["dispatched"], to_state: "handling", own_unit: true }),
    verb("sign_part", { assist: true }),
    verb("reply", { to_state: "replied", own_unit: true }),
    verb("cancel", { to_state: "cancelled", roles: ["supervisor"] }),
    verb("urge", { roles: ["supervisor"] }),
  ],
};

export const FLOW = flowOf(WORKFLOW);

export const state = (name: string, more: Partial<VerbState> = {}): VerbState => ({
  verb: name,
  chinese: `动作${name}`,
  allowed: true,
  why_not: "",
  required: [],
  takes: [],
  ...more,
});

export const order = (more: object = {}): Order =>
  ({
    order_no: "XNDH202611230000421",
    version: 3,
    state: "handling",
    state_name: "办理中",
    title: "路灯不亮",
    content: "永安大道路灯不亮",
    category: null,
    departments: { lead: { code: "XN1", name: "甲单位" }, assist: [] },
    parts: [{ unit: { code: "XN2", name: "乙单位" }, role: "assist", state: "submitted", signed_at: null, replied_at: null }],
    progress: { found_true: null },
    reply_text: "",
    verbs: [],
    ...more,
  }) as unknown as Order;
