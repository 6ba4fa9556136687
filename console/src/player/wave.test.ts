import { describe, expect, it } from "vitest";
import { NotAWave, outlineOf } from "./wave";

/** A WAV file of interleaved 16-bit samples, with a chunk before the data that a reader must step over. */
function wav(frames: number[][], rate = 8000, declared?: number): ArrayBuffer {
  const channels = frames[0]?.length ?? 1;
  const size = frames.length * channels * 2;
  const buffer = new ArrayBuffer(12 + 24 + 12 + 8 + size);
  const view = new DataView(buffer);
  const text = (at: number, word: string) => new Uint8Array(buffer, at).set(new TextEncoder().encode(word));
  text(0, "RIFF");
  text(8, "WAVE");
  text(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint16(34, 16, true);
  text(36, "LIST");
  view.setUint32(40, 3, true); // odd: padded to 4
  text(48, "data");
  view.setUint32(52, declared ?? size, true);
  frames.flat().forEach((sample, i) => view.setInt16(56 + i * 2, sample, true));
  return buffer;
}

describe("outlineOf", () => {
  it("keeps the channels apart and takes the loudest of each slice", () => {
    const { peaks, seconds } = outlineOf(wav([[100, 0], [-16384, 0], [0, 8192], [0, -32768]]), 2);
    expect(peaks.map((peak) => [...peak])).toEqual([
      [0.5, 0],
      [0, 1],
    ]);
    expect(seconds).toBe(4 / 8000);
  });
  it("reads a file that was cut off as far as it goes", () => {
    expect(outlineOf(wav([[1], [2]], 8000, 4_000_000), 1).seconds).toBe(2 / 8000);
  });
  it("refuses what is no 16-bit WAV", () => {
    expect(() => outlineOf(new TextEncoder().encode("not a wave file, surely").buffer, 4)).toThrow(NotAWave);
    expect(() => outlineOf(new ArrayBuffer(3), 4)).toThrow(NotAWave);
  });
});
