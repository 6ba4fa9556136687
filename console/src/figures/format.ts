/** Figures as people read them: shares to two places, times in words, changes with their direction and whether that is good. */
import { zh } from "../strings";
import type { Better, FigureUnit, FigureValue } from "../api/types";

const MINUTE = 60;
const HOUR = 3_600;
const two = (value: number) => (value * 100).toFixed(2);

/** 8 -> "8.0 秒", 95 -> "1 分 35 秒", 7300 -> "2.0 小时". */
export function seconds(value: number): string {
  if (value < MINUTE) return zh.figures.units.seconds(value.toFixed(1));
  if (value >= HOUR) return zh.figures.units.hours((value / HOUR).toFixed(1));
  const whole = Math.round(value);
  return zh.figures.units.minutes(Math.floor(whole / MINUTE), whole % MINUTE);
}

/** A figure in its unit; a dash where there is none. */
export function shown(value: number | null | undefined, unit: FigureUnit): string {
  if (value === null || value === undefined) return "—";
  switch (unit) {
    case "percent":
      return `${two(value)}%`;
    case "seconds":
      return seconds(value);
    case "score":
      return value.toFixed(2);
    case "count":
      return value.toLocaleString("zh-CN");
  }
}

export interface Change {
  text: string;
  /** What it means for the city, for the colour; the text says the direction. */
  sense: "good" | "bad" | "even";
}

/** A change against another period: of shares in points, of the rest relative; null where there is none to tell. */
export function change(by: number | null | undefined, unit: FigureUnit, better: Better): Change | null {
  if (by === null || by === undefined) return null;
  const size = two(Math.abs(by));
  if (Number(size) === 0) return { text: zh.figures.even, sense: "even" };
  const arrow = by > 0 ? "▲" : "▼";
  const text = `${arrow} ${unit === "percent" ? zh.figures.points(size) : `${size}%`}`;
  if (better === "neither") return { text, sense: "even" };
  return { text, sense: by > 0 === (better === "higher") ? "good" : "bad" };
}

/** Why there is no number, or what to know of it; null where there is nothing to say. */
export function remark(value: FigureValue | undefined, least: number): string | null {
  if (!value) return zh.figures.absent;
  if (value.value === null) return zh.figures.noDenominator;
  if (value.small_sample) return zh.figures.smallSample(value.denominator ?? value.numerator, least);
  return null;
}
