/**
 * The words of a call, put together from what was stored and what comes in live.
 *
 * A speaker has at most one partial segment: each new one replaces it, and a final one that begins before its end removes
 * it. Final segments stay; the same one may come twice (stored and live, or after a resumed connection).
 */
import type { Segment, Speaker } from "../api/types";

export interface Transcript {
  /** Final segments, by start time. */
  finals: readonly Segment[];
  partials: Readonly<Partial<Record<Speaker, Segment>>>;
}

export const EMPTY: Transcript = { finals: [], partials: {} };

const OVERLAP_S = 0.05;

const same = (a: Segment, b: Segment) =>
  a.id !== null && b.id !== null
    ? a.id === b.id
    : a.speaker === b.speaker && Math.abs(a.start - b.start) < OVERLAP_S && a.text === b.text;

const byStart = (a: Segment, b: Segment) => a.start - b.start || a.end - b.end;

/** The transcript with one segment more. A partial that a final one covers already came late and is dropped. */
export function merge(transcript: Transcript, segment: Segment): Transcript {
  return segment.final ? withFinal(transcript, segment) : withPartial(transcript, segment);
}

/** The stored segments with what was heard live meanwhile. `replace`: the stored ones are the recording's own, and win. */
export function mergeStored(transcript: Transcript, stored: readonly Segment[], replace = false): Transcript {
  const start = replace ? EMPTY : transcript;
  return stored.reduce(merge, start);
}

/** Everything that is to be shown, by start time. */
export function lines(transcript: Transcript): Segment[] {
  const partials = Object.values(transcript.partials).filter((segment) => segment.text !== "");
  return [...transcript.finals, ...partials].sort(byStart);
}

function withPartial(transcript: Transcript, segment: Segment): Transcript {
  const covered = transcript.finals.some(
    (final) => final.speaker === segment.speaker && final.end - OVERLAP_S > segment.start,
  );
  if (covered) return transcript;
  return { ...transcript, partials: { ...transcript.partials, [segment.speaker]: segment } };
}

function without(partials: Transcript["partials"], speaker: Speaker): Transcript["partials"] {
  return Object.fromEntries(Object.entries(partials).filter(([name]) => name !== speaker));
}

function withFinal({ finals, partials }: Transcript, segment: Segment): Transcript {
  const kept = finals.filter((other) => !same(other, segment));
  const partial = partials[segment.speaker];
  const covered = partial !== undefined && partial.start < segment.end - OVERLAP_S;
  // A final segment without words only withdraws its partial.
  const all = segment.text === "" ? kept : [...kept, segment].sort(byStart);
  return { finals: all, partials: covered ? without(partials, segment.speaker) : partials };
}
