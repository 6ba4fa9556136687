// @vitest-environment jsdom
import { App } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import { analysis } from "../api/endpoints";
import type { ModelList, Session } from "../api/types";
import { keys } from "../events/refresh";
import { useSession } from "../session/store";
import { Models } from "./Models";

const NAME = "routing-20261128T052846";
const listed = (active: string | null): ModelList => ({
  active,
  shadow: null,
  versions: [{ name: NAME, state: active ? "active" : "", card: {}, shadow: { orders: 0, agreeing: 0, decided: 0, active_right: 0, candidate_right: 0 } }],
  history: [],
  nights: [],
});

it("shows the version in use, whatever an earlier look answers afterwards", async () => {
  useSession.setState({ session: { user: { rights: { "models.set": "all" } } } as unknown as Session });
  const early: ((list: ModelList) => void)[] = [];
  vi.spyOn(analysis, "models")
    .mockImplementationOnce(() => new Promise((resolve) => early.push(resolve)))
    .mockResolvedValue(listed(NAME));
  vi.spyOn(analysis, "promote").mockResolvedValue(listed(NAME));
  const client = new QueryClient();
  client.setQueryData([...keys.analysis, "models"], listed(null), { updatedAt: 1 });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <Models />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: /启\s*用/ }));
  const dialog = await screen.findByRole("dialog");
  fireEvent.change(within(dialog).getByRole("textbox"), { target: { value: "试用一周" } });
  fireEvent.click(within(dialog).getByRole("button", { name: /启\s*用/ }));
  await vi.waitFor(() => expect(screen.getByTestId("model-in-use").textContent).toContain(NAME));
  early.forEach((resolve) => resolve(listed(null)));
  await new Promise((resolve) => setTimeout(resolve, 50)); // for what must not happen
  expect(screen.getByTestId("model-in-use").textContent).toContain(NAME);
});
