// @vitest-environment jsdom
import { App } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import { apiClients, deliveries, webhooks } from "../api/endpoints";
import type { Webhook } from "../api/types";
import { WebhooksTab } from "./WebhooksTab";
import { ApiKeysTab } from "./ApiKeysTab";

const HOOK: Webhook = {
  id: 3, name: "住建系统", url: "https://zhujian.example/hook", topics: ["order.changed"], department_code: null,
  enabled: true, version: 1, updated_at: "2026-11-23T02:30:00Z", secret: null,
};

function show(what: React.ReactElement) {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MemoryRouter>
        <App>{what}</App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("replaces a webhook's secret and shows it once", async () => {
  vi.spyOn(webhooks, "list").mockResolvedValue({ items: [HOOK] });
  vi.spyOn(deliveries, "targets").mockResolvedValue({ items: [] });
  const change = vi.spyOn(webhooks, "change").mockResolvedValue({ ...HOOK, secret: "whsec_new" });
  show(<WebhooksTab />);
  fireEvent.click(await screen.findByText("更换密钥"));
  const confirm = await waitFor(() => {
    const found = document.querySelector<HTMLElement>(".ant-popconfirm-buttons .ant-btn-primary");
    expect(found).toBeTruthy();
    return found;
  });
  confirm?.click();
  expect((await screen.findByTestId("secret")).textContent).toContain("whsec_new");
  expect(change.mock.calls[0]?.[0]).toBe(3);
  expect(change.mock.calls[0]?.[1].new_secret).toBe(true);
  expect(Object.keys(change.mock.calls[0]?.[1] ?? {}).sort()).toEqual(
    ["department_code", "enabled", "name", "new_secret", "topics", "url"],
  );
});

it("lists what was pushed, and sends the dead ones of a target again", async () => {
  vi.spyOn(webhooks, "list").mockResolvedValue({ items: [HOOK] });
  vi.spyOn(deliveries, "targets").mockResolvedValue({ items: [] });
  vi.spyOn(deliveries, "list").mockResolvedValue({
    items: [
      {
        id: 9, target: "webhook:3", target_name: "住建系统", kind: "order.changed", order_no: "XNWZ202611230000018",
        state: "dead", attempts: 15, created_at: "2026-11-23T02:30:00Z", next_at: "2026-11-23T02:30:00Z", sent_at: null,
        error_code: "far-side-refused", error: "对方系统拒收：请查看原因后重放", receipt: null,
      },
    ],
    next: null,
  });
  const again = vi.spyOn(deliveries, "replayRange").mockResolvedValue({ target: "webhook:3", count: 1, version: 0 });
  show(<WebhooksTab />);
  fireEvent.click(await screen.findByText("推送记录"));
  expect(await screen.findByText("对方系统拒收：请查看原因后重放")).toBeTruthy();
  fireEvent.click(screen.getByText("重发失败的"));
  await waitFor(() => expect(again).toHaveBeenCalledWith("webhook:3", null, null));
});

it("shows a new key once", async () => {
  const client = { id: 1, name: "市民云", contact: "李工", created_at: "2026-11-23T02:30:00Z", revoked_at: null };
  vi.spyOn(apiClients, "list").mockResolvedValue({ items: [client] });
  const issue = vi.spyOn(apiClients, "issue").mockResolvedValue({ ...client, key: "the-key" });
  show(<ApiKeysTab />);
  fireEvent.click((await screen.findAllByText("发放密钥"))[0] as HTMLElement);
  fireEvent.change(await screen.findByLabelText("应用名称"), { target: { value: "市民云" } });
  fireEvent.change(screen.getByLabelText("联系人"), { target: { value: "李工" } });
  document.querySelector<HTMLElement>(".ant-modal-footer .ant-btn-primary")?.click();
  expect((await screen.findByTestId("secret")).textContent).toContain("the-key");
  expect(issue).toHaveBeenCalledWith("市民云", "李工");
});
