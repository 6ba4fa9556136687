/** How loud a voice is, as a bar. Written past React: it moves sixteen times a second. */
import { useEffect, useRef } from "react";
import { percent } from "../format";
import { watchLevel } from "./sound";

interface Props {
  label: string;
  stream: MediaStream | null;
  testId: string;
}

export function LevelMeter({ label, stream, testId }: Props) {
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = meter.current;
    if (!stream || !element) return;
    return watchLevel(stream, (level) => {
      element.style.setProperty("--level", percent(level));
      element.setAttribute("aria-valuenow", String(Math.round(level * 100)));
    });
  }, [stream]);
  return (
    <div className="level">
      <span>{label}</span>
      <div
        ref={meter}
        className="level-bar"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        data-testid={testId}
      />
    </div>
  );
}
