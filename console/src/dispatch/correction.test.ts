import { describe, expect, it } from "vitest";
import type { Candidate, Order } from "../api/types";
import { changes, correctionOf, withPlace, withUnit } from "./correction";

const order = {
  category: { code: "120101", path: ["公用事业", "供水", "停水"] },
  departments: { lead: { code: "421202", name: "咸安区" }, assist: [{ code: "XNSZ006", name: "住建局" }] },
  parts: [],
  urgency: "一般",
  place_text: "永安街道",
  place_code: "421202003",
} as unknown as Order;

const unit: Candidate = {
  lead: { code: "XNSZ006", name: "住建局" },
  assist: [
    { code: "XNSZ006", name: "住建局" },
    { code: "421202", name: "咸安区" },
  ],
  guidance: { code: "XNSZ014", name: "城管委" },
  why: ["派单目录 D1"],
  returned: false,
};

describe("correction", () => {
  it("sends only what was changed", () => {
    const chosen = correctionOf(order);
    expect(changes(order, chosen)).toEqual({});
    expect(changes(order, { ...chosen, urgency: "紧急" })).toEqual({ urgency: "紧急" });
  });
  it("takes a unit with those that come along, itself not twice", () => {
    expect(changes(order, { ...correctionOf(order), ...withUnit(unit) })).toEqual({
      lead_code: "XNSZ006",
      assist_codes: ["421202"],
      guidance_code: "XNSZ014",
    });
  });
  it("drops the code of a place that is typed anew", () => {
    expect(changes(order, { ...correctionOf(order), ...withPlace("碧桂园") })).toEqual({ place_text: "碧桂园", place_code: null });
  });
});
