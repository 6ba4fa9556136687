// @vitest-environment jsdom
import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import type { Advice } from "../api/types";
import { AdvicePanel } from "./AdvicePanel";

const advice: Advice = {
  category: { code: "020403", path: ["城乡建设", "市政", "路灯"] },
  departments: { lead: { code: "XN1", name: "市城管委" }, assist: [], guidance: null },
  request_type: "求助",
  urgency: "一般",
  place: null,
  confidence: 0.6,
  demand: true,
  title: "路灯不亮",
  evidence: [
    { kind: "rule", detail: "属地：路灯条例", weight: 1, span: null, ref: "D9" },
    { kind: "similar", detail: "路灯坏了", weight: 0.5, span: null, ref: "XNWZ202611230000019" },
  ],
  alternatives: [[{ code: "020404", path: ["城乡建设", "市政", "井盖"] }, 0.3]],
  model: "routing-1",
};

const show = (onTake?: (code: string) => void) =>
  render(
    <MemoryRouter>
      <AdvicePanel advice={advice} text="路灯不亮" empty="" chosen="020403" {...(onTake ? { onTake } : {})} />
    </MemoryRouter>,
  );

it("corrects the category by one click on another one, and goes back by one", () => {
  const onTake = vi.fn();
  show(onTake);
  fireEvent.click(screen.getByRole("button", { name: "井盖 30%" }));
  expect(onTake).toHaveBeenCalledWith("020404");
  const proposed = screen.getByRole("button", { name: "路灯 （建议）" });
  expect(proposed.getAttribute("aria-pressed")).toBe("true");
});

it("names the rule, leads to the similar order, and only tells where nothing can be taken", () => {
  show();
  expect(screen.getByText("D9")).toBeTruthy();
  expect(screen.getByRole("link", { name: "路灯坏了" }).getAttribute("href")).toBe("/orders/XNWZ202611230000019");
  expect(screen.getByText(/其他可能：井盖 30%/)).toBeTruthy();
  expect(screen.queryByTestId("take-category")).toBeNull();
});
