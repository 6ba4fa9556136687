// @vitest-environment jsdom
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Segment } from "../api/types";
import { TranscriptView } from "./TranscriptView";

const segments: Segment[] = [
  { id: 1, speaker: "agent", start: 0.4, end: 2, text: "请讲", confidence: 0.9, final: true },
  { id: 2, speaker: "caller", start: 3, end: 5, text: "路灯坏了", confidence: 0.9, final: true },
  { id: null, speaker: "caller", start: 65, end: 66, text: "已经三", confidence: null, final: false },
];

it("shows who said what, and what is not final yet", () => {
  render(<TranscriptView segments={segments} empty="空" />);
  const lines = screen.getAllByTestId("segment");
  expect(lines.map((line) => line.dataset.speaker)).toEqual(["agent", "caller", "caller"]);
  expect(lines[2]?.textContent).toContain("市民 1:05 · 识别中");
  expect(lines[2]?.className).toContain("partial");
});

it("explains an empty transcript", () => {
  render(<TranscriptView segments={[]} empty="接通后出现" />);
  expect(screen.getByText("接通后出现")).toBeTruthy();
});

it("marks what is playing, and seeks by a click", () => {
  Element.prototype.scrollIntoView = vi.fn();
  const seek = vi.fn();
  render(<TranscriptView segments={segments.slice(0, 2)} empty="空" position={3.5} onSeek={seek} />);
  const [first, second] = screen.getAllByTestId("segment");
  expect(first?.className).not.toContain("playing");
  expect(second?.className).toContain("playing");
  fireEvent.click(screen.getByRole("button", { name: "从这里播放：路灯坏了" }));
  expect(seek).toHaveBeenCalledWith(3);
});
