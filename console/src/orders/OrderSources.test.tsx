// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import { orders } from "../api/endpoints";
import type { Order, OrderSource } from "../api/types";
import { OrderSources } from "./OrderSources";

const NO = "XNWZ202611230000018";
const source = (id: number, channel: string, channel_name: string, order_no = NO): OrderSource => ({
  id, channel, channel_name, external_id: `M-${id}`, kind: "demand", kind_name: "新诉求", state: "processed",
  outcome: "order", outcome_name: "登记为工单", order_no, received_at: "2026-11-23T02:30:00Z",
  citizen: { name: "张**", phone: "138****5678", account: "" },
});

it("shows one order with three sources", async () => {
  vi.spyOn(orders, "sources").mockResolvedValue({
    items: [
      source(1, "website", "网络问政平台"),
      source(2, "app", "云上咸宁", "XNYS202611230000026"),
      source(3, "people_board", "人民网领导留言板", "XNRM202611230000034"),
    ],
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <OrderSources order={{ order_no: NO } as Order} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const shown = await screen.findAllByTestId("order-source");
  expect(shown.map((one) => one.dataset.channel)).toEqual(["website", "app", "people_board"]);
  expect(screen.getByText("共 3 个来源")).toBeTruthy();
  expect(shown[0]?.textContent).toContain("138****5678");
  expect(shown[0]?.textContent).not.toContain("并自");
  expect(screen.getByText("XNRM202611230000034").getAttribute("href")).toBe("/orders/XNRM202611230000034");
});
