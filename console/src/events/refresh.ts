/** Which cached answers an event makes old. Rings are gathered, so that a busy hour does not mean a request each. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { LiveEvent } from "./stream";

/** First parts of the keys under which answers are cached. */
export const keys = {
  presence: ["presence"],
  calls: ["calls"],
  call: (id: string) => ["call", id],
  callerOrders: (id: string) => ["caller-orders", id],
  orders: ["orders"],
  dispatch: ["dispatch"],
  deskOrder: (no: string) => ["desk-order", no],
  unit: ["unit"],
  callbacks: ["callbacks"],
  quality: ["quality"],
  order: (no: string) => ["order", no],
  workflow: ["workflow"],
  analysis: ["analysis"],
  reports: ["reports"],
  reportForms: ["report-forms"],
  figures: ["figures"],
  channels: ["channels"],
  channelSettings: (name: string) => ["channel-settings", name],
  channelAlarms: ["channel-alarms"],
  reconciliations: (name: string) => ["reconciliations", name],
  webhooks: ["webhooks"],
  targets: ["targets"],
  apiClients: ["api-clients"],
  deliveries: ["deliveries"],
  inbox: ["inbox"],
  inboxMessage: (id: number) => ["inbox-message", id],
  catalogue: (name: string) => ["catalogue", name],
} as const;

const GATHER_MS = 400;

/** The keys that `event` makes old; `segment` and `draft.proposed` carry their content and make nothing old. */
export function staleKeys(event: LiveEvent, userId: number): QueryKey[] {
  switch (event.topic) {
    case "agent.state":
      return event.subject === String(userId) ? [keys.presence] : [];
    case "call.started":
      return [keys.calls];
    case "call.offered":
    case "call.answered":
      return [keys.calls, keys.call(event.subject), keys.presence];
    case "call.ended":
    case "call.recorded":
    case "call.transcribed":
      return [keys.calls, keys.call(event.subject)];
    case "catalogue.changed":
      return [["catalogue"], keys.workflow];
    case "order.changed":
      return [
        keys.orders,
        keys.unit,
        keys.callbacks,
        keys.order(event.subject),
        keys.dispatch,
        keys.deskOrder(event.subject),
        ["caller-orders"],
        keys.calls,
      ];
    case "quality.changed":
      return [keys.quality, keys.figures];
    case "order.opened":
      return [keys.dispatch];
    case "suggestion.changed":
      return [keys.dispatch, ...[event.data.child_no, event.data.master_no].map((no) => keys.deskOrder(String(no)))];
    case "alarm":
      return event.subject.startsWith("channel:") ? [keys.channelAlarms, keys.channels] : [];
    case "hot.alert":
      return [keys.dispatch];
    case "attachment.scanned":
      return [keys.order(event.subject)];
    case "clock.warned":
    case "clock.overdue":
    case "clock.escalated":
      return [keys.dispatch, keys.orders, keys.unit, keys.order(event.subject)];
    default:
      return [];
  }
}

/** A listener that invalidates what events make old, at most every 400 ms. */
export function refresher(client: QueryClient, userId: number) {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    const stale = [...waiting.values()];
    waiting.clear();
    for (const queryKey of stale) void client.invalidateQueries({ queryKey });
  };
  return (event: LiveEvent) => {
    for (const key of staleKeys(event, userId)) waiting.set(JSON.stringify(key), key);
    if (waiting.size > 0) timer ??= setTimeout(flush, GATHER_MS);
  };
}
