/** The API's endpoints that the console uses, by noun. */
import { answer, api } from "./client";
import type {
  AssistQuestion,
  AttemptRequest,
  ChosenState,
  CounterDemand,
  DrawRequest,
  NewPerson,
  NewPlace,
  NewReport,
  OrderFields,
  PersonalField,
  PersonChange,
  PlaceChange,
  ReportPlanRequest,
  VerbFields,
  WebhookRequest,
} from "./types";
import type { paths } from "./schema";

export const session = {
  current: () => answer(api.GET("/api/v1/session")),
  open: (login: string, password: string) => answer(api.POST("/api/v1/session", { body: { login, password } })),
  close: () => answer(api.DELETE("/api/v1/session")),
  setPassword: (old: string, fresh: string) =>
    answer(api.PUT("/api/v1/session/password", { body: { old, new: fresh } })),
};

export const agents = {
  me: () => answer(api.GET("/api/v1/agents/me")),
  setState: (state: ChosenState, reason: string | null) =>
    answer(api.PUT("/api/v1/agents/me/state", { body: { state, reason } })),
  phone: () => answer(api.POST("/api/v1/agents/me/phone")),
};

export const demo = {
  telephone: () => answer(api.POST("/api/v1/demo/telephone")),
};

const ofCall = (conversation_id: string) => ({ params: { path: { conversation_id } } });
export type CallFilters = NonNullable<paths["/api/v1/calls"]["get"]["parameters"]["query"]>;

export const calls = {
  list: (query: CallFilters) => answer(api.GET("/api/v1/calls", { params: { query } })),
  get: (id: string) => answer(api.GET("/api/v1/calls/{conversation_id}", ofCall(id))),
  callerOrders: (id: string) => answer(api.GET("/api/v1/calls/{conversation_id}/caller-orders", ofCall(id))),
};

const ofOrder = (order_no: string) => ({ params: { path: { order_no } } });
export type OrderFilters = NonNullable<paths["/api/v1/orders"]["get"]["parameters"]["query"]>;

export const orders = {
  list: (query: OrderFilters) => answer(api.GET("/api/v1/orders", { params: { query } })),
  get: (no: string) => answer(api.GET("/api/v1/orders/{order_no}", ofOrder(no))),
  similar: (no: string) => answer(api.GET("/api/v1/orders/{order_no}/similar", ofOrder(no))),
  sources: (no: string) => answer(api.GET("/api/v1/orders/{order_no}/sources", ofOrder(no))),
  timeline: (no: string) => answer(api.GET("/api/v1/orders/{order_no}/timeline", ofOrder(no))),
  create: (fields: OrderFields, conversation_id: string | null) =>
    answer(api.POST("/api/v1/orders", { body: { channel: "phone", ...fields, conversation_id } })),
  edit: (no: string, version: number, fields: OrderFields) =>
    answer(api.PATCH("/api/v1/orders/{order_no}", { ...ofOrder(no), body: { version, ...fields } })),
  apply: (order_no: string, verb: string, version: number, fields: VerbFields = {}) =>
    answer(
      api.POST("/api/v1/orders/{order_no}/{verb}", { params: { path: { order_no, verb } }, body: { version, ...fields } }),
    ),
  reveal: (no: string, fields: PersonalField[], reason: string) =>
    answer(api.POST("/api/v1/orders/{order_no}/reveal", { ...ofOrder(no), body: { fields, reason } })),
};

export const assist = (body: AssistQuestion) => answer(api.POST("/api/v1/assist", { body }));

const ofSuggestion = (suggestion_id: number) => ({ params: { path: { suggestion_id } } });

/** The dispatcher's desk. */
export const desk = {
  counts: () => answer(api.GET("/api/v1/dispatch")),
  queue: (queue: string, cursor: string | null) =>
    answer(api.GET("/api/v1/dispatch/queues/{queue}", { params: { path: { queue }, query: cursor ? { cursor } : {} } })),
  order: (no: string) => answer(api.GET("/api/v1/dispatch/orders/{order_no}", ofOrder(no))),
  open: (no: string) => answer(api.POST("/api/v1/dispatch/orders/{order_no}/open", ofOrder(no))),
  leave: (no: string) => answer(api.POST("/api/v1/dispatch/orders/{order_no}/leave", ofOrder(no))),
  suggestions: (decided: boolean) => answer(api.GET("/api/v1/dispatch/suggestions", { params: { query: { decided } } })),
  take: (id: number, version: number) =>
    answer(api.POST("/api/v1/dispatch/suggestions/{suggestion_id}/take", { ...ofSuggestion(id), body: { version } })),
  refuse: (id: number, note: string | null) =>
    answer(api.POST("/api/v1/dispatch/suggestions/{suggestion_id}/refuse", { ...ofSuggestion(id), body: { note } })),
  undo: (id: number, reason: string) =>
    answer(api.POST("/api/v1/dispatch/suggestions/{suggestion_id}/undo", { ...ofSuggestion(id), body: { reason } })),
  hot: () => answer(api.GET("/api/v1/dispatch/hot")),
  behindIssue: (issue_id: string) =>
    answer(api.GET("/api/v1/dispatch/hot/{issue_id}/orders", { params: { path: { issue_id } } })),
  behindAlert: (alert_id: number) =>
    answer(api.GET("/api/v1/dispatch/alerts/{alert_id}/orders", { params: { path: { alert_id } } })),
  see: (alert_id: number) => answer(api.POST("/api/v1/dispatch/alerts/{alert_id}/see", { params: { path: { alert_id } } })),
};

const ofChannel = (name: string) => ({ params: { path: { name } } });

export const channels = {
  list: () => answer(api.GET("/api/v1/channels")),
  settings: (name: string) => answer(api.GET("/api/v1/channels/{name}/settings", ofChannel(name))),
  save: (name: string, enabled: boolean, version: number, values: Record<string, unknown>) =>
    answer(api.PUT("/api/v1/channels/{name}/settings", { ...ofChannel(name), body: { enabled, version, values } })),
  pull: (name: string) => answer(api.POST("/api/v1/channels/{name}/pull", ofChannel(name))),
};

export const exchange = {
  alarms: () => answer(api.GET("/api/v1/channel-alarms")),
  acknowledge: (alarm_id: number, note: string) =>
    answer(api.POST("/api/v1/channel-alarms/{alarm_id}/acknowledge", { params: { path: { alarm_id } }, body: { note } })),
  reports: (name: string) => answer(api.GET("/api/v1/channels/{name}/reconciliations", ofChannel(name))),
  reconcile: (name: string, day: string) =>
    answer(api.POST("/api/v1/channels/{name}/reconciliations", { ...ofChannel(name), body: { day } })),
};

export type ReportFilters = NonNullable<paths["/api/v1/reports"]["get"]["parameters"]["query"]>;

export const reports = {
  forms: () => answer(api.GET("/api/v1/reports/forms")),
  list: (query: ReportFilters) => answer(api.GET("/api/v1/reports", { params: { query } })),
  order: (body: NewReport) => answer(api.POST("/api/v1/reports", { body })),
  setPlan: (form: NewReport["form"], body: ReportPlanRequest) =>
    answer(api.PUT("/api/v1/reports/forms/{form}/plan", { params: { path: { form } }, body })),
  fileAddress: (id: number, format: string) => `/api/v1/reports/${id}/files/${format}`,
};

export const webhooks = {
  list: () => answer(api.GET("/api/v1/webhooks")),
  add: (body: WebhookRequest) => answer(api.POST("/api/v1/webhooks", { body })),
  change: (webhook_id: number, body: WebhookRequest) =>
    answer(api.PUT("/api/v1/webhooks/{webhook_id}", { params: { path: { webhook_id } }, body })),
};

export const apiClients = {
  list: () => answer(api.GET("/api/v1/api-clients")),
  issue: (name: string, contact: string) => answer(api.POST("/api/v1/api-clients", { body: { name, contact } })),
  revoke: (client_id: number) => answer(api.DELETE("/api/v1/api-clients/{client_id}", { params: { path: { client_id } } })),
};

const ofMessage = (message_id: number) => ({ params: { path: { message_id } } });
export type InboxFilters = NonNullable<paths["/api/v1/inbox"]["get"]["parameters"]["query"]>;
type MessageEdit = NonNullable<paths["/api/v1/inbox/{message_id}"]["patch"]["requestBody"]>["content"]["application/json"];

export const inbox = {
  list: (query: InboxFilters) => answer(api.GET("/api/v1/inbox", { params: { query } })),
  get: (id: number) => answer(api.GET("/api/v1/inbox/{message_id}", ofMessage(id))),
  reveal: (id: number, reason: string) =>
    answer(api.POST("/api/v1/inbox/{message_id}/reveal", { ...ofMessage(id), body: { reason } })),
  edit: (id: number, body: MessageEdit) => answer(api.PATCH("/api/v1/inbox/{message_id}", { ...ofMessage(id), body })),
  replay: (id: number, reason: string) =>
    answer(api.POST("/api/v1/inbox/{message_id}/replay", { ...ofMessage(id), body: { reason } })),
  discard: (id: number, reason: string) =>
    answer(api.POST("/api/v1/inbox/{message_id}/discard", { ...ofMessage(id), body: { reason } })),
};

const ofDelivery = (delivery_id: number) => ({ params: { path: { delivery_id } } });
const ofTarget = (target: string) => ({ params: { path: { target } } });
type DeliveryFilters = NonNullable<paths["/api/v1/deliveries"]["get"]["parameters"]["query"]>;

export const deliveries = {
  list: (query: DeliveryFilters) => answer(api.GET("/api/v1/deliveries", { params: { query } })),
  replay: (id: number) => answer(api.POST("/api/v1/deliveries/{delivery_id}/replay", ofDelivery(id))),
  replayRange: (target: string, since: string | null, until: string | null) =>
    answer(api.POST("/api/v1/deliveries/replay", { body: { target, since, until } })),
  targets: () => answer(api.GET("/api/v1/targets")),
  cancel: (id: number) => answer(api.POST("/api/v1/deliveries/{delivery_id}/cancel", ofDelivery(id))),
  pause: (target: string, reason: string) =>
    answer(api.POST("/api/v1/targets/{target}/pause", { ...ofTarget(target), body: { reason } })),
  resume: (target: string) => answer(api.POST("/api/v1/targets/{target}/resume", ofTarget(target))),
};

export const catalogue = {
  categories: () => answer(api.GET("/api/v1/catalogue/categories")),
  departments: () => answer(api.GET("/api/v1/catalogue/departments")),
  divisions: (parent: string) => answer(api.GET("/api/v1/catalogue/divisions", { params: { query: { parent } } })),
};

export const places = {
  list: () => answer(api.GET("/api/v1/places")),
  add: (body: NewPlace) => answer(api.POST("/api/v1/places", { body })),
  change: (place_id: number, body: PlaceChange) =>
    answer(api.PATCH("/api/v1/places/{place_id}", { params: { path: { place_id } }, body })),
  /** The address of the sheet; empty ids: all that are in use. */
  sheet: (ids: number[], size: "six" | "one") => `/api/v1/places/sheet.pdf?ids=${ids.join(",")}&size=${size}`,
};

const ofPerson = (person_id: number) => ({ params: { path: { person_id } } });
export const people = {
  list: () => answer(api.GET("/api/v1/people")),
  add: (body: NewPerson) => answer(api.POST("/api/v1/people", { body })),
  change: (id: number, body: PersonChange) => answer(api.PATCH("/api/v1/people/{person_id}", { ...ofPerson(id), body })),
  newPassword: (id: number) => answer(api.POST("/api/v1/people/{person_id}/password", ofPerson(id))),
  acts: (id: number) => answer(api.GET("/api/v1/people/{person_id}/acts", ofPerson(id))),
};

export const counter = {
  take: (body: CounterDemand) => answer(api.POST("/api/v1/counter/demands", { body })),
  printed: (receipt: string) => `/api/v1/counter/demands/${receipt}/receipt.pdf`,
};

/** The desk of a unit; those above the units name one. */
const ofUnit = (department: string | null) => (department === null ? {} : { department });
export const unit = {
  counts: (department: string | null) => answer(api.GET("/api/v1/unit", { params: { query: ofUnit(department) } })),
  queue: (queue: string, department: string | null, cursor: string | null, limit: number) =>
    answer(
      api.GET("/api/v1/unit/queues/{queue}", {
        params: { path: { queue }, query: { ...ofUnit(department), ...(cursor === null ? {} : { cursor }), limit } },
      }),
    ),
};

/** How routing does, and its model's versions. */
export const analysis = {
  routing: (weeks: number) => answer(api.GET("/api/v1/analysis/routing", { params: { query: { weeks } } })),
  models: () => answer(api.GET("/api/v1/analysis/models")),
  promote: (name: string, reason: string, active: string | null) =>
    answer(api.POST("/api/v1/analysis/models/{name}/promote", { params: { path: { name } }, body: { reason, active } })),
  rollback: (reason: string, active: string | null) =>
    answer(api.POST("/api/v1/analysis/models/rollback", { body: { reason, active } })),
  proposals: (no: string) => answer(api.GET("/api/v1/orders/{order_no}/proposals", ofOrder(no))),
};

/** Quality inspection. */
const ofInspection = (inspection_id: number) => ({ params: { path: { inspection_id } } });
export type InspectionFilters = NonNullable<paths["/api/v1/quality/inspections"]["get"]["parameters"]["query"]>;

export const quality = {
  counts: () => answer(api.GET("/api/v1/quality")),
  list: (query: InspectionFilters) => answer(api.GET("/api/v1/quality/inspections", { params: { query } })),
  get: (id: number) => answer(api.GET("/api/v1/quality/inspections/{inspection_id}", ofInspection(id))),
  score: (id: number, given: Record<string, number>, words: string) =>
    answer(api.POST("/api/v1/quality/inspections/{inspection_id}/score", { ...ofInspection(id), body: { given, words } })),
  appeal: (id: number, reason: string) =>
    answer(api.POST("/api/v1/quality/inspections/{inspection_id}/appeal", { ...ofInspection(id), body: { reason } })),
  decide: (id: number, reason: string, given: Record<string, number> | null) =>
    answer(
      api.POST("/api/v1/quality/inspections/{inspection_id}/decision", { ...ofInspection(id), body: { reason, given } }),
    ),
  draw: (body: DrawRequest) => answer(api.POST("/api/v1/quality/draws", { body })),
  draws: (cursor: string) => answer(api.GET("/api/v1/quality/draws", { params: { query: { cursor } } })),
  repeat: (draw_id: number) =>
    answer(api.GET("/api/v1/quality/draws/{draw_id}/repeat", { params: { path: { draw_id } } })),
};

/** The call-back desk. */
export const callbacks = {
  counts: () => answer(api.GET("/api/v1/callbacks")),
  queue: (queue: string, cursor: string | null, limit: number) =>
    answer(
      api.GET("/api/v1/callbacks/queues/{queue}", {
        params: { path: { queue }, query: { ...(cursor === null ? {} : { cursor }), limit } },
      }),
    ),
  get: (id: number) => answer(api.GET("/api/v1/callbacks/{task_id}", { params: { path: { task_id: id } } })),
  take: (id: number) => answer(api.POST("/api/v1/callbacks/{task_id}/take", { params: { path: { task_id: id } } })),
  giveBack: (id: number) =>
    answer(api.POST("/api/v1/callbacks/{task_id}/give-back", { params: { path: { task_id: id } } })),
  save: (id: number, body: AttemptRequest) =>
    answer(api.POST("/api/v1/callbacks/{task_id}/attempts", { params: { path: { task_id: id } }, body })),
};

/** When an order like this would be due if it were dispatched now. */
export const duePreview = (query: DueQuestion) => answer(api.GET("/api/v1/limits/preview", { params: { query } }));
export type DueQuestion = paths["/api/v1/limits/preview"]["get"]["parameters"]["query"];

/** States, verbs, fields: one table for every button and form. */
export const workflow = () => answer(api.GET("/api/v1/workflow"));

/** How the platform is, for everybody; `demo` where it is a demonstration. */
export const health = () => answer(api.GET("/api/v1/health"));
