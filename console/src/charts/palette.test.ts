import { describe, expect, it } from "vitest";
import { contrast, DESK, lookOf, rampAt, WALL } from "./palette";

/** Machado, Oliveira, Fernandes (2009), severity 1: how dichromats see linear RGB. */
const SIGHT: Record<string, number[][]> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}; // prettier-ignore

const linear = (colour: string) =>
  [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });

/** CIE L*a*b* of linear sRGB. */
function lab([r = 0, g = 0, b = 0]: number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [
    f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505),
    f(0.2126 * r + 0.7152 * g + 0.0722 * b),
    f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const seen = (colour: string, matrix: number[][]) => {
  const rgb = linear(colour);
  return lab(matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, part, i) => sum + part * (rgb[i] ?? 0), 0)))));
};

const TOLD_APART = 10; // CIE76: well above what is just noticed (2.3)

describe("palette", () => {
  for (const [name, ground] of Object.entries({ DESK, WALL })) {
    for (const [sight, matrix] of Object.entries(SIGHT)) {
      it(`${name}: any two of the first five series are told apart with ${sight}`, () => {
        const colours = ground.series.slice(0, 5);
        for (const [i, one] of colours.entries())
          for (const other of colours.slice(i + 1)) {
            const [a, b] = [seen(one, matrix), seen(other, matrix)];
            const far = Math.hypot(...a.map((value, k) => value - (b[k] ?? 0)));
            expect(far, `${one} and ${other}`).toBeGreaterThan(TOLD_APART);
          }
      });
    }
    it(`${name}: words have a contrast of 4.5, warnings too`, () => {
      for (const colour of [ground.text, ground.quiet]) expect(contrast(colour, ground.paper)).toBeGreaterThan(4.5);
      expect(contrast(ground.warn, ground.paper)).toBeGreaterThan(4.5);
      expect(contrast(ground.bad, ground.paper)).toBeGreaterThan(3);
    });
    it(`${name}: words on the ramp can be read at every step`, () => {
      for (let step = 0; step <= 20; step += 1) {
        const { fill, words } = rampAt(step / 20, ground);
        expect(contrast(fill, words), fill).toBeGreaterThan(4.5);
      }
    });
  }
  it("gives no two neighbours the same symbol or line", () => {
    for (let n = 0; n < 6; n += 1) {
      expect(lookOf(n, DESK).symbol).not.toBe(lookOf(n + 1, DESK).symbol);
      expect(lookOf(n, DESK).dash).not.toBe(lookOf(n + 1, DESK).dash);
    }
  });
});
