import { describe, expect, it } from "vitest";
import type { Segment } from "../api/types";
import { EMPTY, lines, merge, mergeStored } from "./merge";

const segment = (over: Partial<Segment>): Segment => ({
  id: null,
  speaker: "caller",
  start: 0,
  end: 1,
  text: "您好",
  confidence: 0.9,
  final: true,
  ...over,
});
const texts = (all: Segment[]) => lines(all.reduce(merge, EMPTY)).map((line) => line.text);

describe("merge", () => {
  it("replaces a speaker's partial by the next one, and by its final", () => {
    const heard = [
      segment({ final: false, text: "路灯", end: 0.5 }),
      segment({ final: false, text: "路灯坏了", end: 1 }),
      segment({ id: 7, text: "路灯坏了三天", end: 1.4 }),
    ];
    expect(texts(heard.slice(0, 2))).toEqual(["路灯坏了"]);
    expect(texts(heard)).toEqual(["路灯坏了三天"]);
  });

  it("keeps the other speaker's partial", () => {
    const heard = [
      segment({ final: false, text: "我要", start: 2 }),
      segment({ id: 1, speaker: "agent", text: "请讲", start: 1, end: 1.5 }),
    ];
    expect(texts(heard)).toEqual(["请讲", "我要"]);
  });

  it("keeps a partial that begins after the final that came in", () => {
    const heard = [
      segment({ final: false, text: "第二句", start: 3, end: 4 }),
      segment({ id: 1, text: "第一句", start: 0, end: 2.5 }),
    ];
    expect(texts(heard)).toEqual(["第一句", "第二句"]);
  });

  it("drops a partial that comes after its final", () => {
    const heard = [segment({ id: 1, text: "说完了", end: 2 }), segment({ final: false, text: "说完", end: 1.8 })];
    expect(texts(heard)).toEqual(["说完了"]);
  });

  it("shows a segment once that comes twice, and takes its newer text", () => {
    const heard = [segment({ id: 1, text: "城东" }), segment({ id: 1, text: "城东路" })];
    expect(texts(heard)).toEqual(["城东路"]);
    expect(texts([segment({ text: "甲" }), segment({ text: "甲", start: 0.01 })])).toEqual(["甲"]);
  });

  it("orders by time whatever the order of arrival", () => {
    const heard = [segment({ id: 2, text: "二", start: 5, end: 6 }), segment({ id: 1, text: "一", start: 1, end: 2 })];
    expect(texts(heard)).toEqual(["一", "二"]);
  });

  it("withdraws a partial when its final has no words", () => {
    expect(texts([segment({ final: false, text: "嗯" }), segment({ text: "", end: 2 })])).toEqual([]);
  });
});

describe("mergeStored", () => {
  const live = merge(EMPTY, segment({ id: 1, text: "实时的" }));
  it("adds what was stored before the page was opened", () => {
    const all = mergeStored(live, [segment({ id: 1, text: "实时的" }), segment({ id: 2, text: "早先的", start: 3, end: 4 })]);
    expect(lines(all).map((line) => line.text)).toEqual(["实时的", "早先的"]);
  });
  it("lets the recording's own transcript win", () => {
    const all = mergeStored(live, [segment({ id: 9, text: "录音的", start: 0.2 })], true);
    expect(lines(all).map((line) => line.text)).toEqual(["录音的"]);
  });
});
