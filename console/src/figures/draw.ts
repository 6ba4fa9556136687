/** From a table of figures to a drawing: which points there are, in which order, and what stands behind each. */
import { bars, curves, tileMap, type Curve, type Look } from "../charts/options";
import type { EChartsCoreOption } from "echarts/core";
import type { FigureDefinition, FigureDimension, FigureRow, Figures, FigureUnit } from "../api/types";
import { zh } from "../strings";
import { isAhead, keysOf, labelOf, type Step } from "./axis";
import { shown } from "./format";
import { withCounties, type County } from "./useCounties";
import type { Days } from "./view";

export interface Point {
  metric: string;
  by: FigureDimension;
  key: string;
  label: string;
}

export interface Drawing {
  option: EChartsCoreOption;
  /** What a click on point `index` of series `series` means; null: nothing behind it. */
  pointAt: (series: number, index: number) => Point | null;
  /** How many of how many are drawn. */
  drawn: number;
  all: number;
}

export type Sight = Omit<Look, "write">;

const byKey = (rows: readonly FigureRow[]) => new Map(rows.map((row) => [row.key, row]));

/** How values are written, shorter at the axis; shares that are mostly high stand before the whole. */
function axisOf(unit: FigureUnit, lines: readonly Curve[]): Pick<Look, "write" | "tick" | "most"> {
  const write = (value: number) => shown(value, unit);
  if (unit !== "percent") return { write };
  const highest = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return { write, tick: (value) => `${Number((value * 100).toFixed(1))}%`, ...(highest > 0.5 ? { most: 1 } : {}) };
}

/** Metrics of one unit over time; of a single one also the period before. */
export function drawCurve(figures: Figures, metrics: FigureDefinition[], step: Step, days: Days, now: { day: string; hour: string }, sight: Sight): Drawing {
  const keys = keysOf(step, days);
  const rows = byKey(figures.rows);
  const valuesOf = (metric: FigureDefinition) =>
    keys.map((key) => {
      if (isAhead(step, key, days, now)) return null;
      const value = rows.get(key)?.values[metric.key]?.value;
      return value ?? (metric.unit === "count" ? 0 : null);
    });
  const lines: Curve[] = metrics.map((metric) => ({ name: metric.name, values: valuesOf(metric) }));
  const [first] = metrics;
  const before = first ? keys.map((key) => rows.get(key)?.values[first.key]?.previous ?? null) : [];
  if (first && before.some((value) => value !== null)) lines.push({ name: zh.figures.shadow(first.name), values: before, shadowOf: 0 });
  const labels = keys.map((key) => labelOf(step, key));
  return {
    option: curves(labels, lines, { ...sight, ...axisOf(first?.unit ?? "count", lines) }),
    pointAt: (series, index) => {
      const [metric, key, label] = [metrics[series], keys[index], labels[index]];
      return metric && key !== undefined && label !== undefined ? { metric: metric.key, by: step, key, label } : null;
    },
    drawn: keys.length,
    all: keys.length,
  };
}

/** The rows by size, those without a number left out. */
export function largest(figures: Figures, metric: string, most: number): { rows: FigureRow[]; all: number } {
  const rows = figures.rows
    .filter(({ values }) => (values[metric]?.value ?? 0) > 0)
    .sort((a, b) => (b.values[metric]?.value ?? 0) - (a.values[metric]?.value ?? 0));
  return { rows: rows.slice(0, most), all: rows.length };
}

export function drawBars(figures: Figures, metric: FigureDefinition, by: FigureDimension, most: number, sight: Sight): Drawing {
  const { rows, all } = largest(figures, metric.key, most);
  const items = rows.map(({ label, values }) => ({
    name: label,
    value: values[metric.key]?.value ?? null,
    weak: values[metric.key]?.small_sample ?? false,
  }));
  return {
    option: bars(items, metric.name, { ...sight, write: (value) => shown(value, metric.unit) }),
    pointAt: (_, index) => {
      const row = rows[index];
      return row ? { metric: metric.key, by, key: row.key, label: row.label } : null;
    },
    drawn: rows.length,
    all,
  };
}

export function drawTiles(figures: Figures, metric: FigureDefinition, by: FigureDimension, counties: readonly County[], sight: Sight): Drawing {
  const counted = figures.rows.map(({ key, label, values }) => ({ code: key, name: label, value: values[metric.key]?.value ?? null }));
  const none = metric.unit === "count" ? 0 : null;
  const items = withCounties(counted, ({ code }) => code, counties, ({ code, name }) => ({ code, name, value: none }));
  return {
    option: tileMap(items, metric.name, { ...sight, write: (value) => shown(value, metric.unit) }),
    pointAt: (_, index) => {
      const item = items[index];
      return item ? { metric: metric.key, by, key: item.code, label: item.name } : null;
    },
    drawn: items.length,
    all: items.length,
  };
}
