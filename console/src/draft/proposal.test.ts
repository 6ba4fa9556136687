import { describe, expect, it } from "vitest";
import type { Advice } from "../api/types";
import { EMPTY_FORM } from "./autofill";
import { bodyOf, fieldsOfAdvice, proposalOf } from "./proposal";

const advice: Advice = {
  category: { code: "010203", path: ["甲", "乙", "丙"] },
  departments: { lead: { code: "XN1", name: "市住建局" }, assist: [{ code: "XN2", name: "咸安区" }], guidance: null },
  request_type: "投诉",
  urgency: "紧急",
  place: { code: "421202001", name: "咸安区温泉街道", span: [0, 2], confidence: 0.9 },
  confidence: 0.8,
  demand: true,
  title: "电梯困人",
  evidence: [],
  alternatives: [],
  model: "m",
};

describe("proposals", () => {
  it("become fields of the form", () => {
    expect(fieldsOfAdvice(advice)).toMatchObject({ category_code: "010203", lead_code: "XN1", assist_codes: ["XN2"] });
  });
  it("say nothing where there is no demand", () => {
    expect(fieldsOfAdvice({ ...advice, demand: false })).toEqual({});
  });
  it("come live with the departments that only the advice knows", () => {
    expect(proposalOf(advice, { title: "电梯", content: "电梯困人" })).toMatchObject({
      title: "电梯",
      content: "电梯困人",
      assist_codes: ["XN2"],
    });
    expect(proposalOf({ ...advice, demand: false }, { title: "你好", content: "你好", lead_code: "X" })).toEqual({
      content: "你好",
    });
  });
  it("send the place's code only with its own name, and no empty citizen", () => {
    const form = { ...EMPTY_FORM, place_text: "咸安区温泉街道" };
    expect(bodyOf(form, advice)).toMatchObject({ place_code: "421202001" });
    expect(bodyOf({ ...form, place_text: "别处" }, advice)).not.toHaveProperty("place_code");
    expect(bodyOf(form, null)).not.toHaveProperty("citizen_name");
    expect(bodyOf({ ...form, citizen_name: "王女士" }, null)).toMatchObject({ citizen_name: "王女士" });
  });
});
