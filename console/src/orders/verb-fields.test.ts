import { describe, expect, it } from "vitest";
import type { Order, VerbState } from "../api/types";
import { fieldsFor } from "./verb-fields";

const verb = (name: string, required: string[]): VerbState => ({ verb: name, chinese: name, allowed: true, why_not: "", required });
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
