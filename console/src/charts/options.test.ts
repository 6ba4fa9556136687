import { describe, expect, it } from "vitest";
import { bars, curves, tileMap, type Look } from "./options";
import { DESK } from "./palette";

const look: Look = { ground: DESK, scale: 1, write: (value) => `${value} 件` };

interface Drawn {
  series: { color?: string; symbol?: string; data: unknown[]; lineStyle?: { type: string } }[];
}

describe("drawings", () => {
  it("gives each curve its own colour, symbol and line; the compared period has its curve's colour, without symbol", () => {
    const drawn = curves(["00", "01"], [
      { name: "来电", values: [1, null] },
      { name: "接通", values: [1, 0] },
      { name: "来电（上期）", values: [2, 2], shadowOf: 0 },
    ], look) as unknown as Drawn; // prettier-ignore
    const [one, two, shadow] = drawn.series;
    expect(new Set([one?.color, two?.color]).size).toBe(2);
    expect(one?.symbol).not.toBe(two?.symbol);
    expect(one?.lineStyle?.type).not.toBe(two?.lineStyle?.type);
    expect([shadow?.color, shadow?.symbol]).toEqual([one?.color, "none"]);
    expect(one?.data).toEqual([1, null]); // a gap stays a gap
  });
  it("draws a bar with a small sample hollow", () => {
    const drawn = bars([{ name: "甲", value: 3, weak: false }, { name: "乙", value: 2, weak: true }], "派单量", look) as unknown as Drawn; // prettier-ignore
    const [full, hollow] = drawn.series[0]?.data as { itemStyle: { borderType?: string } }[];
    expect(full?.itemStyle.borderType).toBeUndefined();
    expect(hollow?.itemStyle.borderType).toBe("dashed");
  });
  it("writes name and number on every tile, also where there is none", () => {
    const drawn = tileMap([{ code: "421202", name: "咸安区", value: 5 }, { code: "421281", name: "赤壁市", value: null }], "受理", look) as unknown as Drawn; // prettier-ignore
    expect((drawn.series[0]?.data as { words: string }[]).map(({ words }) => words)).toEqual(["咸安区\n5 件", "赤壁市\n—"]);
  });
});
