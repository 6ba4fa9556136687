/** The marks while they are given: what they come to, what is still missing. The server reckons the same. */
import type { ScoreItem } from "../api/types";

export type Given = Readonly<Record<string, number>>;

export interface Outcome {
  score: number;
  passed: boolean;
}

/** What the sheet begins with: no mark, and nothing fatal has happened; or the marks that it has. */
export const begun = (items: readonly ScoreItem[]): Given =>
  Object.fromEntries(
    items.flatMap(({ code, fatal, given }) => (given != null ? [[code, given]] : fatal ? [[code, 0]] : [])),
  );

/** Items without a mark, in their order. */
export const lacking = (items: readonly ScoreItem[], given: Given): ScoreItem[] =>
  items.filter(({ code }) => given[code] === undefined);

/** Every item that has no mark yet gets all its points. */
export const filled = (items: readonly ScoreItem[], given: Given): Given => ({
  ...Object.fromEntries(items.map(({ code, fatal, points }) => [code, fatal ? 0 : points])),
  ...given,
});

/** Of a hundred, one decimal; a fatal item that happened makes it 0. Null while a mark is missing. */
export function outcome(items: readonly ScoreItem[], given: Given, passMark: number): Outcome | null {
  if (lacking(items, given).length > 0) return null;
  if (items.some(({ code, fatal }) => fatal && given[code])) return { score: 0, passed: false };
  const counted = items.filter(({ fatal }) => !fatal);
  const possible = counted.reduce((sum, { points }) => sum + points, 0);
  const earned = counted.reduce((sum, { code }) => sum + (given[code] ?? 0), 0);
  // in tenths of whole numbers: 0.05 is not a number that a computer has
  const score = Math.floor((2 * 1000 * earned + possible) / (2 * possible)) / 10;
  return { score, passed: score >= passMark };
}
