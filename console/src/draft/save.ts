/** Writes a form into its order: a new draft, the call's own draft, or one that was opened before. */
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { Advice, FormFields, Order } from "../api/types";
import { sameValue } from "./autofill";
import { bodyOf, fieldsOfOrder, type OrderBody } from "./proposal";

export interface Target {
  orderNo: string | null;
  version: number | null;
  conversationId: string | null;
  /** At the desk: the platform adds to a call's draft too (transcript, proposal), and the agent's words win over those. */
  insist?: boolean;
}

const holds = (order: Order, body: OrderBody) => {
  const stored: object = fieldsOfOrder(order);
  return (
    body.citizen_name === undefined &&
    Object.entries(stored).every(([name, value]) => name === "citizen_name" || sameValue(value, body[name as keyof OrderBody]))
  );
};

async function edit(orderNo: string, version: number, body: OrderBody, insist: boolean): Promise<Order> {
  try {
    return await orders.edit(orderNo, version, body);
  } catch (error) {
    if (!insist || Problem.of(error).code !== "version-conflict") throw error;
    const fresh = await orders.get(orderNo);
    if (fresh.state !== "draft") throw error;
    return orders.edit(orderNo, fresh.version, body);
  }
}

export async function save(form: FormFields, advice: Advice | null, target: Target): Promise<Order> {
  const body = bodyOf(form, advice);
  const { orderNo, version, conversationId, insist = false } = target;
  if (orderNo !== null && version !== null) return edit(orderNo, version, body, insist);
  const order = await orders.create(body, conversationId);
  // One order a call: where the call has its draft already, that one came back unchanged.
  return conversationId === null || holds(order, body) ? order : edit(order.order_no, order.version, body, insist);
}

export async function dispatch(order: Order): Promise<Order> {
  return orders.apply(order.order_no, "dispatch", order.version);
}
