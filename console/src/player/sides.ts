/** Lets one channel of a stereo element be heard alone, in both ears. */
import type { Side } from "./usePlayback";

interface Mixer {
  left: GainNode;
  right: GainNode;
}

// An element can be given to WebAudio only once, and is silent outside of it from then on.
const mixers = new WeakMap<HTMLAudioElement, Mixer>();

function mixerOf(element: HTMLAudioElement): Mixer {
  const known = mixers.get(element);
  if (known) return known;
  const audio = new AudioContext();
  void audio.resume();
  const split = audio.createChannelSplitter(2);
  const [left, right] = [audio.createGain(), audio.createGain()];
  audio.createMediaElementSource(element).connect(split);
  split.connect(left, 0).connect(audio.destination);
  split.connect(right, 1).connect(audio.destination);
  const mixer = { left, right };
  mixers.set(element, mixer);
  return mixer;
}

export function listenToSide(element: HTMLAudioElement, side: Side): void {
  const { left, right } = mixerOf(element);
  left.gain.value = side === "right" ? 0 : 1;
  right.gain.value = side === "left" ? 0 : 1;
}
