/** The API's endpoints that the console uses, by noun. */
import { call } from "./client";
import type {
  Advice,
  AgentState,
  AgentStatus,
  Call,
  CallSummary,
  Category,
  Department,
  FormFields,
  Order,
  OrderSummary,
  Page,
  PhoneCredential,
  Session,
  TelephoneCredential,
  TimelineEntry,
} from "./types";

export const session = {
  current: () => call<Session>("GET", "/session"),
  open: (login: string, password: string) => call<Session>("POST", "/session", { body: { login, password } }),
  close: () => call<null>("DELETE", "/session"),
};

export const agents = {
  me: () => call<AgentStatus>("GET", "/agents/me"),
  setState: (state: AgentState, reason?: string) => call<AgentStatus>("PUT", "/agents/me/state", { body: { state, reason } }),
  phone: () => call<PhoneCredential>("POST", "/agents/me/phone"),
};

export const demo = {
  telephone: () => call<TelephoneCredential>("POST", "/demo/telephone"),
};

export const calls = {
  list: (query: { state?: string; cursor?: string; limit: number }) => call<Page<CallSummary>>("GET", "/calls", { query }),
  get: (id: string) => call<Call>("GET", `/calls/${id}`),
  callerOrders: (id: string) => call<Page<OrderSummary>>("GET", `/calls/${id}/caller-orders`),
  wrapUp: (id: string) => call<null>("POST", `/calls/${id}/wrap-up`),
};

export interface OrderFilters {
  state?: string;
  q?: string;
  department?: string;
  category?: string;
  waiting?: string;
  due?: string;
  cursor?: string;
}

export const orders = {
  list: (filters: OrderFilters, limit: number) =>
    call<Page<OrderSummary>>("GET", "/orders", { query: { ...filters, limit } }),
  get: (no: string) => call<Order>("GET", `/orders/${no}`),
  timeline: (no: string) => call<Page<TimelineEntry>>("GET", `/orders/${no}/timeline`),
  create: (fields: Partial<FormFields>, conversationId: string | null) =>
    call<Order>("POST", "/orders", { body: { ...fields, conversation_id: conversationId } }),
  edit: (no: string, version: number, fields: Partial<FormFields>) =>
    call<Order>("PATCH", `/orders/${no}`, { body: { version, ...fields } }),
  apply: (no: string, verb: string, version: number, fields: object = {}) =>
    call<Order>("POST", `/orders/${no}/${verb}`, { body: { version, ...fields } }),
  reveal: (no: string, fields: string[], reason: string) =>
    call<{ fields: Record<string, string | null> }>("POST", `/orders/${no}/reveal`, { body: { fields, reason } }),
};

export const advise = (text: string, subject?: string) => call<Advice>("POST", "/advise", { body: { text, subject } });

export const catalogue = {
  categories: () => call<Page<Category>>("GET", "/catalogue/categories"),
  departments: () => call<Page<Department>>("GET", "/catalogue/departments"),
};

/** How the platform is, for everybody; `demo` where it is a demonstration. */
export const health = () => call<{ status: string; version: string; demo?: boolean }>("GET", "/health");
