/**
 * A telephone in the browser: keeps a line registered with short-lived credentials and carries one call at a time.
 *
 * It knows neither JsSIP nor React: the line, the microphone and the credentials come through its ports, and what it knows
 * is told by `onChange`.
 */
import type { PhoneCredential } from "../api/types";
import { zh } from "../strings";
import type { Line, OpenLine, PhoneSession } from "./line";

export type LineState = "off" | "connecting" | "registered" | "lost" | "failed";
export type CallPhase = "ringing" | "dialling" | "connecting" | "talking" | "ended";

export interface PhoneCall {
  phase: CallPhase;
  caller: string;
  /** Milliseconds since the epoch: when this phase began. */
  since: number;
  muted: boolean;
  held: boolean;
  /** Plain words for how it ended. */
  ending: string | null;
  mine: MediaStream | null;
  theirs: MediaStream | null;
}

export interface PhoneState {
  line: LineState;
  /** What is wrong, in plain words. */
  problem: string | null;
  call: PhoneCall | null;
}

export interface SoftphonePorts {
  openLine: OpenLine;
  /** A fresh credential from the API. */
  credential: () => Promise<PhoneCredential>;
  /** The agent's voice; throws an error whose message a person understands. */
  microphone: () => Promise<MediaStream>;
  onChange: (state: PhoneState) => void;
  /** False for a telephone that only dials out: then a connected line is a usable one. */
  registers: boolean;
}

export const PHONE_OFF: PhoneState = { line: "off", problem: null, call: null };

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A credential is renewed when this share of its life is over. */
const RENEW_AT = 0.75;
const SHORTEST_LIFE_MS = 5_000;

const live = (call: PhoneCall | null) => call !== null && call.phase !== "ended";

export class Softphone {
  private state: PhoneState = PHONE_OFF;
  private line: Line | null = null;
  private session: PhoneSession | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private failures = 0;
  private wasConnected = false;
  private running = false;

  constructor(private readonly ports: SoftphonePorts) {}

  /** Opens the line; resolves when the first credential came, whether or not the line answers. */
  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.change({ line: "connecting", problem: null });
    await this.renew();
  }

  stop(): void {
    this.running = false;
    this.session?.hangUp();
    this.closeLine();
    this.release();
    this.session = null;
    this.state = PHONE_OFF;
    this.ports.onChange(this.state);
  }

  /** Tries at once, instead of waiting for the next attempt. */
  async retry(): Promise<void> {
    this.failures = 0;
    if (!this.running) return this.start();
    await this.renew();
  }

  async answer(): Promise<void> {
    const session = this.session;
    if (this.state.call?.phase !== "ringing" || !session) return;
    this.changeCall({ phase: "connecting", since: Date.now() });
    try {
      const voice = await this.ports.microphone();
      if (this.session !== session) {
        stopTracks(voice);
        return;
      }
      this.changeCall({ mine: voice });
      session.answer(voice);
    } catch (error) {
      // The caller goes on ringing elsewhere; the agent reads why.
      session.hangUp();
      this.change({ problem: messageOf(error, zh.phoneProblems.answer) });
    }
  }

  async dial(target: string): Promise<void> {
    if (live(this.state.call) || !this.line) return;
    const voice = await this.ports.microphone();
    this.beginCall(this.line.dial(target, voice), "dialling", { mine: voice });
  }

  hangUp(): void {
    this.session?.hangUp();
  }

  toggleMute(): void {
    if (this.state.call?.phase !== "talking") return;
    const muted = !this.state.call.muted;
    this.session?.mute(muted);
    this.changeCall({ muted });
  }

  toggleHold(): void {
    if (this.state.call?.phase === "talking") this.session?.hold(!this.state.call.held);
  }

  sendDigit(tone: string): void {
    if (this.state.call?.phase === "talking") this.session?.sendDigit(tone);
  }

  /** A new credential, and a line that uses it. A call in progress is never cut for it. */
  private async renew(): Promise<void> {
    this.schedule(null);
    let credential: PhoneCredential;
    try {
      credential = await this.ports.credential();
    } catch (error) {
      this.fail("failed", messageOf(error, zh.phoneProblems.credential));
      return;
    }
    if (!this.isRunning()) return;
    if (!this.line?.renew(credential)) this.replaceLine(credential);
    const life = Math.max(SHORTEST_LIFE_MS, (Date.parse(credential.expires_at) - Date.now()) * RENEW_AT);
    this.schedule(life);
  }

  // Read through a method: it may have changed while the credential was on its way.
  private isRunning(): boolean {
    return this.running;
  }

  private replaceLine(credential: PhoneCredential): void {
    if (this.line && live(this.state.call)) return;
    this.closeLine();
    this.wasConnected = false;
    const line = this.ports.openLine(credential, {
      connected: () => this.line === line && this.connected(),
      disconnected: () => this.line === line && this.fail("lost", zh.phoneProblems.unreachable, false),
      registered: () => this.line === line && this.usable(),
      registrationFailed: (status) => this.line === line && this.registrationFailed(status),
      incoming: (session) => this.incoming(session),
    });
    this.line = line;
    line.start();
  }

  private closeLine(): void {
    this.schedule(null);
    const line = this.line;
    this.line = null;
    line?.stop();
  }

  private connected(): void {
    // The exchange may have restarted meanwhile and forgotten the credential.
    if (this.wasConnected) void this.renew();
    this.wasConnected = true;
    if (!this.ports.registers) this.usable();
  }

  private usable(): void {
    this.failures = 0;
    this.change({ line: "registered", problem: null });
  }

  private registrationFailed(status: number | null): void {
    if (status === null) this.fail("lost", zh.phoneProblems.unreachable);
    else this.fail("failed", `${zh.phoneProblems.refused}（SIP ${status}）`);
  }

  private fail(line: LineState, problem: string, retry = true): void {
    if (!this.running) return;
    this.change({ line, problem });
    if (retry) this.schedule(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures++));
  }

  private schedule(delay: number | null): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = delay === null ? null : setTimeout(() => void this.renew(), delay);
  }

  private incoming(session: PhoneSession): void {
    if (live(this.state.call)) session.refuseBusy();
    else this.beginCall(session, "ringing", {});
  }

  private beginCall(session: PhoneSession, phase: CallPhase, over: Partial<PhoneCall>): void {
    this.session = session;
    this.change({
      problem: null,
      call: {
        phase,
        caller: session.caller,
        since: Date.now(),
        muted: false,
        held: false,
        ending: null,
        mine: null,
        theirs: null,
        ...over,
      },
    });
    const mine = (act: () => void) => {
      if (this.session === session) act();
    };
    session.listen({
      accepted: () => mine(() => this.changeCall({ phase: "talking", since: Date.now() })),
      media: (theirs) => mine(() => this.changeCall({ theirs })),
      held: (held) => mine(() => this.changeCall({ held })),
      ended: (cause, byUs) => mine(() => this.ended(cause, byUs)),
    });
  }

  private ended(cause: string, byUs: boolean): void {
    this.release();
    this.session = null;
    const endings: Partial<Record<string, string>> = zh.endings;
    const ending = (byUs ? endings[`own ${cause}`] : undefined) ?? endings[cause] ?? zh.endings.other ?? null;
    this.changeCall({ phase: "ended", since: Date.now(), ending, mine: null, theirs: null });
  }

  private release(): void {
    if (this.state.call?.mine) stopTracks(this.state.call.mine);
  }

  private change(part: Partial<PhoneState>): void {
    this.state = { ...this.state, ...part };
    this.ports.onChange(this.state);
  }

  private changeCall(part: Partial<PhoneCall>): void {
    if (this.state.call) this.change({ call: { ...this.state.call, ...part } });
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function messageOf(error: unknown, fallback: string): string {
  return error instanceof Error && error.message ? `${fallback}：${error.message}` : fallback;
}
