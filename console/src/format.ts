/** Times, durations and percentages as people here read them. Everything is shown in Asia/Shanghai. */

const zone = { timeZone: "Asia/Shanghai", hour12: false } as const;
const dateTime = new Intl.DateTimeFormat("zh-CN", {
  ...zone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});
const timeOnly = new Intl.DateTimeFormat("zh-CN", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** "2026-11-23 14:05"; a dash for nothing. */
export function instant(value: string | null | undefined): string {
  return value ? dateTime.format(new Date(value)).replaceAll("/", "-") : "—";
}

/** "14:05:09" */
export function clockTime(value: string | number): string {
  return timeOnly.format(new Date(value));
}

/** Seconds as "3:07" or "1:02:03". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds between two instants; null while one is missing. */
export function between(from: string | null, to: string | null): number | null {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : null;
}

export const percent = (share: number) => `${Math.round(share * 100)}%`;

/** An instant as a field for date and time holds it, "2026-11-23T14:05": in Shanghai, wherever the browser stands. */
export const toField = (value: string): string => instant(value).replace(" ", "T");

/** What such a field holds, as an instant. */
export const fromField = (value: string): string => `${value}:00+08:00`;
