// @vitest-environment jsdom
import { App } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, it, vi } from "vitest";
import { callbacks } from "../api/endpoints";
import type { CallbackTask, Session } from "../api/types";
import { useSession } from "../session/store";
import { order } from "../verbs/sample";
import { CallbackTaskPane } from "./CallbackTaskPane";

const AT = "2026-11-27T02:00:00Z";
const taskOf = (id: number, more: object = {}) =>
  ({
    id, kind: "callback", state: "waiting", ended_at: null, agent: null, may_call: true, history: [], answers: [], calls: [],
    order: { order_no: `N${id}`, version: 3 },
    whole_order: order({ order_no: `N${id}`, accepted_at: AT }),
    ...more,
  }) as unknown as CallbackTask;
const signIn = (reach: string) =>
  useSession.setState({ session: { user: { id: 5, rights: { callbacks: reach } } } as unknown as Session });

function show(first: CallbackTask, ...others: CallbackTask[]) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const get = vi.spyOn(callbacks, "get").mockImplementation((id) => Promise.resolve(others.find((one) => one.id === id) ?? first));
  const pane = (id: number) => (
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <CallbackTaskPane id={id} left={false} onSaved={vi.fn()} onTaken={vi.fn()} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>
  );
  const { rerender } = render(pane(first.id));
  return { client, get, choose: (id: number) => rerender(pane(id)) };
}

const typeWords = async (value: string) => {
  fireEvent.click(await screen.findByRole("radio", { name: /已接通/ }));
  fireEvent.change(screen.getByLabelText("诉求人的话"), { target: { value } });
};
const typedWords = async () => (await screen.findByLabelText<HTMLTextAreaElement>("诉求人的话")).value;

beforeEach(() => {
  sessionStorage.clear();
  signIn("own");
});

it("keeps what was typed while another task is looked at", async () => {
  const { choose } = show(taskOf(7), taskOf(8));
  await typeWords("灯又坏了");
  choose(8);
  await waitFor(() => expect(screen.queryByLabelText("诉求人的话")).toBeNull());
  expect(await screen.findByTestId("questionnaire")).toBeTruthy();
  expect(screen.queryByTestId("restored")).toBeNull();
  choose(7);
  expect(await typedWords()).toBe("灯又坏了");
  fireEvent.click(screen.getByText("清空重填"));
  await waitFor(() => expect(screen.queryByLabelText("诉求人的话")).toBeNull());
  expect(sessionStorage.length).toBe(0);
});

it("forgets what was saved", async () => {
  const save = vi.spyOn(callbacks, "save").mockResolvedValue({ order: { state_name: "已办结" } } as Awaited<ReturnType<typeof callbacks.save>>);
  show(taskOf(7));
  fireEvent.click(await screen.findByRole("radio", { name: /无人接听/ }));
  await waitFor(() => expect(sessionStorage.length).toBe(1));
  fireEvent.click(screen.getByTestId("save-attempt"));
  await waitFor(() => expect(save).toHaveBeenCalledWith(7, { result: "no_answer", version: 3 }));
  await waitFor(() => expect(sessionStorage.length).toBe(0));
});

it.each([
  ["网页", "诉求人已自行评价，这项回访已结束"],
  ["人工", "这项回访已有结果"],
])("leaves what was typed when the asking ends meanwhile (%s)", async (method, told) => {
  const { client, get } = show(taskOf(7));
  await typeWords("灯又坏了");
  const answer = { at: AT, method, grade: "满意", solved: "已解决", check_name: "", words: "" };
  get.mockResolvedValue(taskOf(7, { state: "done", ended_at: AT, answers: [answer], history: [{ at: AT, way: "page", way_name: "网页自评", result_name: "已接通" }] }));
  await client.invalidateQueries();
  expect((await screen.findByTestId("callback-ended")).textContent).toContain(told);
  expect(await typedWords()).toBe("灯又坏了");
  expect(screen.getByTestId("save-attempt")).toHaveProperty("disabled", true);
  fireEvent.click(screen.getByTestId("discard"));
  expect((await screen.findByTestId("history")).textContent).toContain("满意");
  expect(screen.queryByTestId("questionnaire")).toBeNull();
});

it("lets a supervisor, and nobody else, give back what a colleague has", async () => {
  const giveBack = vi.spyOn(callbacks, "giveBack").mockResolvedValue({} as Awaited<ReturnType<typeof callbacks.giveBack>>);
  const held = taskOf(7, { agent: { id: 9, name: "吴婷" } });
  show(held);
  await screen.findByText("吴婷 正在回访");
  expect(screen.queryByTestId("take")).toBeNull();
  cleanup();
  signIn("all");
  show(held);
  fireEvent.click(await screen.findByTestId("take"));
  await waitFor(() => expect(giveBack).toHaveBeenCalledWith(7));
});
