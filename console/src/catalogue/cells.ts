/** How a cell is shown, and which complaints of the API belong to which field. */
import { Problem } from "../api/problem";
import type { Cells, ColumnBody, Entry, ProblemRow, SheetBody } from "./endpoints";

/** A cell's values: several are separated by |. */
export const parts = (text: string): string[] =>
  text
    .split("|")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** A cell as people read it: a coded value by its name, a code with what it is called. */
export function shown(column: ColumnBody, entry: Pick<Entry, "cells" | "names">): string {
  const text = entry.cells[column.name] ?? "";
  const choice = column.choices.find(({ value }) => value === text);
  if (choice) return choice.chinese;
  if (!column.refers) return column.kind === "several" ? parts(text).join("、") : text;
  return parts(text)
    .map((code) => (entry.names[code] ? `${entry.names[code]}（${code}）` : code))
    .join("、");
}

/** Columns worth a place: those that must be filled, and those that are anywhere. */
export function columnsOf(sheet: SheetBody, entries: readonly Entry[]): ColumnBody[] {
  const [retiring] = sheet.columns.filter(({ name }) => name === "active");
  return sheet.columns.filter(
    (column) => column !== retiring && (column.needed || entries.some(({ cells }) => cells[column.name])),
  );
}

/** What the form begins with: the entry's cells, or the defaults of a new one. */
export const firstCells = (sheet: SheetBody, given: Cells = {}): Cells =>
  Object.fromEntries(sheet.columns.map((column) => [column.name, given[column.name] ?? column.default]));

/** The API's complaints, row by row. */
export function complaints(error: unknown): ProblemRow[] {
  const { problems } = Problem.of(error).members;
  return Array.isArray(problems) ? (problems as ProblemRow[]) : [];
}

/** Those that belong under a field of the entry's own form; the others are about other rows. */
export function underFields(rows: readonly ProblemRow[], sheet: SheetBody, key: string): Map<string, ProblemRow> {
  const own = rows.filter((row) => row.sheet === sheet.name && row.column && (row.subject === key || key === ""));
  return new Map(own.map((row) => [row.column, row]));
}
