/** A chosen day as the server takes the period of a form. */
import type { Dayjs } from "dayjs";

export type Span = "day" | "week" | "month" | "quarter" | "year" | "any";

const MONTHS_OF_A_QUARTER = 3;

/** A week by any of its days; of a special report both ends. */
export function writtenPeriod(span: Span, from: Dayjs, to: Dayjs | null = null): string {
  switch (span) {
    case "month":
      return from.format("YYYY-MM");
    case "quarter":
      return `${from.format("YYYY")}-Q${Math.floor(from.month() / MONTHS_OF_A_QUARTER) + 1}`;
    case "year":
      return from.format("YYYY");
    case "any":
      return `${from.format("YYYY-MM-DD")}..${(to ?? from).format("YYYY-MM-DD")}`;
    default:
      return from.format("YYYY-MM-DD");
  }
}
