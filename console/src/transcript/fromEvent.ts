/** A live `segment` event as a segment. */
import type { Segment, Speaker } from "../api/types";
import type { LiveEvent } from "../events/stream";

export function segmentOf(event: LiveEvent): Segment | null {
  const { speaker, start, end, text, confidence, final, segment_id } = event.data;
  if (event.topic !== "segment" || (speaker !== "caller" && speaker !== "agent")) return null;
  return {
    id: typeof segment_id === "number" ? segment_id : null,
    speaker: speaker satisfies Speaker,
    start: Number(start),
    end: Number(end),
    text: typeof text === "string" ? text : "",
    confidence: typeof confidence === "number" ? confidence : null,
    final: final === true,
  };
}
