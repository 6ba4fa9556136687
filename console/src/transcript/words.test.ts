import { expect, it } from "vitest";
import type { Segment } from "../api/types";
import { callerWords } from "./words";

const said = (text: string, over: Partial<Segment> = {}): Segment => ({
  id: 1,
  speaker: "caller",
  start: 0,
  end: 1,
  text,
  confidence: 1,
  final: true,
  ...over,
});

it("joins the caller's final words as the platform does", () => {
  const segments = [
    said("路灯坏了"),
    said("请讲", { speaker: "agent" }),
    said(" 三天了。"),
    said("嗯", { final: false }),
    said(""),
    said("请尽快"),
  ];
  expect(callerWords(segments)).toBe("路灯坏了，三天了。请尽快");
});
