import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Holding } from "./holding";

/** JsSIP's rules: a request while another is under way is dropped, and the state changes when one begins. */
class Session {
  local = false;
  ended = false;
  away = false;
  requests: string[] = [];
  private done: (() => void) | undefined;

  private ask(on: boolean, done?: () => void): boolean {
    if (this.away || this.done) return false;
    this.requests.push(on ? "hold" : "unhold");
    this.local = on;
    this.done = done ?? (() => undefined);
    return true;
  }

  hold = (_: object | undefined, done?: () => void) => this.ask(true, done);
  unhold = (_: object | undefined, done?: () => void) => this.ask(false, done);
  isOnHold = () => ({ local: this.local, remote: false });
  isEnded = () => this.ended;

  answered(): void {
    const done = this.done;
    this.done = undefined;
    done?.();
  }
}

const holdingOf = (session: Session) => new Holding(session);

describe("holding", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("comes back as soon as the hold has been answered, when asked before", () => {
    const session = new Session();
    const holding = holdingOf(session);
    holding.set(true);
    holding.set(false);
    expect(session.requests).toEqual(["hold"]);
    session.answered();
    expect(session.requests).toEqual(["hold", "unhold"]);
    session.answered();
    expect(session.local).toBe(false);
  });

  it("asks once for what is asked twice", () => {
    const session = new Session();
    const holding = holdingOf(session);
    holding.set(true);
    holding.set(false);
    holding.set(true);
    session.answered();
    expect(session.requests).toEqual(["hold"]);
  });

  it("tries again while the other side changes the call, and no more when it has ended", () => {
    const session = new Session();
    session.away = true;
    const holding = holdingOf(session);
    holding.set(true);
    expect(session.requests).toEqual([]);
    session.away = false;
    vi.advanceTimersByTime(500);
    expect(session.requests).toEqual(["hold"]);
    session.ended = true;
    holding.set(false);
    session.answered();
    vi.advanceTimersByTime(1000);
    expect(session.requests).toEqual(["hold"]);
  });
});
