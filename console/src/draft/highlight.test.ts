import { describe, expect, it } from "vitest";
import { highlighted } from "./highlight";

const show = (text: string, spans: [number, number][]) =>
  highlighted(text, spans)
    .map(({ part, marked }) => (marked ? `[${part}]` : part))
    .join("");

describe("highlighted", () => {
  it("marks spans", () => expect(show("小区路灯坏了", [[2, 4]])).toBe("小区[路灯]坏了"));
  it("joins overlapping and touching spans", () => expect(show("abcdef", [[3, 5], [1, 3], [2, 4]])).toBe("a[bcde]f"));
  it("ignores spans outside of the text", () => expect(show("abc", [[2, 9], [-1, 1], [1, 1]])).toBe("abc"));
  it("has nothing to cut in nothing", () => expect(highlighted("", [[0, 1]])).toEqual([]));
});
