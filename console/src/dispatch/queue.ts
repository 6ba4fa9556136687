/** Walking a queue: which order comes next when one has been done, and what a batch may do. */
import type { Order, QueueItem } from "../api/types";

type Numbered = Pick<QueueItem, "order_no">;

/** The order `step` places on; the first where none is chosen; the ends hold. */
export function stepped(items: readonly Numbered[], chosen: string | null, step: 1 | -1): string | null {
  const at = items.findIndex((item) => item.order_no === chosen);
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), items.length - 1);
  return items[next]?.order_no ?? chosen;
}

/** Where to go when the chosen order is done: the next one, at the end the one before, else nowhere. */
export function after(items: readonly Numbered[], done: string): string | null {
  const at = items.findIndex((item) => item.order_no === done);
  return (items[at + 1] ?? items[at - 1])?.order_no ?? null;
}

/** Whether a verb has brought an order out of the queue that it stood in: only then does the desk go on. */
export const movedOn = (before: Order, now: Order): boolean =>
  before.state !== now.state ||
  before.progress.pending_request !== now.progress.pending_request ||
  before.progress.pending_claim !== now.progress.pending_claim;

/** Verbs that are safe for many orders at once: they can be taken back, and each order has all that they need. */
export const BATCH: Partial<Record<string, "approve" | "dispatch">> = {
  review: "approve",
  waiting: "dispatch",
  pending: "dispatch",
};

export interface BatchResult {
  done: string[];
  failed: { order_no: string; why: string }[];
}

/** One order after the other, each by its own version; what fails is told and stays. */
export async function eachOf(
  items: readonly QueueItem[],
  act: (item: QueueItem) => Promise<unknown>,
  why: (error: unknown) => string,
): Promise<BatchResult> {
  const result: BatchResult = { done: [], failed: [] };
  for (const item of items) {
    try {
      await act(item);
      result.done.push(item.order_no);
    } catch (error) {
      result.failed.push({ order_no: item.order_no, why: why(error) });
    }
  }
  return result;
}
