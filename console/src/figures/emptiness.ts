/** Why a chart shows nothing. */
import type { FigureDefinition, Figures } from "../api/types";
import { zh } from "../strings";

/** Null: there is something to show. */
export function whyEmpty(figures: Figures, metrics: readonly FigureDefinition[]): string | null {
  const values = figures.rows.flatMap((row) => metrics.map(({ key }) => row.values[key]));
  if (values.some((value) => value?.value != null && (value.value !== 0 || value.denominator !== null))) return null;
  const covers = zh.figures.covers(figures.period.begin, figures.period.end);
  return values.length > 0 && metrics.every(({ unit }) => unit !== "count") ? zh.figures.allNull(covers) : zh.figures.empty(covers);
}
