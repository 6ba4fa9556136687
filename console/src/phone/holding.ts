import type { RTCSession } from "jssip/lib/RTCSession";

export type Holdable = Pick<RTCSession, "hold" | "unhold" | "isOnHold" | "isEnded">;

const NOT_READY_MS = 200;

/** Hold and back, by one re-INVITE at a time: JsSIP drops what is asked while another is under way. */
export class Holding {
  private wanted = false;
  private busy = false;

  constructor(private readonly session: Holdable) {}

  set(on: boolean): void {
    this.wanted = on;
    this.settle();
  }

  private settle(): void {
    const { session, wanted } = this;
    if (this.busy || session.isEnded() || session.isOnHold().local === wanted) return;
    this.busy = true;
    const next = () => {
      this.busy = false;
      this.settle();
    };
    const begun = wanted ? session.hold({}, next) : session.unhold({}, next);
    // the other side is changing the call just now
    if (!begun) setTimeout(next, NOT_READY_MS);
  }
}
