/**
 * Colours that people with any kind of colour blindness tell apart: Okabe and Ito, "Color Universal Design" (2008), without
 * the yellow on a light ground, where it has too little contrast. Colour never stands alone: each series also has a symbol, a
 * kind of line and a pattern (`aria.decal`), and its name or number is written.
 */

export interface Ground {
  /** Behind the chart, and in a saved picture. */
  paper: string;
  text: string;
  quiet: string;
  line: string;
  series: readonly string[];
  /** From few to many: one hue, getting stronger, so that it reads in grey too. */
  ramp: readonly [string, string];
  good: string;
  warn: string;
  bad: string;
}

export const DESK: Ground = {
  paper: "#ffffff",
  text: "#1c2530",
  quiet: "#4a5563",
  line: "#d5dbe3",
  series: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"],
  ramp: ["#eaf2fa", "#0b4a8f"],
  good: "#0072b2",
  warn: "#a35c00",
  bad: "#d55e00",
};

export const WALL: Ground = {
  paper: "#0a1626",
  text: "#f2f6fb",
  quiet: "#a9bbd0",
  line: "#2b3f58",
  series: ["#56b4e9", "#e69f00", "#2fd0a0", "#f0e442", "#cc79a7", "#ff8a3d", "#ffffff"],
  ramp: ["#15304d", "#56b4e9"],
  good: "#56b4e9",
  warn: "#f0e442",
  bad: "#ff8a3d",
};

const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"] as const;
const DASHES = ["solid", "dashed", "dotted"] as const;

/** How the series with this number looks; after the last one it begins again. */
export function lookOf(number: number, ground: Ground) {
  return {
    color: ground.series[number % ground.series.length] ?? ground.text,
    symbol: SYMBOLS[number % SYMBOLS.length] ?? "circle",
    dash: DASHES[number % DASHES.length] ?? "solid",
  };
}

const channels = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** Relative luminance (WCAG 2.2) of "#rrggbb". */
export function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast (WCAG 2.2) of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour of the ramp at `share` (0 to 1), and that of words upon it. */
export function rampAt(share: number, ground: Ground): { fill: string; words: string } {
  const [from, to] = ground.ramp.map(channels);
  const at = Math.min(1, Math.max(0, share));
  const fill = `#${(from ?? []).map((low, i) => Math.round(low + ((to?.[i] ?? low) - low) * at).toString(16).padStart(2, "0")).join("")}`;
  return { fill, words: contrast(fill, "#ffffff") >= contrast(fill, "#000000") ? "#ffffff" : "#000000" };
}
