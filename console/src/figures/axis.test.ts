import { describe, expect, it } from "vitest";
import { isAhead, keysOf, labelOf } from "./axis";

describe("a time axis", () => {
  it("has every hour, day, week (from its Monday) and month", () => {
    expect(keysOf("hour", { begin: "2026-11-27", end: "2026-11-27" })).toHaveLength(24);
    expect(keysOf("day", { begin: "2028-02-27", end: "2028-03-01" })).toEqual(["2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"]);
    expect(keysOf("week", { begin: "2026-11-05", end: "2026-11-16" })).toEqual(["2026-11-02", "2026-11-09", "2026-11-16"]);
    expect(keysOf("month", { begin: "2025-11-20", end: "2026-02-01" })).toEqual(["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]);
  });
  it("is labelled shortly", () => {
    expect([labelOf("hour", "08"), labelOf("day", "2026-11-27"), labelOf("week", "2026-11-23"), labelOf("month", "2026-11-01")]).toEqual([
      "08时", "11-27", "11-23 周", "2026-11",
    ]); // prettier-ignore
  });
  it("knows what lies ahead", () => {
    const now = { day: "2026-11-27", hour: "14" };
    const today = { begin: "2026-11-27", end: "2026-11-27" };
    expect([isAhead("hour", "14", today, now), isAhead("hour", "15", today, now)]).toEqual([false, true]);
    expect(isAhead("hour", "15", { begin: "2026-11-26", end: "2026-11-26" }, now)).toBe(false);
    expect(isAhead("day", "2026-11-28", today, now)).toBe(true);
  });
});
