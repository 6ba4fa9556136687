import { beforeEach, describe, expect, it, vi } from "vitest";
import { EventStream, type LiveEvent, type Socket, type StreamState } from "./stream";

class FakeSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  closed = false;
  constructor(readonly after: number | null) {}
  close() {
    this.closed = true;
  }
  say(message: object) {
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
  drop(code = 1006) {
    this.onclose?.(new CloseEvent("close", { code }));
  }
  event(seq: number, topic = "order.changed") {
    this.say({ seq, topic, subject: "XN1", at: "2026-11-23T00:00:00Z", data: {} });
  }
}

describe("EventStream", () => {
  let sockets: FakeSocket[];
  let events: number[];
  let states: StreamState[];
  const onReset = vi.fn();
  const onRefused = vi.fn();
  let stream: EventStream;
  const newest = () => sockets.at(-1) as FakeSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    [sockets, events, states] = [[], [], []];
    onReset.mockClear();
    onRefused.mockClear();
    stream = new EventStream({
      open: (after) => {
        sockets.push(new FakeSocket(after));
        return newest();
      },
      onEvent: (event: LiveEvent) => events.push(event.seq),
      onState: (state) => states.push(state),
      onReset,
      onRefused,
      random: () => 1,
    });
    stream.start();
  });

  it("starts at the head that the server tells, and hands events on in order", () => {
    expect(newest().after).toBeNull();
    newest().say({ topic: "hello", seq: 40 });
    newest().event(41);
    newest().event(43);
    expect(events).toEqual([41, 43]);
    expect(states).toEqual(["connecting", "open"]);
  });

  it("resumes after the last event seen, and drops what it has seen already", () => {
    newest().say({ topic: "hello", seq: 40 });
    newest().event(41);
    newest().drop();
    expect(states.at(-1)).toBe("waiting");
    vi.advanceTimersByTime(500);
    expect(newest().after).toBe(41);
    newest().say({ topic: "hello", seq: 44 });
    newest().event(41);
    newest().event(42);
    expect(events).toEqual([41, 42]);
    expect(onReset).not.toHaveBeenCalled();
  });

  it("resumes at the greeting's number when no event came before the line broke", () => {
    newest().say({ topic: "hello", seq: 40 });
    newest().drop();
    vi.advanceTimersByTime(500);
    expect(newest().after).toBe(40);
  });

  it("waits longer after each failure, and short again after a success", () => {
    newest().drop();
    vi.advanceTimersByTime(500);
    newest().drop();
    vi.advanceTimersByTime(999);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(3);
    newest().say({ topic: "hello", seq: 1 });
    newest().drop();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(4);
  });

  it("begins anew when the numbering did", () => {
    newest().say({ topic: "hello", seq: 900 });
    newest().drop();
    vi.advanceTimersByTime(500);
    newest().say({ topic: "hello", seq: 3 });
    newest().event(4);
    expect(onReset).toHaveBeenCalledOnce();
    expect(events).toEqual([4]);
  });

  it("does not try again when the session was refused", () => {
    newest().drop(1008);
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(onRefused).toHaveBeenCalledOnce();
  });

  it("moves its place with a heartbeat, and tells nobody", () => {
    newest().say({ topic: "hello", seq: 40 });
    newest().event(60, "heartbeat");
    newest().drop();
    vi.advanceTimersByTime(500);
    expect(newest().after).toBe(60);
    expect(events).toEqual([]);
  });

  it("gives up a line that has been silent for a minute", () => {
    newest().say({ topic: "hello", seq: 40 });
    vi.advanceTimersByTime(59_000);
    newest().event(41, "heartbeat");
    vi.advanceTimersByTime(59_000);
    expect(sockets).toHaveLength(1);
    const dead = newest();
    vi.advanceTimersByTime(2_000);
    expect(dead.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    expect(newest().after).toBe(41);
  });

  it("is silent after stop", () => {
    newest().say({ topic: "hello", seq: 1 });
    const socket = newest();
    stream.stop();
    socket.event(2);
    socket.drop();
    vi.advanceTimersByTime(60_000);
    expect(events).toEqual([]);
    expect(sockets).toHaveLength(1);
    expect(socket.closed).toBe(true);
  });
});
