import { describe, expect, it } from "vitest";
import { leftOf } from "./left";

const DAY = 390;
const left = (left_minutes: number | null, left_by: "office" | "clock" = "office") => leftOf({ left_minutes, left_by }, DAY);

describe("the time that is left", () => {
  it("counts working days, hours of the office, and at last minutes", () => {
    expect(left(3 * DAY + 185)).toBe("剩 3 个工作日 3 小时");
    expect(left(2 * DAY + 5)).toBe("剩 2 个工作日");
    expect(left(59)).toBe("剩 59 分钟");
  });
  it("says how late it is", () => expect(left(-DAY - 60)).toBe("超期 1 个工作日 1 小时"));
  it("counts hours of the clock for what is urgent", () => expect(left(26 * 60, "clock")).toBe("剩 26 小时"));
  it("says nothing where nothing runs", () => expect(left(null)).toBe(""));
});
