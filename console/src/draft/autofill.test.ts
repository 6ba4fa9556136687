import { describe, expect, it } from "vitest";
import { adopt, differing, edit, EMPTY_DRAFT, EMPTY_FORM, fromOrder, missing, propose } from "./autofill";

describe("the form that fills itself", () => {
  it("takes a proposal into fields that nobody touched", () => {
    const draft = propose(EMPTY_DRAFT, { title: "路灯不亮", category_code: "010101" });
    expect(draft.values).toMatchObject({ title: "路灯不亮", category_code: "010101", content: "" });
  });

  it("never overwrites what the agent typed, and shows the proposal beside it", () => {
    let draft = edit(EMPTY_DRAFT, { title: "长安大道路灯" });
    draft = propose(draft, { title: "路灯不亮", place_text: "长安大道" });
    expect(draft.values.title).toBe("长安大道路灯");
    expect(draft.values.place_text).toBe("长安大道");
    expect(differing(draft)).toEqual(["title"]);
  });

  it("respects a field that the agent emptied on purpose", () => {
    let draft = propose(EMPTY_DRAFT, { place_text: "温泉" });
    draft = edit(draft, { place_text: "" });
    draft = propose(draft, { place_text: "温泉街道" });
    expect(draft.values.place_text).toBe("");
    expect(differing(draft)).toEqual(["place_text"]);
  });

  it("lets the agent adopt a proposal, after which the field follows again", () => {
    let draft = propose(edit(EMPTY_DRAFT, { title: "甲" }), { title: "乙" });
    draft = adopt(draft, "title");
    expect(draft.values.title).toBe("乙");
    expect(propose(draft, { title: "丙" }).values.title).toBe("丙");
  });

  it("has nothing to adopt where nothing was proposed", () => {
    expect(adopt(EMPTY_DRAFT, "title")).toBe(EMPTY_DRAFT);
  });

  it("never empties a field by an empty proposal", () => {
    const draft = propose(propose(EMPTY_DRAFT, { lead_code: "XNSZ014", title: "甲" }), {
      lead_code: null,
      title: "",
      assist_codes: [],
    });
    expect(draft.values).toMatchObject({ lead_code: "XNSZ014", title: "甲" });
  });

  it("compares assisting departments as a set", () => {
    const draft = propose(edit(EMPTY_DRAFT, { assist_codes: ["b", "a"] }), { assist_codes: ["a", "b"] });
    expect(differing(draft)).toEqual([]);
  });

  it("keeps a stored order's values against later proposals, and fills its gaps", () => {
    const draft = propose(fromOrder({ ...EMPTY_FORM, title: "已存标题" }), { title: "新", content: "新内容" });
    expect(draft.values).toMatchObject({ title: "已存标题", content: "新内容" });
  });

  it("tells what dispatching still needs", () => {
    expect(missing({ ...EMPTY_FORM, title: "甲", content: "乙" })).toEqual(["lead_code"]);
    expect(missing({ ...EMPTY_FORM, title: "甲", content: "乙", lead_code: "X" })).toEqual([]);
  });
});
