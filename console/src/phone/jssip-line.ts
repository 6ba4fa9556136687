/** The port `Line` on JsSIP: SIP over WebSocket straight to the exchange, voice over WebRTC. */
import { UA, WebSocketInterface } from "jssip";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { PhoneCredential } from "../api/types";
import { Holding } from "./holding";
import type { Line, LineEvents, OpenLine, PhoneSession, SessionEvents } from "./line";

const REGISTER_EXPIRES_S = 120;
const LONGEST_RECOVERY_S = 15;
/** Candidates that come later than this after the first are not waited for. */
const ICE_PATIENCE_MS = 400;
const BUSY_HERE = 486;
const REJECTED = 603;

// No STUN or TURN by default: exchange and browser see each other on the office network.
const MEDIA = {
  mediaConstraints: { audio: true, video: false },
  pcConfig: { iceServers: [] },
  rtcOfferConstraints: { offerToReceiveAudio: true, offerToReceiveVideo: false },
};

/** A line that registers and can be called. */
export const openAgentLine: OpenLine = (credential, events) => new JsSipLine(credential, events, true);
/** A line that only dials out. */
export const openDialLine: OpenLine = (credential, events) => new JsSipLine(credential, events, false);

class JsSipLine implements Line {
  private readonly agent: UA;

  constructor(
    private readonly credential: PhoneCredential,
    events: LineEvents,
    private readonly registers: boolean,
  ) {
    this.agent = new UA({
      sockets: [new WebSocketInterface(credential.url)],
      uri: credential.uri,
      authorization_user: credential.user,
      password: credential.password,
      register: registers,
      register_expires: REGISTER_EXPIRES_S,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: LONGEST_RECOVERY_S,
      user_agent: "hotline-console",
    });
    this.agent.on("connected", () => events.connected());
    this.agent.on("disconnected", () => events.disconnected());
    this.agent.on("registered", () => events.registered());
    this.agent.on("registrationFailed", ({ response }) => {
      // JsSIP gives no response on a timeout, whatever its types say.
      const answer = response as { status_code?: number } | undefined;
      events.registrationFailed(answer?.status_code ?? null);
    });
    this.agent.on("newRTCSession", ({ originator, session }: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
      if ((originator as string) === "remote") events.incoming(new JsSipSession(session));
    });
  }

  start(): void {
    this.agent.start();
  }

  stop(): void {
    this.agent.removeAllListeners();
    this.agent.stop();
  }

  renew(fresh: PhoneCredential): boolean {
    if (fresh.url !== this.credential.url || fresh.uri !== this.credential.uri) return false;
    this.agent.set("authorization_user", fresh.user);
    this.agent.set("password", fresh.password);
    if (this.registers && this.agent.isConnected()) this.agent.register();
    return true;
  }

  dial(target: string, voice: MediaStream): PhoneSession {
    return new JsSipSession(this.agent.call(target, { ...MEDIA, mediaStream: voice }));
  }
}

class JsSipSession implements PhoneSession {
  readonly caller: string;

  private readonly holding: Holding;

  constructor(private readonly session: RTCSession) {
    this.holding = new Holding(session);
    const { display_name, uri } = session.remote_identity;
    this.caller = display_name || uri.user;
  }

  listen(events: SessionEvents): void {
    const session = this.session;
    const media = (connection: RTCPeerConnection) =>
      connection.addEventListener("track", ({ streams, track }) => events.media(streams[0] ?? new MediaStream([track])));
    // An outgoing call has its connection already, an incoming one gets it when it is answered.
    const connection = session.connection as RTCPeerConnection | null;
    if (connection) media(connection);
    else session.on("peerconnection", ({ peerconnection }) => media(peerconnection));

    let patience: ReturnType<typeof setTimeout> | undefined;
    session.on("icecandidate", ({ ready }) => {
      patience ??= setTimeout(ready, ICE_PATIENCE_MS);
    });
    session.on("accepted", () => events.accepted());
    session.on("hold", ({ originator }) => {
      if ((originator as string) === "local") events.held(true);
    });
    session.on("unhold", ({ originator }) => {
      if ((originator as string) === "local") events.held(false);
    });
    session.on("ended", ({ cause, originator }) => events.ended(cause, (originator as string) === "local"));
    session.on("failed", ({ cause, originator }) => events.ended(cause, (originator as string) === "local"));
  }

  answer(voice: MediaStream): void {
    this.session.answer({ ...MEDIA, mediaStream: voice });
  }

  hangUp(): void {
    if (this.session.isEnded()) return;
    const ringingHere = (this.session.direction as string) === "incoming" && !this.session.isEstablished();
    if (ringingHere) this.session.terminate({ status_code: REJECTED, reason_phrase: "Decline" });
    else this.session.terminate();
  }

  refuseBusy(): void {
    this.session.terminate({ status_code: BUSY_HERE, reason_phrase: "Busy Here" });
  }

  mute(on: boolean): void {
    if (on) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
  }

  hold(on: boolean): void {
    this.holding.set(on);
  }

  sendDigit(tone: string): void {
    // RFC 4733 in the voice stream: what the exchange listens for.
    this.session.sendDTMF(tone, { transportType: "RFC2833" as never });
  }
}
