/** The marks of a time axis: every hour, day, week or month of the period, also those in which nothing happened. */
import { zh } from "../strings";
import { plusDays, type Days, type stepOf } from "./view";

export type Step = ReturnType<typeof stepOf>;

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

/** Keys as the API writes them: "00" to "23", or the first day. */
export function keysOf(step: Step, { begin, end }: Days): string[] {
  if (step === "hour") return HOURS;
  const keys: string[] = [];
  if (step === "month") {
    for (let day = `${begin.slice(0, 7)}-01`; day <= end; day = `${plusDays(day, 31).slice(0, 7)}-01`) keys.push(day);
    return keys;
  }
  const weekday = (new Date(begin).getUTCDay() + 6) % 7;
  for (let day = step === "week" ? plusDays(begin, -weekday) : begin; day <= end; day = plusDays(day, step === "week" ? 7 : 1)) keys.push(day);
  return keys;
}

export function labelOf(step: Step, key: string): string {
  switch (step) {
    case "hour":
      return zh.figures.hour(key);
    case "week":
      return zh.figures.week(key.slice(5));
    case "month":
      return key.slice(0, 7);
    case "day":
      return key.slice(5);
  }
}

/** Whether this mark still lies ahead: nothing is drawn there, not even a zero. */
export function isAhead(step: Step, key: string, days: Days, now: { day: string; hour: string }): boolean {
  if (step === "hour") return days.begin === now.day && key > now.hour;
  return key > now.day;
}
