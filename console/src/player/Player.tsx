/** The stereo recording: citizen above, agent below; seek by click or arrow keys, listen to one side alone. */
import { CaretRightOutlined, PauseOutlined, StepBackwardOutlined, StepForwardOutlined } from "@ant-design/icons";
import { Button, Segmented, Slider } from "antd";
import type { RecordingRef } from "../api/types";
import { duration } from "../format";
import { zh } from "../strings";
import type { Playback, Side } from "./usePlayback";
import { Waveform } from "./Waveform";

const SPEEDS = [1, 1.5, 2] as const;
const STEP_S = 5;
const SIDES: { value: Side; label: string }[] = [
  { value: "both", label: zh.player.both },
  { value: "left", label: zh.transcript.caller },
  { value: "right", label: zh.transcript.agent },
];

export function Player({ recording, playback }: { recording: RecordingRef; playback: Playback }) {
  const { playing, position, speed, side, failed, toggle, seek, setSpeed, setSide, attach } = playback;
  return (
    <div className="player" role="group" aria-label={zh.player.label} data-testid="player" data-playing={playing}>
      <audio ref={attach} src={recording.url} preload="metadata" />
      <Waveform recording={recording} position={position} onSeek={seek} />
      <Slider
        aria-label={zh.player.position}
        min={0}
        max={recording.seconds}
        step={0.1}
        value={position}
        tooltip={{ formatter: (value) => duration(value ?? 0) }}
        onChange={seek}
      />
      <div className="player-controls">
        <Button
          type="primary"
          shape="circle"
          aria-label={playing ? zh.player.pause : zh.player.play}
          icon={playing ? <PauseOutlined /> : <CaretRightOutlined />}
          onClick={toggle}
        />
        <Button
          size="small"
          aria-label={zh.player.back}
          icon={<StepBackwardOutlined />}
          onClick={() => seek(position - STEP_S)}
        />
        <Button
          size="small"
          aria-label={zh.player.forward}
          icon={<StepForwardOutlined />}
          onClick={() => seek(position + STEP_S)}
        />
        <time data-testid="player-time">
          {duration(position)} / {duration(recording.seconds)}
        </time>
        <Segmented
          size="small"
          aria-label={zh.player.speed}
          options={SPEEDS.map((value) => ({ value, label: `${value}x` }))}
          value={speed}
          onChange={setSpeed}
        />
        {recording.channels > 1 && (
          <Segmented size="small" aria-label={zh.player.hear} options={SIDES} value={side} onChange={setSide} />
        )}
      </div>
      {failed && (
        <div role="alert" className="warning">
          {zh.player.failed}
        </div>
      )}
      <div className="quiet checksum" title={recording.sha256}>
        {zh.player.checksum} {recording.sha256.slice(0, 16)}…
      </div>
    </div>
  );
}
