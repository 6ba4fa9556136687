/** Reasons for the eye: phrases that spoke for the category stand in one line, everything else in its own. */
import type { Evidence } from "../api/types";

export interface ReasonLine {
  kind: Evidence["kind"];
  details: string[];
  /** What it points to: a rule's or an order's number. */
  ref?: string;
}

/** Where the reasons point in `text`. A text that was edited since has other words there: those are not marked. */
export function spansIn(text: string, evidence: readonly Evidence[]): [number, number][] {
  return evidence.flatMap(({ span, detail }): [number, number][] => {
    if (!span) return [];
    const [from, to] = span;
    const part = text.slice(from, to);
    return part !== "" && detail.includes(part) ? [[from, to]] : [];
  });
}

/** In the order of the first of each; the same words once. */
export function grouped(evidence: readonly Evidence[]): ReasonLine[] {
  const lines: ReasonLine[] = [];
  for (const { kind, detail, ref } of evidence) {
    const words = kind === "words" ? lines.find((line) => line.kind === "words") : undefined;
    if (!words) lines.push({ kind, details: [detail], ...(ref ? { ref } : {}) });
    else if (!words.details.includes(detail)) words.details.push(detail);
  }
  return lines;
}
