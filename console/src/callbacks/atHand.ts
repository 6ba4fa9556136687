/** Which task is at hand: the one that was chosen, else the first of a list as the server has it now. */

export interface AtHand {
  /** Null: nothing is, or the list is still being read. */
  id: number | null;
  /** It is not in the list that is shown: taken by somebody, ended, or of another queue. */
  left: boolean;
}

export function atHand(chosen: number | null, items: readonly { id: number }[] | undefined, reading: boolean): AtHand {
  if (chosen !== null) return { id: chosen, left: items !== undefined && !items.some(({ id }) => id === chosen) };
  return { id: reading ? null : (items?.[0]?.id ?? null), left: false };
}
