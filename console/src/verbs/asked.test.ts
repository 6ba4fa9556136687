import { describe, expect, it } from "vitest";
import { bodyOf, initialOf, questionsOf, rebased } from "./asked";
import { FLOW, order, state } from "./sample";

const namesOf = (asked: { name: string }[]) => asked.map(({ name }) => name);

describe("what a verb asks for", () => {
  it("asks openly for what it needs and takes, and folds the remarks away", () => {
    const verb = state("reply", { required: ["reply_text"], takes: ["reply_text", "choice"] });
    const { open, along } = questionsOf(verb, order(), FLOW);
    expect(namesOf(open)).toEqual(["reply_text", "choice"]);
    expect(open.map(({ required }) => required)).toEqual([true, false]);
    expect(namesOf(along)).toEqual(["reason", "text"]);
  });
  it("asks openly for a reason that is needed", () => {
    const { open } = questionsOf(state("cancel", { required: ["reason"] }), order(), FLOW);
    expect(open).toMatchObject([{ name: "reason", required: true }]);
  });
  it("folds away what the order's form holds already, by the name of the request", () => {
    const verb = state("dispatch", { required: ["title", "lead_code"], takes: ["title", "lead_code", "caller_phone", "advice"] });
    const whole = questionsOf(verb, order(), FLOW);
    expect(namesOf(whole.open)).toEqual([]);
    expect(namesOf(whole.along)).toEqual(["title", "lead_code", "citizen_phone", "reason", "text"]);
    const without = questionsOf(verb, order({ departments: { lead: null, assist: [] } }), FLOW);
    expect(namesOf(without.open)).toEqual(["lead_code"]);
  });
  it("says what is missing and cannot be given with the verb", () => {
    const verb = state("approve", { required: ["title"] });
    expect(questionsOf(verb, order({ title: "" }), FLOW).lacking).toEqual(["字段title"]);
    expect(questionsOf(verb, order(), FLOW).lacking).toEqual([]);
  });
  it("shows the remarks where there is nothing else", () => {
    expect(namesOf(questionsOf(state("close"), order(), FLOW).open)).toEqual(["reason", "text"]);
  });
});

describe("what is sent", () => {
  const verb = state("reply", { required: ["reply_text"], takes: ["reply_text", "choice", "units", "flag"] });
  const before = order({ reply_text: "旧", progress: { choice: "a" } });
  const questions = questionsOf(verb, before, FLOW);
  const initial = initialOf(questions, before);

  it("begins with what the order holds", () => expect(initial).toEqual({ reply_text: "旧", choice: "a" }));
  it("sends only what was changed, trimmed", () => {
    expect(bodyOf(questions, initial, { ...initial, reply_text: " 新 ", flag: false })).toEqual({ reply_text: "新", flag: false });
  });
  it("empties a field as the API wants it", () => {
    expect(bodyOf(questions, initial, { reply_text: "", choice: undefined, units: [] })).toEqual({ reply_text: "", choice: null });
  });
  it("keeps over a newer order what was typed, and lets the rest follow", () => {
    expect(rebased({ a: 1, b: "x" }, { a: 2, b: "y", c: "z" }, { a: 1, b: "mine" })).toEqual({ a: 2, b: "mine", c: "z" });
  });
});
