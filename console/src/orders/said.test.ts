import { describe, expect, it } from "vitest";
import type { Order } from "../api/types";
import { field, WORKFLOW } from "../verbs/sample";
import { flowOf } from "../verbs/workflow";
import { heldBy, saidBy } from "./said";

const KINDS = [
  { value: "hazard", chinese: "安全隐患" },
  { value: "threat", chinese: "扬言" },
];
const FLOW = flowOf({
  ...WORKFLOW,
  fields: [...WORKFLOW.fields, field("content", "text"), field("risk_kind", "choice", { choices: KINDS }), field("solved", "choice")],
});
const NAMES = { department: (code: string) => `单位${code}`, category: (code: string) => `分类${code}` };
const step = (changes: Record<string, unknown>, verb = "edit") => saidBy({ verb, changes }, FLOW, NAMES).map(({ label, value }) => [label, value]);
const held = (progress: Partial<Order["progress"]>) =>
  heldBy(progress as Order["progress"], FLOW, NAMES).map(({ label, value }) => [label, value]);

describe("what a step tells", () => {
  it("has words for every kind of field", () => {
    expect(
      step({
        lead_code: [null, "421202"],
        units: [[], ["1", "2"]],
        kind_code: [null, "0101"],
        choice: ["a", "b"],
        told: [false, true],
        days: [null, 3],
        at: [null, "2026-11-23T02:30:00Z"],
      }),
    ).toEqual([
      ["字段lead_code", "单位421202"],
      ["字段choice", "乙"],
      ["字段told", "是"],
      ["字段days", "3"],
      ["字段at", "2026-11-23 10:30"],
      ["字段kind_code", "分类0101"],
      ["字段units", "单位1、单位2"],
    ]);
  });

  it("leaves out what is no field, what nobody reads, and the order's own form", () => {
    expect(step({ due_at: [null, "2026-11-23T02:30:00Z"], advice: [null, "***"], assignments: [[], []] })).toEqual([]);
    expect(step({ title: [null, "路灯"] }, "create")).toEqual([]);
  });

  it("tells what was taken away, and not what a verb loses by the way", () => {
    expect(step({ title: ["路灯", ""], choice: ["a", null] })).toEqual([["字段title", "（已清空）"]]);
  });

  it("tells of long and of sealed words only that they changed", () => {
    expect(step({ content: ["", "b"], caller_phone: ["***", "***"] })).toEqual([
      ["字段caller_phone", "（已修改）"],
      ["字段content", "（已填写）"],
    ]);
  });
});

describe("what holds of an order", () => {
  it("is what is there", () => {
    expect(held({ return_count: 0, is_anonymous: false, route_told: null, excluded_from: [] })).toEqual([]);
    expect(
      held({
        return_count: 2,
        risk_flags: ["hazard", "threat"],
        pending_request: "listing",
        pending_claim: "exclusion",
        first_contact_at: "2026-11-23T02:30:00Z",
        is_unreasonable: true,
        solved: "已解决",
      }),
    ).toEqual([
      ["风险标记", "安全隐患、扬言"],
      ["先行联系", "2026-11-23 10:30"],
      ["退单次数", "2"],
      ["待批申请", "挂账待批"],
      ["字段solved", "已解决"],
      ["待批的考核申请", "不纳入考核"],
      ["不合理诉求", "是"],
    ]);
  });
});
