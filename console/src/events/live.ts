/** The page's one event stream: its state for the eye, and a bus for whoever wants events. */
import { create } from "zustand";
import { EventStream, type LiveEvent, type StreamState } from "./stream";

interface LiveState {
  state: StreamState;
  /** Milliseconds since the epoch at which the last event came. */
  lastEventAt: number | null;
}

export const useLive = create<LiveState>()(() => ({ state: "closed", lastEventAt: null }));

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Hears every event from now on; returns how to stop. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function socketAddress(after: number | null): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/api/v1/events${after === null ? "" : `?after=${after}`}`;
}

/** Opens the stream; returns how to close it. */
export function startLive(onReset: () => void, onRefused: () => void): () => void {
  const stream = new EventStream({
    open: (after) => new WebSocket(socketAddress(after)),
    onEvent: (event) => {
      useLive.setState({ lastEventAt: Date.now() });
      for (const listener of [...listeners]) listener(event);
    },
    onState: (state) => useLive.setState({ state }),
    onReset,
    onRefused,
  });
  const hurry = () => stream.hurry();
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  stream.start();
  return () => {
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    stream.stop();
  };
}
