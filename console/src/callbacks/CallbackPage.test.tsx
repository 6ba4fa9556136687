// @vitest-environment jsdom
import { App } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import { callbacks } from "../api/endpoints";
import type { CallbackItem } from "../api/types";
import { CallbackPage } from "./CallbackPage";

const item = (id: number) =>
  ({ id, kind: "survey", attempts: 0, next_at: "2026-11-27T01:00:00Z", order: { order_no: `N${id}`, title: `第${id}件`, urgency: "一般", state: "replied" } }) as CallbackItem;
const queue = (...ids: number[]) => ({ items: ids.map(item), next: null }) as Awaited<ReturnType<typeof callbacks.queue>>;

it("keeps the order that is at hand when the list becomes another", async () => {
  Element.prototype.scrollIntoView = vi.fn();
  vi.spyOn(callbacks, "counts").mockRejectedValue(new Error("away"));
  vi.spyOn(callbacks, "get").mockRejectedValue(new Error("away"));
  const list = vi.spyOn(callbacks, "queue").mockResolvedValue(queue(7, 8));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <CallbackPage />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const atHand = async () => (await screen.findByTestId("callback-task")).dataset.task;
  expect(await atHand()).toBe("7");
  list.mockResolvedValue(queue(9, 8));
  await client.invalidateQueries();
  await waitFor(() => expect(screen.getByText("第9件")).toBeTruthy());
  expect(await atHand()).toBe("7");
});
