// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { keys } from "../events/refresh";
import { edit, EMPTY_DRAFT, propose, type Draft } from "./autofill";
import { OrderForm } from "./OrderForm";

function show(draft: Draft) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(keys.catalogue("categories"), { items: [{ code: "01", parent: "", level: 1, name: "城市管理" }] });
  client.setQueryData(keys.catalogue("departments"), {
    items: [{ code: "XN1", name: "市城管委", short: "城管", kind: "市直", aliases: [] }],
  });
  const [onEdit, onAdopt] = [vi.fn(), vi.fn()];
  render(
    <QueryClientProvider client={client}>
      <OrderForm draft={draft} onEdit={onEdit} onAdopt={onAdopt} />
    </QueryClientProvider>,
  );
  return { onEdit, onAdopt };
}

it("tells what the agent changes, by the field's name", () => {
  const { onEdit } = show(EMPTY_DRAFT);
  fireEvent.change(screen.getByLabelText("标题"), { target: { value: "路灯" } });
  expect(onEdit).toHaveBeenCalledWith({ title: "路灯" });
});

it("shows a differing proposal beside the field in words, and lets it be adopted", () => {
  const { onAdopt } = show(propose(edit(EMPTY_DRAFT, { lead_code: "XN2" }), { lead_code: "XN1", title: "路灯" }));
  expect(screen.getByTestId("proposal-lead_code").textContent).toContain("建议：市城管委");
  expect(screen.queryByTestId("proposal-title")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "采纳建议：主办单位" }));
  expect(onAdopt).toHaveBeenCalledWith("lead_code");
});
