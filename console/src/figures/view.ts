/** What a view shows, as it stands in the address: a period and filters; and the days that a period means. */
import type { FigureDimension } from "../api/types";

/** Filters of every view, by the API's names. */
export const FILTERS = ["unit", "unit_class", "category", "district", "channel", "request_type", "agent", "detail"] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

export const PERIODS = ["today", "yesterday", "week", "month", "last_month", "quarter", "year", "last_year"] as const;
export type Period = (typeof PERIODS)[number];

export interface Days {
  /** Both included, "2026-11-27", in Shanghai. */
  begin: string;
  end: string;
}

export interface View extends Days {
  /** null: days chosen by hand. */
  period: Period | null;
  filters: Filters;
}

const DAY_MS = 86_400_000;
const shanghai = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" });
/** The calendar day on which `at` (milliseconds) falls in Shanghai. */
export const dayOf = (at: number) => shanghai.format(at);
const utc = (year: number, month: number, day: number) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
/** Days later, or earlier. */
export const plusDays = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
/** How many days, both ends included. */
export const lengthOf = ({ begin, end }: Days) => Math.round((Date.parse(end) - Date.parse(begin)) / DAY_MS) + 1;

/** The days that `period` means on `today`; running periods end today. */
export function daysOf(period: Period, today: string): Days {
  const [year = 0, month = 1] = today.split("-").map(Number);
  const before = plusDays(today, -1);
  switch (period) {
    case "today":
      return { begin: today, end: today };
    case "yesterday":
      return { begin: before, end: before };
    case "week":
      return { begin: plusDays(today, -((new Date(today).getUTCDay() + 6) % 7)), end: today };
    case "month":
      return { begin: utc(year, month - 1, 1), end: today };
    case "last_month":
      return { begin: utc(year, month - 2, 1), end: utc(year, month - 1, 0) };
    case "quarter":
      return { begin: utc(year, month - 1 - ((month - 1) % 3), 1), end: today };
    case "year":
      return { begin: utc(year, 0, 1), end: today };
    case "last_year":
      return { begin: utc(year - 1, 0, 1), end: utc(year - 1, 11, 31) };
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string | null): text is string => text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text));

/** The view of an address; what is not understood falls back to `usual`. */
export function viewOf(search: URLSearchParams, usual: Period, today: string): View {
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value !== null) filters[name] = value;
  }
  const [begin, end] = [search.get("begin"), search.get("end")];
  if (isDay(begin) && isDay(end) && begin <= end) return { begin, end, period: null, filters };
  const period = PERIODS.find((each) => each === search.get("period")) ?? usual;
  return { ...daysOf(period, today), period, filters };
}

export type Changes = Record<string, string | null>;

/** The address with changes; days by hand and a named period exclude one another. */
export function searchWith(search: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete("cursor");
  if (changes.period) for (const name of ["begin", "end"]) next.delete(name);
  if (changes.begin) next.delete("period");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** What other views of the same figures keep: period and filters. */
export function keptSearch(search: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ["period", "begin", "end", ...FILTERS]) {
    const value = search.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text ? `?${text}` : "";
}

const HOURS_UP_TO = 2;
const DAYS_UP_TO = 62;
const WEEKS_UP_TO = 200;

/** How finely a curve over these days is drawn. */
export function stepOf(days: Days): Extract<FigureDimension, "hour" | "day" | "week" | "month"> {
  const length = lengthOf(days);
  if (length <= HOURS_UP_TO) return "hour";
  if (length <= DAYS_UP_TO) return "day";
  return length <= WEEKS_UP_TO ? "week" : "month";
}
