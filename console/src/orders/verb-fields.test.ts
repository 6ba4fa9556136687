import { describe, expect, it } from "vitest";
import type { Order, VerbState } from "../api/types";
import { fieldsFor, offered } from "./verb-fields";

const verb = (name: string, required: string[]): VerbState => ({ verb: name, chinese: name, allowed: true, why_not: "", required, takes: [] });
const order = (lead: Order["lead"]) => ({ departments: { lead, assist: [] } }) as unknown as Order;

describe("fieldsFor", () => {
  it("asks for the lead department only where there is none", () => {
    const dispatch = verb("dispatch", ["title", "content", "lead_code"]);
    expect(fieldsFor(dispatch, order(null))).toEqual([{ field: "lead_code", required: true }]);
    expect(fieldsFor(dispatch, order({ code: "X", name: "甲" }))).toEqual([]);
  });
  it("asks for the reply, and lets the public one be said along", () => {
    expect(fieldsFor(verb("reply", ["reply_text"]), order(null))).toEqual([
      { field: "reply_text", required: true },
      { field: "public_reply_text", required: false },
    ]);
  });
  it("asks for nothing where nothing is needed", () => {
    expect(fieldsFor(verb("sign", []), order(null))).toEqual([]);
  });
});

describe("offered", () => {
  it("keeps the main line in sight, closed or not", () => {
    expect(offered({ ...verb("sign", []), allowed: false, why_not: "工单处于“草稿”，不能签收" })).toBe(true);
  });
  it("leaves out what may not be done, and what no dialog can ask for", () => {
    expect(offered({ ...verb("urge", ["reason"]), allowed: false })).toBe(false);
    expect(offered(verb("urge", ["reason"]))).toBe(true);
    expect(offered(verb("list", ["plan", "committed_at"]))).toBe(false);
  });
});
