import { describe, expect, it } from "vitest";
import { alike } from "./likeness";

const words = (text: string, other: string) => alike(text, other).map(([from, to]) => text.slice(from, to));

describe("alike", () => {
  it("finds the runs that both texts have, the longest at each place", () => {
    const text = "碧桂园小区门口水管爆裂，昨天夜里停水";
    expect(words(text, "碧桂园小区停水，门口水管爆裂了，昨天夜里停水")).toEqual(["碧桂园小区", "门口水管爆裂", "昨天夜里停水"]);
  });
  it("leaves out what is short, and punctuation at the ends", () => {
    expect(words("路灯不亮", "路灯坏了")).toEqual([]);
    expect(words("停水，请快来修。谢谢", "停电啦，请快来修。再见")).toEqual(["请快来修"]);
  });
  it("copes with empty and with equal texts", () => {
    expect(alike("", "停水了三天")).toEqual([]);
    expect(alike("停水了三天", "停水了三天")).toEqual([[0, 5]]);
  });
});
