import { describe, expect, it } from "vitest";
import type { Evidence } from "../api/types";
import { grouped, spansIn } from "./evidence";

const reason = (kind: Evidence["kind"], detail: string, span: [number, number] | null = null): Evidence => ({
  kind,
  detail,
  weight: 1,
  span,
  ref: "",
});

describe("spansIn", () => {
  const evidence = [reason("words", "路灯", [2, 4]), reason("place", "咸安区温泉", [0, 2]), reason("rule", "兜底")];
  it("points to the words of the reasons", () => {
    expect(spansIn("温泉路灯坏了", evidence)).toEqual([
      [2, 4],
      [0, 2],
    ]);
  });
  it("marks nothing wrong in a text that was edited since", () => {
    expect(spansIn("市民反映：温泉路灯坏了", evidence)).toEqual([]);
    expect(spansIn("", evidence)).toEqual([]);
  });
});

describe("grouped", () => {
  it("puts the words into one line, each once, and keeps the rest apart", () => {
    const lines = grouped([
      reason("rule", "属地"),
      reason("words", "路灯"),
      reason("place", "温泉"),
      reason("words", "坏了"),
      reason("words", "路灯"),
      reason("rule", "兜底"),
    ]);
    expect(lines).toEqual([
      { kind: "rule", details: ["属地"] },
      { kind: "words", details: ["路灯", "坏了"] },
      { kind: "place", details: ["温泉"] },
      { kind: "rule", details: ["兜底"] },
    ]);
  });
});
