import { describe, expect, it, vi } from "vitest";
import type { Order, QueueItem } from "../api/types";
import { after, eachOf, movedOn, stepped } from "./queue";

const items = ["A", "B", "C"].map((order_no) => ({ order_no }) as QueueItem);

describe("queue", () => {
  it("steps and holds at the ends", () => {
    expect(stepped(items, null, 1)).toBe("A");
    expect(stepped(items, "A", 1)).toBe("B");
    expect(stepped(items, "C", 1)).toBe("C");
    expect(stepped(items, "A", -1)).toBe("A");
    expect(stepped([], "X", 1)).toBe("X");
  });
  it("goes on to the next, at the end back, at last nowhere", () => {
    expect(after(items, "B")).toBe("C");
    expect(after(items, "C")).toBe("B");
    expect(after(items.slice(0, 1), "A")).toBeNull();
  });
  it("knows when an order has left", () => {
    const order = (state: string, pending_request: string | null) => ({ state, progress: { pending_request } }) as Order;
    expect(movedOn(order("draft", null), order("dispatched", null))).toBe(true);
    expect(movedOn(order("handling", "extension"), order("handling", null))).toBe(true);
    expect(movedOn(order("draft", null), order("draft", null))).toBe(false);
  });
  it("does a batch one by one and tells what failed", async () => {
    const act = vi.fn((item: QueueItem) => (item.order_no === "B" ? Promise.reject(new Error("冲突")) : Promise.resolve()));
    const result = await eachOf(items, act, (error) => (error as Error).message);
    expect(result).toEqual({ done: ["A", "C"], failed: [{ order_no: "B", why: "冲突" }] });
    expect(act).toHaveBeenCalledTimes(3);
  });
});
