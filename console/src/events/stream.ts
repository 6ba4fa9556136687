/**
 * The live events: one WebSocket, resumed after the last number seen.
 *
 * The server greets with `hello` and the newest number. A first connection starts there; a later one asks for everything
 * after the last event that was handled, so nothing is lost while the line was down. A newest number below ours means that
 * the numbering began anew (another database): then everything on the screen is stale and `onReset` says so.
 * A `heartbeat` comes also when nothing happens; a line that is silent for longer is dead, whatever the browser thinks.
 */

export interface LiveEvent {
  seq: number;
  topic: string;
  subject: string;
  at: string;
  data: Record<string, unknown>;
}

export type StreamState = "connecting" | "open" | "waiting" | "closed";

/** The part of a WebSocket that the stream uses; tests give it a fake. */
export interface Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  close(): void;
}

export interface StreamOptions {
  open: (after: number | null) => Socket;
  onEvent: (event: LiveEvent) => void;
  onState: (state: StreamState) => void;
  /** Everything on the screen may be out of date. */
  onReset: () => void;
  /** The server refused the session (close codes 1008 and 4401): no use in trying again. */
  onRefused?: () => void;
  random?: () => number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Three of the server's heartbeats. */
const LONGEST_SILENCE_MS = 60_000;
const REFUSED = new Set([1008, 4401, 4403]);

export class EventStream {
  private last: number | null = null;
  private socket: Socket | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private silence: ReturnType<typeof setTimeout> | null = null;
  private failures = 0;
  private stopped = false;

  constructor(private readonly options: StreamOptions) {}

  /** Number of the last event that was handled; null before the first greeting. */
  get lastSeq(): number | null {
    return this.last;
  }

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.listen(null);
    this.socket?.close();
    this.socket = null;
    this.options.onState("closed");
  }

  /** Try at once instead of waiting (the browser is online again, the tab is visible again). */
  hurry(): void {
    if (this.stopped || this.timer === null) return;
    clearTimeout(this.timer);
    this.connect();
  }

  private connect(): void {
    this.timer = null;
    this.options.onState("connecting");
    const socket = this.options.open(this.last);
    this.socket = socket;
    socket.onmessage = (message) => this.receive(socket, message.data as unknown);
    socket.onclose = ({ code }) => this.lost(socket, code);
    this.listen(socket);
  }

  /** From now on, `socket` has a minute to say something. */
  private listen(socket: Socket | null): void {
    if (this.silence !== null) clearTimeout(this.silence);
    this.silence = null;
    if (socket === null) return;
    this.silence = setTimeout(() => {
      this.lost(socket, 0);
      socket.close();
    }, LONGEST_SILENCE_MS);
  }

  private receive(socket: Socket, data: unknown): void {
    if (socket !== this.socket || typeof data !== "string") return;
    this.listen(socket);
    const event = JSON.parse(data) as LiveEvent;
    if (event.topic === "hello") {
      this.greet(event.seq);
      return;
    }
    if (this.last !== null && event.seq <= this.last) return;
    this.last = event.seq;
    if (event.topic !== "heartbeat") this.options.onEvent(event);
  }

  private greet(head: number): void {
    this.failures = 0;
    const anew = this.last !== null && head < this.last;
    if (this.last === null || anew) this.last = head;
    this.options.onState("open");
    if (anew) this.options.onReset();
  }

  private lost(socket: Socket, code: number): void {
    if (socket !== this.socket || this.stopped) return;
    this.socket = null;
    this.listen(null);
    if (REFUSED.has(code)) {
      this.stopped = true;
      this.options.onState("closed");
      this.options.onRefused?.();
      return;
    }
    this.options.onState("waiting");
    this.timer = setTimeout(() => this.connect(), this.wait());
  }

  /** Doubling, with half of it left to chance: a restarted server is not stormed by every browser at once. */
  private wait(): number {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++);
    return longest / 2 + (longest / 2) * (this.options.random ?? Math.random)();
  }
}
