/** The outline of a recording: how loud each channel is over time, read from the WAV file itself. */

export interface Outline {
  seconds: number;
  /** A channel each: loudest sample of every slice, 0 to 1. */
  peaks: Float32Array[];
}

export class NotAWave extends Error {}

const PCM = 1;
const EXTENSIBLE = 0xfffe;

interface Format {
  channels: number;
  rate: number;
}

/** Outline of 16-bit PCM in `slices` slices. Throws `NotAWave` for anything else; a cut file counts as far as it goes. */
export function outlineOf(file: ArrayBuffer, slices: number): Outline {
  const view = new DataView(file);
  const word = (at: number) => String.fromCharCode(...new Uint8Array(file, at, 4));
  if (file.byteLength < 12 || word(0) !== "RIFF" || word(8) !== "WAVE") throw new NotAWave("no RIFF/WAVE header");
  let format: Format | null = null;
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const [name, size] = [word(at), view.getUint32(at + 4, true)];
    const body = at + 8;
    if (name === "fmt ") format = formatAt(view, body);
    if (name === "data") {
      if (!format) throw new NotAWave("data before format");
      return outline(new DataView(file, body, Math.min(size, file.byteLength - body)), format, slices);
    }
    at = body + size + (size % 2);
  }
  throw new NotAWave("no data");
}

function formatAt(view: DataView, at: number): Format {
  const kind = view.getUint16(at, true);
  const bits = view.getUint16(at + 14, true);
  if ((kind !== PCM && kind !== EXTENSIBLE) || bits !== 16) throw new NotAWave(`format ${kind}, ${bits} bit`);
  return { channels: view.getUint16(at + 2, true), rate: view.getUint32(at + 4, true) };
}

function outline(data: DataView, { channels, rate }: Format, slices: number): Outline {
  const frames = Math.floor(data.byteLength / (2 * channels));
  const peaks = Array.from({ length: channels }, () => new Float32Array(slices));
  for (let frame = 0; frame < frames; frame += 1) {
    const slice = Math.floor((frame * slices) / frames);
    peaks.forEach((peak, channel) => {
      const loud = Math.abs(data.getInt16((frame * channels + channel) * 2, true)) / 32768;
      if (loud > (peak[slice] ?? 0)) peak[slice] = loud;
    });
  }
  return { seconds: frames / rate, peaks };
}
