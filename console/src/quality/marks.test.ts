import { describe, expect, it } from "vitest";
import type { ScoreItem } from "../api/types";
import { begun, filled, lacking, outcome } from "./marks";

const item = (code: string, points: number, given?: number): ScoreItem => ({
  code,
  name: `项目${code}`,
  points,
  fatal: points === 0,
  standard: "",
  given: given ?? null,
});
const SHEET = [item("A", 30), item("B", 60), item("X", 0)];

describe("marks", () => {
  it("begin without a mark and without anything fatal", () => {
    expect(begun(SHEET)).toEqual({ X: 0 });
    expect(lacking(SHEET, begun(SHEET)).map(({ code }) => code)).toEqual(["A", "B"]);
    expect(outcome(SHEET, begun(SHEET), 80)).toBeNull();
  });
  it("begin with those that were given before", () => {
    expect(begun([item("A", 30, 12), item("X", 0, 1)])).toEqual({ A: 12, X: 1 });
  });
  it("are filled with all points where there are none yet", () => {
    expect(filled(SHEET, { A: 0, X: 1 })).toEqual({ A: 0, B: 60, X: 1 });
  });
  it("come to a hundred, rounded as the server rounds", () => {
    expect(outcome(SHEET, { A: 12, B: 60, X: 0 }, 80)).toEqual({ score: 80, passed: true });
    expect(outcome(SHEET, { A: 11, B: 60, X: 0 }, 80)).toEqual({ score: 78.9, passed: false });
    expect(outcome([item("A", 80)], { A: 1 }, 1)).toEqual({ score: 1.3, passed: true }); // 1.25
    expect(outcome([item("A", 8)], { A: 5 }, 62)).toEqual({ score: 62.5, passed: true });
  });
  it("fail where something fatal happened, whatever else they are", () => {
    expect(outcome(SHEET, { A: 30, B: 60, X: 1 }, 80)).toEqual({ score: 0, passed: false });
  });
});
