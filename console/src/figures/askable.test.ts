import { describe, expect, it } from "vitest";
import type { FigureDefinition } from "../api/types";
import { askable, dimensionOf } from "./askable";

const metric = (key: string, by: FigureDefinition["by"]): FigureDefinition => ({
  key,
  name: key,
  group: "受理",
  unit: "count",
  better: "neither",
  formula: "",
  counted_by: "",
  clause: "",
  exclusions: "",
  least: 0,
  version: 1,
  by,
  details: {},
  numerator: [],
  denominator: [],
  sql: "",
  rows: [],
});

const all = new Map(
  [metric("requests", ["county", "category1", "category2", "channel"]), metric("calls", ["hour", "agent"])].map((each) => [each.key, each]),
);
const names = new Map([["county", "县市区"]]);

describe("what can be asked", () => {
  it("leaves out what cannot be split or filtered so, and says why", () => {
    const { asked, left } = askable(["requests", "calls", "no-such"], all, "county", {}, names);
    expect(asked.map(({ key }) => key)).toEqual(["requests"]);
    expect(left.map(({ why }) => why)).toEqual(["不能按县市区分"]);
  });
  it("knows which level a code filters by", () => {
    expect(["02", "0204", "020404"].map((code) => dimensionOf("category", code))).toEqual(["category1", "category2", "category3"]);
    expect(["421202", "421202001"].map((code) => dimensionOf("district", code))).toEqual(["county", "town"]);
    const { left } = askable(["requests", "calls"], all, null, { category: "0204", channel: "phone" }, names);
    expect(left.map(({ definition, why }) => [definition.key, why])).toEqual([["calls", "不能按诉求分类、受理渠道筛选，请清除该条件后再看"]]);
  });
});
