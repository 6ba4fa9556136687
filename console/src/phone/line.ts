/** The port of a telephone line: what the softphone asks of a SIP user agent, and what it is told. */
import type { PhoneCredential } from "../api/types";

export interface LineEvents {
  connected(): void;
  disconnected(): void;
  registered(): void;
  /** `status`: the SIP answer, null where there was none. */
  registrationFailed(status: number | null): void;
  incoming(session: PhoneSession): void;
}

export interface SessionEvents {
  /** Both sides agreed; the voice runs. */
  accepted(): void;
  /** The far side's voice. */
  media(stream: MediaStream): void;
  held(local: boolean): void;
  /** Over, for whatever reason; `cause` is JsSIP's name for it. `byUs`: this side hung up. */
  ended(cause: string, byUs: boolean): void;
}

export interface PhoneSession {
  /** Number or name that the caller's line shows. */
  readonly caller: string;
  listen(events: SessionEvents): void;
  answer(voice: MediaStream): void;
  /** Ends, cancels or refuses, whichever fits. */
  hangUp(): void;
  refuseBusy(): void;
  mute(on: boolean): void;
  hold(on: boolean): void;
  sendDigit(tone: string): void;
}

export interface Line {
  start(): void;
  stop(): void;
  /** Goes on with a new credential; false where that needs a new line. */
  renew(credential: PhoneCredential): boolean;
  dial(target: string, voice: MediaStream): PhoneSession;
}

export type OpenLine = (credential: PhoneCredential, events: LineEvents) => Line;
