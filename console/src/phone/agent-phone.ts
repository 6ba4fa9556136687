/** The agent's softphone: one for the page, alive across its routes. */
import { create } from "zustand";
import { agents } from "../api/endpoints";
import { Problem } from "../api/problem";
import { openAgentLine } from "./jssip-line";
import { openMicrophone } from "./microphone";
import { PHONE_OFF, Softphone, type PhoneState } from "./softphone";
import { hear, ring } from "./sound";

export const usePhone = create<PhoneState>()(() => PHONE_OFF);

export const agentPhone = new Softphone({
  openLine: openAgentLine,
  credential: async () => {
    try {
      return await agents.phone();
    } catch (error) {
      const problem = Problem.of(error);
      throw new Error(`${problem.title}（${problem.code}）`);
    }
  },
  microphone: () => openMicrophone("headset"),
  onChange: (state) => usePhone.setState(state),
  registers: true,
});

/** Runs `start` while `pick` gives something, and what it returned when that changes. */
function whileThere<T>(pick: (state: PhoneState) => T | null, start: (value: T) => () => void): void {
  let stop: (() => void) | null = null;
  usePhone.subscribe((state, before) => {
    const value = pick(state);
    if (value === pick(before)) return;
    stop?.();
    stop = value === null ? null : start(value);
  });
}

whileThere((state) => state.call?.theirs ?? null, hear);
whileThere((state) => (state.call?.phase === "ringing" ? state.call.caller : null), ring);
