import { describe, expect, it } from "vitest";
import type { Evidence } from "../api/types";
import { grouped } from "./evidence";

const reason = (kind: Evidence["kind"], detail: string): Evidence => ({ kind, detail, weight: 1, span: null, ref: "" });

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
