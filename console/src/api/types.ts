/** The shapes of the API (/api/v1) that the console reads. Instants are ISO 8601 in UTC; personal data comes masked. */

export type Role =
  | "agent"
  | "senior_agent"
  | "dispatcher"
  | "clerk"
  | "department_head"
  | "callback_agent"
  | "inspector"
  | "supervisor"
  | "knowledge_editor"
  | "administrator"
  | "auditor";

export interface User {
  id: number;
  login: string;
  name: string;
  role: Role;
  role_name: string;
  /** Right -> how far it reaches (own, department, all). */
  rights: Record<string, string>;
  department_code: string | null;
}

export interface Session {
  user: User;
  csrf: string;
  demo: boolean;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total_estimate?: number | null;
}

export type AgentState = "offline" | "not_ready" | "ready" | "ringing" | "talking" | "wrap_up";

export interface AgentStatus {
  state: AgentState;
  state_since: string | null;
  reason: string | null;
  extension: string | null;
  conversation_id: string | null;
}

export interface PhoneCredential {
  url: string;
  uri: string;
  user: string;
  password: string;
  expires_at: string;
}

export interface TelephoneCredential extends PhoneCredential {
  dial: string;
}

export interface CategoryRef {
  code: string;
  path: string[];
}

export interface DepartmentRef {
  code: string;
  name: string;
}

export interface Evidence {
  kind: "rule" | "words" | "place" | "similar" | "urgent" | "gap";
  detail: string;
  weight: number;
  span: [number, number] | null;
  ref: string;
}

export interface Advice {
  category: CategoryRef | null;
  departments: { lead: DepartmentRef | null; assist: DepartmentRef[]; guidance: DepartmentRef | null };
  request_type: string;
  urgency: string;
  place: { code: string; name: string; span: [number, number] | null; confidence: number } | null;
  confidence: number;
  demand: boolean;
  title: string;
  evidence: Evidence[];
  alternatives: [CategoryRef, number][];
  model: string;
}

export type Speaker = "caller" | "agent";

export interface Segment {
  id: number | null;
  speaker: Speaker;
  start: number;
  end: number;
  text: string;
  confidence: number | null;
  final: boolean;
}

export interface CallSummary {
  conversation_id: string;
  state: "live" | "ended";
  direction: "inbound" | "outbound";
  caller: string;
  dialled: string;
  started_at: string;
  answered_at: string | null;
  ended_at: string | null;
  agent: { id: number; name: string } | null;
  outcome: string | null;
  transcript_state: string;
  order_no: string | null;
}

export interface RecordingRef {
  url: string;
  seconds: number;
  sha256: string;
  channels: number;
}

export interface CallEvent {
  at: string;
  kind: string;
  detail: Record<string, unknown>;
}

export interface Call extends CallSummary {
  segments: Segment[];
  recording: RecordingRef | null;
  advice: Advice | null;
  events: CallEvent[];
}

export type DueColour = "none" | "green" | "yellow" | "red";

export interface OrderSummary {
  order_no: string;
  state: string;
  state_name: string;
  title: string;
  channel: string;
  request_type: string | null;
  urgency: string | null;
  category: CategoryRef | null;
  lead: DepartmentRef | null;
  place_text: string | null;
  caller: string | null;
  accepted_at: string;
  due_at: string | null;
  due_colour: DueColour;
  waits_for_person: boolean;
  wait_reason: string | null;
  conversation_id: string | null;
  version: number;
}

export interface VerbState {
  verb: string;
  chinese: string;
  allowed: boolean;
  why_not: string;
  /** Fields that the verb needs. */
  required: string[];
}

export interface Order extends OrderSummary {
  content: string;
  place_code: string | null;
  is_secret: boolean;
  departments: { lead: DepartmentRef | null; assist: DepartmentRef[] };
  advice: Advice | null;
  confidence: number | null;
  citizen: { name: string | null; phone: string | null; address: string | null } | null;
  reply_text: string | null;
  public_reply_text: string | null;
  original_due_at: string | null;
  dispatched_at: string | null;
  replied_at: string | null;
  closed_at: string | null;
  verbs: VerbState[];
}

export interface TimelineEntry {
  seq: number;
  at: string;
  actor_name: string;
  actor_role: string;
  verb: string;
  chinese: string;
  due_before: string | null;
  due_after: string | null;
  from_state: string | null;
  to_state: string | null;
  reason: string | null;
  text: string | null;
}

/** What the form of an order holds; the proposal of `draft.proposed` has the same fields. */
export interface FormFields {
  title: string;
  content: string;
  request_type: string;
  urgency: string;
  category_code: string | null;
  lead_code: string | null;
  assist_codes: string[];
  place_text: string;
  citizen_name: string;
  is_secret: boolean;
}

export interface Category {
  code: string;
  parent: string;
  level: number;
  name: string;
}

export interface Department {
  code: string;
  name: string;
  short: string;
  kind: string;
  aliases: string[];
}
