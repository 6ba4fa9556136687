/** Two outlines, one a channel. Very long recordings go without: their whole file would have to be fetched first. */
import { useQuery } from "@tanstack/react-query";
import type { RecordingRef } from "../api/types";
import { zh } from "../strings";
import { outlineOf } from "./wave";

const SLICES = 400;
const LONGEST_S = 1800;
const HALF = 20;
const NAMES = [zh.player.left, zh.player.right];

interface Props {
  recording: RecordingRef;
  position: number;
  onSeek: (seconds: number) => void;
}

async function load(url: string) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return outlineOf(await response.arrayBuffer(), SLICES);
}

/** A closed line around the middle. */
const shapeOf = (peaks: Float32Array) => {
  const up = Array.from(peaks, (peak, i) => `${i},${HALF - peak * HALF}`);
  const down = Array.from(peaks, (peak, i) => `${i},${HALF + peak * HALF}`).reverse();
  return [...up, ...down].join(" ");
};

export function Waveform({ recording, position, onSeek }: Props) {
  const { data } = useQuery({
    queryKey: ["outline", recording.sha256],
    queryFn: () => load(recording.url),
    enabled: recording.seconds <= LONGEST_S,
    staleTime: Infinity,
    retry: false,
  });
  if (!data) return null;
  const at = (position / Math.max(data.seconds, 0.001)) * SLICES;
  return (
    <div className="waves">
      {data.peaks.map((peaks, channel) => (
        <div key={NAMES[channel]} className={`wave channel-${channel}`}>
          <span className="quiet">{NAMES[channel]}</span>
          <svg
            viewBox={`0 0 ${SLICES} ${2 * HALF}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={NAMES[channel]}
            data-testid={`wave-${channel}`}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              onSeek(((event.clientX - box.left) / box.width) * data.seconds);
            }}
          >
            <polygon points={shapeOf(peaks)} />
            <line x1={at} x2={at} y1={0} y2={2 * HALF} vectorEffect="non-scaling-stroke" />
          </svg>
        </div>
      ))}
    </div>
  );
}
