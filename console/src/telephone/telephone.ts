/** The citizen's telephone: dials out only, and knows nothing of the platform but where to call. */
import { create } from "zustand";
import { demo } from "../api/endpoints";
import { Problem } from "../api/problem";
import { openDialLine } from "../phone/jssip-line";
import { openMicrophone } from "../phone/microphone";
import { PHONE_OFF, Softphone, type PhoneState } from "../phone/softphone";
import { hear } from "../phone/sound";

interface Telephone extends PhoneState {
  /** What stands in the way of a call, in plain words. */
  obstacle: string | null;
  asking: boolean;
}

export const useTelephone = create<Telephone>()(() => ({ ...PHONE_OFF, obstacle: null, asking: false }));

let number = "";

export const telephone = new Softphone({
  openLine: openDialLine,
  credential: async () => {
    try {
      const credential = await demo.telephone();
      number = credential.dial;
      return credential;
    } catch (error) {
      const problem = Problem.of(error);
      throw new Error(`${problem.title}（${problem.code}）`);
    }
  },
  microphone: () => openMicrophone("loudspeaker"),
  onChange: (state) => useTelephone.setState(state),
  registers: false,
});

let stopHearing: (() => void) | null = null;
useTelephone.subscribe(({ call }, { call: before }) => {
  if (call?.theirs === before?.theirs) return;
  stopHearing?.();
  stopHearing = call?.theirs ? hear(call.theirs) : null;
});

/** Resolves when the line can dial, rejects with words when it cannot within ten seconds. */
function usable(): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(useTelephone.getState()), 10_000);
    const settle = ({ line, problem }: PhoneState) => {
      clearTimeout(timer);
      unsubscribe();
      if (line === "registered") resolve();
      else reject(new Error(problem ?? ""));
    };
    const look = (state: PhoneState) => {
      if (state.line === "registered" || state.line === "failed" || state.line === "lost") settle(state);
    };
    const unsubscribe = useTelephone.subscribe(look);
    look(useTelephone.getState());
  });
}

export async function callHotline(): Promise<void> {
  useTelephone.setState({ obstacle: null, asking: true });
  try {
    await telephone.start();
    await usable();
    await telephone.dial(number);
  } catch (error) {
    useTelephone.setState({ obstacle: error instanceof Error ? error.message : String(error) });
    telephone.stop();
  } finally {
    useTelephone.setState({ asking: false });
  }
}
