/** A call's words: caller left, agent right. Follows the newest until somebody scrolls up. */
import { DownOutlined } from "@ant-design/icons";
import { Button, Empty } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Segment } from "../api/types";
import { duration } from "../format";
import { zh } from "../strings";

interface Props {
  segments: Segment[];
  /** Words for an empty transcript. */
  empty: string;
  /** Seconds into the recording that is playing: the segment there is marked and kept in view. */
  position?: number | null;
  onSeek?: (seconds: number) => void;
}

const NEAR_END_PX = 48;

const keyOf = (segment: Segment) => `${segment.speaker}-${segment.id ?? `${segment.start}-${String(segment.final)}`}`;

export function TranscriptView({ segments, empty, position = null, onSeek }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const newest = segments.at(-1);
  const playing = position === null ? -1 : segments.findLastIndex((segment) => segment.start <= position);

  useEffect(() => {
    const element = box.current;
    if (element && following && position === null) element.scrollTop = element.scrollHeight;
  }, [segments.length, newest?.text, following, position]);

  useEffect(() => {
    if (playing >= 0) box.current?.children[playing]?.scrollIntoView({ block: "nearest" });
  }, [playing]);

  const scrolled = () => {
    const element = box.current;
    if (element) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX);
  };

  if (segments.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />;
  return (
    <div className="transcript">
      <div className="transcript-lines" ref={box} onScroll={scrolled} role="log" aria-label={zh.transcript.title} tabIndex={0}>
        {segments.map((segment, index) => (
          <Line key={keyOf(segment)} segment={segment} playing={index === playing} onSeek={onSeek} />
        ))}
      </div>
      {!following && position === null && (
        <Button className="to-end" size="small" shape="round" icon={<DownOutlined />} onClick={() => setFollowing(true)}>
          {zh.transcript.toEnd}
        </Button>
      )}
    </div>
  );
}

interface LineProps {
  segment: Segment;
  playing: boolean;
  onSeek: ((seconds: number) => void) | undefined;
}

function Line({ segment, playing, onSeek }: LineProps) {
  const { speaker, start, text, final } = segment;
  const name = zh.transcript[speaker];
  const classes = ["line", speaker, final ? "final" : "partial", playing ? "playing" : ""].join(" ");
  return (
    <div className={classes} data-testid="segment" data-speaker={speaker} data-final={final}>
      <span className="quiet">
        {name} {duration(start)}
        {!final && ` · ${zh.transcript.partial}`}
      </span>
      {onSeek ? (
        <button type="button" aria-label={zh.transcript.seek(text)} onClick={() => onSeek(start)}>
          {text}
        </button>
      ) : (
        <p>{text}</p>
      )}
    </div>
  );
}
