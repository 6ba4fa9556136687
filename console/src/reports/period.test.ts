import dayjs from "dayjs";
import { expect, it } from "vitest";
import { writtenPeriod } from "./period";
import "../weeks";

it("writes the period of each form as the server takes it", () => {
  const day = dayjs("2026-11-27");
  expect(writtenPeriod("day", day)).toBe("2026-11-27");
  expect(writtenPeriod("week", day)).toBe("2026-11-27");
  expect(writtenPeriod("month", day)).toBe("2026-11");
  expect(writtenPeriod("quarter", day)).toBe("2026-Q4");
  expect(writtenPeriod("quarter", dayjs("2026-09-30"))).toBe("2026-Q3");
  expect(writtenPeriod("year", day)).toBe("2026");
  expect(writtenPeriod("any", dayjs("2026-11-01"), day)).toBe("2026-11-01..2026-11-27");
});

it("a Sunday is the last day of its week", () => {
  expect(dayjs("2026-11-29").startOf("week").format("YYYY-MM-DD")).toBe("2026-11-23");
});
