/** A call's recording and words, each following the other. */
import { Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { calls } from "../api/endpoints";
import { keys } from "../events/refresh";
import { Player } from "../player/Player";
import { usePlayback } from "../player/usePlayback";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { TranscriptView } from "../transcript/TranscriptView";
import { useTranscript } from "../transcript/useTranscript";

export function CallRecord({ conversationId }: { conversationId: string }) {
  const query = useQuery({ queryKey: keys.call(conversationId), queryFn: () => calls.get(conversationId) });
  const call = query.data;
  const segments = useTranscript(conversationId, call);
  const playback = usePlayback();
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!call) return <Skeleton active />;
  const live = call.state === "live";
  return (
    <>
      {call.recording ? (
        <Player recording={call.recording} playback={playback} />
      ) : (
        <p className="quiet">{live ? zh.call.recordingLater : zh.call.noRecording}</p>
      )}
      <TranscriptView
        segments={segments}
        empty={live || call.transcript_state === "pending" ? zh.transcript.pending : zh.transcript.none}
        position={call.recording ? playback.position : null}
        {...(call.recording ? { onSeek: playback.seek } : {})}
      />
    </>
  );
}
