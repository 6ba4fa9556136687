/** What can be said of a file before it is sent; the server looks into it and has the last word. */
import type { Limit } from "./api";
import { words } from "./strings";

const MB = 1 << 20;

/** Names of the same types that people's programs also use. */
const ALSO: Record<string, string> = { jpeg: "jpg", jpe: "jpg", jfif: "jpg", heif: "heic", wave: "wav", "3gp": "mp4", mov: "mp4" };

/** "1.2 MB", "340 KB". */
export function sizeOf(bytes: number): string {
  if (bytes >= MB) return `${(bytes / MB).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** Why a file need not be sent at all; null where the server shall see it. */
export function refusalOf(file: Pick<File, "name" | "size">, limits: readonly Limit[]): string | null {
  const last = /\.([0-9A-Za-z]{1,5})$/.exec(file.name)?.[1]?.toLowerCase();
  if (last === undefined) return null;
  const extension = ALSO[last] ?? last;
  const limit = limits.find((one) => one.extensions.includes(extension));
  if (!limit) return words.noSuchType(limits.flatMap((one) => one.extensions).join("、"));
  return file.size > limit.limit ? words.tooLarge(limit.chinese, limit.limit / MB) : null;
}

/** For a file chooser: what it offers first. */
export const acceptOf = (limits: readonly Limit[]): string =>
  ["image/*", ...limits.flatMap((one) => one.extensions.map((extension) => `.${extension}`))].join(",");

/** The limits in a sentence. */
export const sentenceOf = (limits: readonly Limit[], left: number): string =>
  words.limits(
    limits.map((one) => words.limit(one.chinese, one.extensions.join("、"), one.limit / MB)),
    left,
  );
