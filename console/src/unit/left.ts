/** How much time an order has left, in words; a day is a working day of the office. */
import type { UnitItem } from "../api/types";
import { zh } from "../strings";

type Left = Pick<UnitItem, "left_minutes" | "left_by">;

const HOUR = 60;

export function leftOf({ left_minutes, left_by }: Left, dayMinutes: number): string {
  if (left_minutes === null) return "";
  const minutes = Math.abs(left_minutes);
  const days = left_by === "office" ? Math.floor(minutes / dayMinutes) : 0;
  const rest = minutes - days * dayMinutes;
  const hours = Math.floor(rest / HOUR);
  const parts = [
    ...(days > 0 ? [zh.unit.days(days)] : []),
    ...(hours > 0 ? [zh.unit.hours(hours)] : []),
    ...(days === 0 && hours === 0 ? [zh.unit.minutes(rest)] : []),
  ];
  return (left_minutes < 0 ? zh.unit.late : zh.unit.left)(parts.join(" "));
}
