import { describe, expect, it } from "vitest";
import { change, remark, seconds, shown } from "./format";

describe("figures in words", () => {
  it("shows shares to two places, times in words, counts with separators", () => {
    expect(shown(0.8567, "percent")).toBe("85.67%");
    expect(shown(151000, "count")).toBe("151,000");
    expect(shown(4.256, "score")).toBe("4.26");
    expect(shown(null, "percent")).toBe("—");
    expect([8, 59.94, 95, 3599.6, 7300].map(seconds)).toEqual(["8.0 秒", "59.9 秒", "1 分 35 秒", "60 分 0 秒", "2.0 小时"]);
  });
  it("tells a share's change in points and others' as a ratio", () => {
    expect(change(0.0123, "percent", "higher")).toEqual({ text: "▲ 1.23 个百分点", sense: "good" });
    expect(change(-0.1, "seconds", "lower")).toEqual({ text: "▼ 10.00%", sense: "good" });
    expect(change(0.1, "seconds", "lower")?.sense).toBe("bad");
    expect(change(0.1, "count", "neither")?.sense).toBe("even");
    expect(change(0.000004, "count", "higher")).toEqual({ text: "持平", sense: "even" });
  });
  it("has no change to tell where there is nothing to compare with", () => {
    expect(change(null, "count", "higher")).toBeNull();
  });
  it("says why a number is missing or weak", () => {
    const value = { value: 0.5, numerator: 2, denominator: 4, small_sample: true };
    expect(remark(value, 10)).toBe("样本少：4，不足 10，仅供参考");
    expect(remark({ ...value, value: null, denominator: 0 }, 10)).toBe("没有可计入的样本（分母为 0）");
    expect(remark({ ...value, small_sample: false }, 10)).toBeNull();
    expect(remark(undefined, 10)).toBe("没有数据");
  });
});
