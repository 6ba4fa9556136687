/** What WebAudio does for the telephone: levels of a voice, the ringing tone, the far side on the loudspeaker. */

let shared: AudioContext | null = null;

/** One context for the page; browsers let it run after the first click. */
function context(): AudioContext {
  shared ??= new AudioContext();
  if (shared.state === "suspended") void shared.resume();
  return shared;
}

const QUIETEST_DB = -60;
const METER_EVERY_MS = 60;

/** Root mean square of samples in [-1, 1], on a scale of 0 (silence, -60 dB and below) to 1 (full scale). */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length)) || 1e-9);
  return Math.min(1, Math.max(0, 1 - db / QUIETEST_DB));
}

/** Tells the loudness of a voice until the returned function is called. */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const audio = context();
  const source = audio.createMediaStreamSource(stream);
  const analyser = audio.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudness(samples));
  }, METER_EVERY_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    onLevel(0);
  };
}

// The ringing tone that people here know: 450 Hz, one second on, four off.
const RING_HZ = 450;
const RING_ON_S = 1;
const RING_EVERY_MS = 5_000;
const RING_GAIN = 0.08;

/** Rings softly until the returned function is called. */
export function ring(): () => void {
  const audio = context();
  const burst = () => {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const [from, to] = [audio.currentTime, audio.currentTime + RING_ON_S];
    tone.frequency.value = RING_HZ;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(RING_GAIN, from + 0.05);
    gain.gain.setValueAtTime(RING_GAIN, to - 0.05);
    gain.gain.linearRampToValueAtTime(0, to);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(to);
    return tone;
  };
  let last = burst();
  const timer = setInterval(() => (last = burst()), RING_EVERY_MS);
  return () => {
    clearInterval(timer);
    last.disconnect();
  };
}

/** Lets a voice be heard; an element, because Chromium feeds WebAudio from a remote stream only when one plays it. */
export function hear(stream: MediaStream): () => void {
  const element = new Audio();
  element.srcObject = stream;
  element.autoplay = true;
  // Where the browser forbids it, the next click on the page lets it start.
  element.play().catch(() => {
    document.addEventListener("click", () => void element.play(), { once: true });
  });
  return () => {
    element.pause();
    element.srcObject = null;
  };
}
