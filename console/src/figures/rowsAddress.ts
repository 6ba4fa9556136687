/** Where the orders, calls and stretches behind a number are listed. */
import type { FigureDimension } from "../api/types";
import { keptSearch } from "./view";

export interface Behind {
  metric: string;
  /** Of one row of a table: its dimension and key. */
  by?: FigureDimension | null;
  keyOfRow?: string;
  /** What the row is called: a heading only. */
  label?: string;
}

export function rowsAddress(search: URLSearchParams, usual: string, { metric, by, keyOfRow, label }: Behind): string {
  const next = new URLSearchParams(keptSearch(search));
  if (!next.has("begin") && !next.has("period")) next.set("period", usual);
  next.set("metric", metric);
  if (by && keyOfRow !== undefined) {
    next.set("by", by);
    next.set("key", keyOfRow);
    if (label) next.set("label", label);
  }
  return `/figures/rows?${next}`;
}
