// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import type { Assist } from "../api/types";
import { AssistPanel } from "./AssistPanel";
import { edit, EMPTY_DRAFT } from "./autofill";
import { questionOf } from "./useAssist";

const WORDS = "小区的电梯坏了半个月，请尽快修";
const HELP: Assist = {
  title: [{ text: "小区的电梯坏了半个月", span: [0, 10] }],
  summary: [{ text: "小区的电梯坏了半个月", span: [0, 10] }],
  missing: [{ name: "地点", ask: "请问具体在哪里？" }],
  found: [
    { kind: "time", text: "半个月", span: [7, 10], value: "P15D", code: "", confidence: 1, candidates: [], reason: "" },
    { kind: "demand", text: WORDS, span: [0, 15], value: "", code: "", confidence: 1, candidates: [], reason: "" },
  ],
  personal: [],
  solved: [
    {
      order_no: "XN1",
      title: "电梯停运",
      score: 0.62,
      lead: { code: "421202", name: "咸安区" },
      closed_at: null,
      reply: ["物业已于昨日修复"],
    },
  ],
  knowledge: [
    { code: "K011", title: "物业", sentences: ["不得停电催费"], source: "《民法典》第九百四十四条", valid_from: "2021-01-01", checked: false, checked_by: "", checked_on: null },
  ],
};

function show(onTitle = vi.fn()) {
  const draft = edit(EMPTY_DRAFT, { content: WORDS });
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(["assist", questionOf(draft.values, null)], HELP);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <AssistPanel draft={draft} orderNo={null} onTitle={onTitle} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return onTitle;
}

it("asks for what is missing and shows every answer with its source", () => {
  show();
  expect(screen.getByTestId("assist-ask").textContent).toContain("请问具体在哪里？");
  expect(screen.getByTestId("assist-solved").textContent).toContain("物业已于昨日修复。出处：XN1");
  expect(screen.getByTestId("assist-knowledge").textContent).toContain("不得停电催费。出处：《民法典》第九百四十四条");
  expect(screen.getByTestId("assist-knowledge").textContent).toContain("待核");
  expect(screen.getByTestId("assist-summary").textContent).toContain("小区的电梯坏了半个月");
});

it("offers the title, which is taken by a click", () => {
  const onTitle = show();
  fireEvent.click(screen.getByRole("button", { name: "用作标题：小区的电梯坏了半个月" }));
  expect(onTitle).toHaveBeenCalledWith("小区的电梯坏了半个月");
});

it("does not ask for what the form holds", () => {
  const { values } = edit(EMPTY_DRAFT, { content: WORDS, place_text: "温泉街道", citizen_name: "李明" });
  expect(questionOf(values, "XN1")).toEqual({ text: WORDS, subject: "", known: ["姓名", "地点"], order_no: "XN1" });
});
