/** The caller's words as one text; the same rule as callcenter/intake/words.py, so that the reasons' positions fit. */
import type { Segment } from "../api/types";

const STOPS = "，。！？；、,.!?;";

/** Final segments in order, with a comma where the recogniser gave no punctuation. */
export function callerWords(segments: readonly Segment[]): string {
  const pieces = segments.filter(({ final, speaker }) => final && speaker === "caller").map(({ text }) => text.trim());
  return pieces.reduce((text, piece) => {
    if (!piece) return text;
    return text === "" || STOPS.includes(text.slice(-1)) ? text + piece : `${text}，${piece}`;
  }, "");
}
