/** Cuts a text at the marked places. */

export interface Piece {
  from: number;
  part: string;
  marked: boolean;
}

/** Pieces of `text` in order; overlapping and touching spans [from, to) become one, wrong ones are ignored. */
export function highlighted(text: string, spans: readonly (readonly [number, number])[]): Piece[] {
  const good = spans.filter(([from, to]) => from >= 0 && to > from && to <= text.length).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of good) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  const pieces: Piece[] = [];
  let at = 0;
  const take = (to: number, marked: boolean) => {
    if (to > at) pieces.push({ from: at, part: text.slice(at, to), marked });
    at = to;
  };
  for (const [from, to] of merged) {
    take(from, false);
    take(to, true);
  }
  take(text.length, false);
  return pieces;
}
