import { describe, expect, it } from "vitest";
import { dayOf, daysOf, keptSearch, searchWith, stepOf, viewOf } from "./view";

const NOW = Date.parse("2026-11-27T17:30:00Z"); // already the 28th in Shanghai

describe("a view's period", () => {
  it("is counted in Shanghai", () => {
    expect(dayOf(NOW)).toBe("2026-11-28");
    expect(daysOf("yesterday", dayOf(NOW))).toEqual({ begin: "2026-11-27", end: "2026-11-27" });
  });
  it("begins a week on Monday, a quarter in its first month, and knows leap years and turns of the year", () => {
    expect(daysOf("week", "2026-11-29")).toEqual({ begin: "2026-11-23", end: "2026-11-29" });
    expect(daysOf("week", "2026-11-23").begin).toBe("2026-11-23");
    expect(daysOf("quarter", "2026-11-27").begin).toBe("2026-10-01");
    expect(daysOf("quarter", "2026-03-31").begin).toBe("2026-01-01");
    expect(daysOf("last_month", "2028-03-31")).toEqual({ begin: "2028-02-01", end: "2028-02-29" });
    expect(daysOf("last_month", "2026-01-05")).toEqual({ begin: "2025-12-01", end: "2025-12-31" });
    expect(daysOf("last_year", "2026-01-05")).toEqual({ begin: "2025-01-01", end: "2025-12-31" });
  });
  it("comes from the address; what makes no sense falls back", () => {
    const of = (text: string) => viewOf(new URLSearchParams(text), "today", dayOf(NOW));
    expect(of("begin=2026-01-01&end=2026-01-31&district=421202")).toEqual({
      begin: "2026-01-01",
      end: "2026-01-31",
      period: null,
      filters: { district: "421202" },
    });
    expect(of("begin=2026-02-01&end=2026-01-31").period).toBe("today");
    expect(of("begin=2026-13-99&end=later").period).toBe("today");
    expect(of("period=never").period).toBe("today");
    expect(of("period=month").begin).toBe("2026-11-01");
  });
  it("drops the days when a named period is chosen, and the other way round", () => {
    const days = searchWith(new URLSearchParams("period=month&unit=A"), { begin: "2026-01-01", end: "2026-01-02" });
    expect(days.toString()).toBe("unit=A&begin=2026-01-01&end=2026-01-02");
    expect(searchWith(days, { period: "week", unit: null }).toString()).toBe("period=week");
    expect(keptSearch(new URLSearchParams("period=week&metric=x&unit=A&cursor=9"))).toBe("?period=week&unit=A");
  });
  it("is drawn by hour, day, week or month", () => {
    const step = (begin: string, end: string) => stepOf({ begin, end });
    expect(step("2026-11-27", "2026-11-27")).toBe("hour");
    expect(step("2026-11-01", "2026-11-27")).toBe("day");
    expect(step("2026-09-01", "2026-11-27")).toBe("week");
    expect(step("2026-01-01", "2026-11-27")).toBe("month");
  });
});
