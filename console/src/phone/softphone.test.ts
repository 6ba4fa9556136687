import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PhoneCredential } from "../api/types";
import type { Line, LineEvents, PhoneSession, SessionEvents } from "./line";
import { MicrophoneError } from "./microphone";
import { PHONE_OFF, Softphone, type PhoneState } from "./softphone";

class FakeSession implements PhoneSession {
  caller = "138****5678";
  events: SessionEvents | null = null;
  log: string[] = [];
  listen(events: SessionEvents) {
    this.events = events;
  }
  answer() {
    this.log.push("answer");
  }
  hangUp() {
    this.log.push("hangUp");
  }
  refuseBusy() {
    this.log.push("busy");
  }
  mute(on: boolean) {
    this.log.push(`mute ${String(on)}`);
  }
  hold(on: boolean) {
    this.log.push(`hold ${String(on)}`);
    this.events?.held(on);
  }
  sendDigit(tone: string) {
    this.log.push(`digit ${tone}`);
  }
}

class FakeLine implements Line {
  running = false;
  renewals: string[] = [];
  dialled: FakeSession[] = [];
  constructor(
    readonly credential: PhoneCredential,
    readonly events: LineEvents,
  ) {}
  start() {
    this.running = true;
  }
  stop() {
    this.running = false;
  }
  renew(fresh: PhoneCredential) {
    if (fresh.uri !== this.credential.uri) return false;
    this.renewals.push(fresh.password);
    return true;
  }
  dial() {
    const session = new FakeSession();
    this.dialled.push(session);
    return session;
  }
}

const LIFE_MS = 600_000;

describe("Softphone", () => {
  let lines: FakeLine[];
  let state: PhoneState;
  let issued: number;
  let extension: string;
  let refuse: Error | null;
  let microphoneError: Error | null;
  const stopTrack = vi.fn();
  const voice = { getTracks: () => [{ stop: stopTrack }] } as unknown as MediaStream;
  const line = () => lines.at(-1) as FakeLine;

  const phone = (registers = true) =>
    new Softphone({
      openLine: (credential, events) => {
        lines.push(new FakeLine(credential, events));
        return line();
      },
      credential: () => {
        if (refuse) return Promise.reject(refuse);
        issued += 1;
        return Promise.resolve({
          url: "wss://exchange/ws",
          uri: `sip:${extension}@exchange`,
          user: extension,
          password: `secret-${issued}`,
          expires_at: new Date(Date.now() + LIFE_MS).toISOString(),
        });
      },
      microphone: () => (microphoneError ? Promise.reject(microphoneError) : Promise.resolve(voice)),
      onChange: (next) => (state = next),
      registers,
    });

  beforeEach(() => {
    vi.useFakeTimers();
    [lines, issued, extension, refuse, microphoneError, state] = [[], 0, "8001", null, null, PHONE_OFF];
    stopTrack.mockClear();
  });

  const registered = async () => {
    const softphone = phone();
    await softphone.start();
    line().events.connected();
    line().events.registered();
    return softphone;
  };

  const ringing = async () => {
    const softphone = await registered();
    const session = new FakeSession();
    line().events.incoming(session);
    return { softphone, session };
  };

  const talking = async () => {
    const both = await ringing();
    await both.softphone.answer();
    both.session.events?.accepted();
    return both;
  };

  describe("its line", () => {
    it("registers with an issued credential", async () => {
      await registered();
      expect(line().credential.password).toBe("secret-1");
      expect(state).toMatchObject({ line: "registered", problem: null });
    });

    it("renews the credential before it expires, without a new line", async () => {
      await registered();
      await vi.advanceTimersByTimeAsync(LIFE_MS * 0.75);
      expect(line().renewals).toEqual(["secret-2"]);
      expect(lines).toHaveLength(1);
    });

    it("asks for a new credential when the exchange is back", async () => {
      await registered();
      line().events.disconnected();
      expect(state.line).toBe("lost");
      line().events.connected();
      await vi.advanceTimersByTimeAsync(0);
      expect(line().renewals).toEqual(["secret-2"]);
      line().events.registered();
      expect(state).toMatchObject({ line: "registered", problem: null });
    });

    it("takes a new credential when the registration is refused, and says so", async () => {
      await registered();
      line().events.registrationFailed(403);
      expect(state.line).toBe("failed");
      expect(state.problem).toContain("403");
      await vi.advanceTimersByTimeAsync(1_000);
      expect(line().renewals).toEqual(["secret-2"]);
    });

    it("tries again with growing pauses while no credential is given", async () => {
      refuse = new Error("坐席未签入");
      const softphone = phone();
      await softphone.start();
      expect(state).toMatchObject({ line: "failed" });
      expect(state.problem).toContain("坐席未签入");
      await vi.advanceTimersByTimeAsync(1_000);
      refuse = null;
      await vi.advanceTimersByTimeAsync(1_999);
      expect(lines).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(1);
      expect(lines).toHaveLength(1);
    });

    it("changes lines for another extension, but never during a call", async () => {
      const { session } = await talking();
      extension = "8002";
      await vi.advanceTimersByTimeAsync(LIFE_MS * 0.75);
      expect(lines).toHaveLength(1);
      session.events?.ended("Terminated", false);
      await vi.advanceTimersByTimeAsync(LIFE_MS * 0.75);
      expect(lines).toHaveLength(2);
      expect(lines[0]?.running).toBe(false);
    });

    it("stops for good", async () => {
      const softphone = await registered();
      softphone.stop();
      await vi.advanceTimersByTimeAsync(LIFE_MS * 2);
      expect(issued).toBe(1);
      expect(line().running).toBe(false);
      expect(state).toEqual(PHONE_OFF);
    });
  });

  describe("its call", () => {
    it("rings, is answered with the microphone, talks and ends", async () => {
      const { softphone, session } = await ringing();
      expect(state.call).toMatchObject({ phase: "ringing", caller: "138****5678" });
      await softphone.answer();
      expect(session.log).toEqual(["answer"]);
      expect(state.call).toMatchObject({ phase: "connecting", mine: voice });
      session.events?.accepted();
      expect(state.call?.phase).toBe("talking");
      session.events?.ended("Terminated", false);
      expect(state.call).toMatchObject({ phase: "ended", ending: "对方已挂断", mine: null });
      expect(stopTrack).toHaveBeenCalledOnce();
    });

    it("says who hung up", async () => {
      const { session } = await talking();
      session.events?.ended("Terminated", true);
      expect(state.call?.ending).toBe("已挂断");
    });

    it("gives the call back when there is no microphone, and says why", async () => {
      const { softphone, session } = await ringing();
      microphoneError = new MicrophoneError("没有找到麦克风");
      await softphone.answer();
      expect(session.log).toEqual(["hangUp"]);
      expect(state.problem).toContain("没有找到麦克风");
    });

    it("lets go of the microphone when the caller gave up meanwhile", async () => {
      const { softphone, session } = await ringing();
      const answering = softphone.answer();
      session.events?.ended("Canceled", false);
      await answering;
      expect(session.log).toEqual([]);
      expect(stopTrack).toHaveBeenCalledOnce();
      expect(state.call).toMatchObject({ phase: "ended", ending: "主叫已放弃" });
    });

    it("is busy for a second caller", async () => {
      await talking();
      const second = new FakeSession();
      line().events.incoming(second);
      expect(second.log).toEqual(["busy"]);
      expect(state.call?.phase).toBe("talking");
    });

    it("mutes, holds and sends digits only while talking", async () => {
      const { softphone, session } = await ringing();
      softphone.toggleMute();
      softphone.toggleHold();
      softphone.sendDigit("1");
      expect(session.log).toEqual([]);
      await softphone.answer();
      session.events?.accepted();
      softphone.toggleMute();
      softphone.toggleHold();
      softphone.sendDigit("1");
      expect(session.log).toEqual(["answer", "mute true", "hold true", "digit 1"]);
      expect(state.call).toMatchObject({ muted: true, held: true });
      softphone.toggleHold();
      expect(state.call).toMatchObject({ held: false });
    });

    it("ignores what an earlier session still says", async () => {
      const { session } = await talking();
      session.events?.ended("Terminated", false);
      const next = new FakeSession();
      line().events.incoming(next);
      session.events?.ended("Terminated", false);
      expect(state.call?.phase).toBe("ringing");
    });

    it("keeps the call when the line breaks", async () => {
      await talking();
      line().events.disconnected();
      expect(state).toMatchObject({ line: "lost" });
      expect(state.call?.phase).toBe("talking");
    });
  });

  it("dials out without registering", async () => {
    const softphone = phone(false);
    await softphone.start();
    line().events.connected();
    expect(state.line).toBe("registered");
    await softphone.dial("sip:12345@exchange");
    expect(state.call?.phase).toBe("dialling");
    line().dialled[0]?.events?.accepted();
    expect(state.call?.phase).toBe("talking");
  });
});
