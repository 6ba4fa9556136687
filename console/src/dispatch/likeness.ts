/** What two texts have in common, for the eye: runs of at least four characters that stand in both. */

export type Span = [number, number];

const SHORTEST = 4;
/** Longer texts are compared as far as this; nobody reads on beside another. */
const COMPARED = 2_000;
const SIGN = /[\p{L}\p{N}]/u;

/** Spans [from, to) of `text` whose words are in `other` too, in order. */
export function alike(text: string, other: string): Span[] {
  const [one, two] = [text.slice(0, COMPARED), other.slice(0, COMPARED)];
  const found: Span[] = [];
  let from = 0;
  while (from <= one.length - SHORTEST) {
    let to = from + SHORTEST;
    if (!two.includes(one.slice(from, to))) {
      from += 1;
      continue;
    }
    while (to < one.length && two.includes(one.slice(from, to + 1))) to += 1;
    const span = trimmed(one, from, to);
    if (span) found.push(span);
    from = to;
  }
  return found;
}

/** Without the punctuation at its ends; null where too little is left. */
function trimmed(text: string, from: number, to: number): Span | null {
  while (from < to && !SIGN.test(text.charAt(from))) from += 1;
  while (to > from && !SIGN.test(text.charAt(to - 1))) to -= 1;
  return to - from >= SHORTEST ? [from, to] : null;
}
