/** The words of one call: what is stored, and what is heard live from now on. */
import { useEffect, useMemo, useReducer } from "react";
import type { Call, Segment } from "../api/types";
import { onLive } from "../events/live";
import { segmentOf } from "./fromEvent";
import { EMPTY, lines, merge, mergeStored, type Transcript } from "./merge";

/** `call`: the call as last read, undefined until it was; without `conversationId` there are no words. */
export function useTranscript(conversationId: string | null, call: Call | undefined): Segment[] {
  const [heard, hear] = useReducer(
    (state: Transcript, segment: Segment | null) => (segment ? merge(state, segment) : EMPTY),
    EMPTY,
  );
  useEffect(() => {
    hear(null);
    return onLive((event) => {
      if (event.subject !== conversationId) return;
      const segment = segmentOf(event);
      if (segment) hear(segment);
    });
  }, [conversationId]);

  return useMemo(() => {
    if (!call || call.conversation_id !== conversationId) return lines(heard);
    // The recording's own transcript is the last word: what was heard live is no longer of interest.
    const all = lines(mergeStored(heard, call.segments, call.transcript_state === "complete"));
    return call.state === "ended" ? all.filter((segment) => segment.final) : all;
  }, [heard, call, conversationId]);
}
