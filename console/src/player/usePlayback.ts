/** An audio element and what it is doing; its position is shared with the transcript beside it. */
import { useCallback, useEffect, useRef, useState } from "react";
import { listenToSide } from "./sides";

export type Side = "both" | "left" | "right";

export interface Playback {
  playing: boolean;
  /** Seconds. */
  position: number;
  speed: number;
  side: Side;
  failed: boolean;
  toggle: () => void;
  seek: (seconds: number) => void;
  setSpeed: (speed: number) => void;
  setSide: (side: Side) => void;
  /** The ref of the audio element. */
  attach: (element: HTMLAudioElement | null) => void;
}

const LOOK_EVERY_MS = 100;

export function usePlayback(): Playback {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [speed, setSpeedState] = useState(1);
  const [side, setSideState] = useState<Side>("both");
  const [failed, setFailed] = useState(false);

  const attach = useCallback((element: HTMLAudioElement | null) => {
    audio.current = element;
    if (!element) return;
    element.onplay = () => setPlaying(true);
    element.onpause = element.onended = () => setPlaying(false);
    element.onseeked = element.ontimeupdate = () => setPosition(element.currentTime);
    element.onerror = () => setFailed(true);
  }, []);

  // The element itself tells its time only four times a second.
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setPosition(audio.current?.currentTime ?? 0), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [playing]);

  const toggle = useCallback(() => {
    const element = audio.current;
    if (!element) return;
    if (element.paused) element.play().catch(() => setFailed(true));
    else element.pause();
  }, []);

  const seek = useCallback((seconds: number) => {
    const element = audio.current;
    if (!element) return;
    const end = Number.isFinite(element.duration) ? element.duration : seconds;
    element.currentTime = Math.min(Math.max(0, seconds), end);
    setPosition(element.currentTime);
  }, []);

  const setSpeed = useCallback((value: number) => {
    if (audio.current) audio.current.playbackRate = value;
    setSpeedState(value);
  }, []);

  const setSide = useCallback((value: Side) => {
    if (audio.current) listenToSide(audio.current, value);
    setSideState(value);
  }, []);

  return { playing, position, speed, side, failed, toggle, seek, setSpeed, setSide, attach };
}
