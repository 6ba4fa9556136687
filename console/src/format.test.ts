import { describe, expect, it } from "vitest";
import { between, duration, instant, percent } from "./format";

describe("format", () => {
  it("shows instants in the city's zone", () => {
    expect(instant("2026-12-31T16:30:00Z")).toBe("2027-01-01 00:30");
    expect(instant(null)).toBe("—");
  });
  it("shows durations", () => {
    expect([duration(0), duration(67.9), duration(3723)]).toEqual(["0:00", "1:07", "1:02:03"]);
    expect(duration(-3)).toBe("0:00");
  });
  it("measures between instants", () => {
    expect(between("2026-11-23T00:00:00Z", "2026-11-23T00:01:30Z")).toBe(90);
    expect(between("2026-11-23T00:00:00Z", null)).toBeNull();
  });
  it("rounds percentages", () => expect(percent(0.876)).toBe("88%"));
});
