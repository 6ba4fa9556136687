import { beforeEach, describe, expect, it, vi } from "vitest";
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { Order } from "../api/types";
import { EMPTY_FORM } from "./autofill";
import { save } from "./save";

const form = { ...EMPTY_FORM, title: "路灯不亮", content: "温泉路路灯三天不亮" };
const order = (over: Partial<Order> = {}): Order =>
  ({
    order_no: "XN1",
    version: 3,
    state: "draft",
    title: form.title,
    content: form.content,
    request_type: form.request_type,
    urgency: form.urgency,
    category: null,
    departments: { lead: null, assist: [] },
    place_text: "",
    is_secret: false,
    ...over,
  }) as Order;
const conflict = new Problem("已被修改", "version-conflict", 409);
const fresh = { orderNo: null, version: null, conversationId: "c1" };
const known = { orderNo: "XN1", version: 2, conversationId: "c1" };

describe("save", () => {
  const spies = () => ({
    create: vi.spyOn(orders, "create"),
    edit: vi.spyOn(orders, "edit"),
    get: vi.spyOn(orders, "get"),
  });
  let { create, edit, get } = spies();
  beforeEach(() => {
    ({ create, edit, get } = spies());
  });

  it("creates the call's draft", async () => {
    create.mockResolvedValue(order());
    await save(form, null, fresh);
    expect(create).toHaveBeenCalledWith(expect.objectContaining({ title: "路灯不亮" }), "c1");
    expect(edit).not.toHaveBeenCalled();
  });

  it("writes into the draft that the call had already", async () => {
    create.mockResolvedValue(order({ title: "自动标题" }));
    edit.mockResolvedValue(order({ version: 4 }));
    expect((await save(form, null, fresh)).version).toBe(4);
    expect(edit).toHaveBeenCalledWith("XN1", 3, expect.objectContaining({ title: "路灯不亮" }));
  });

  it("edits the order that it knows, with the version that was read", async () => {
    edit.mockResolvedValue(order());
    await save(form, null, known);
    expect(edit).toHaveBeenCalledWith("XN1", 2, expect.anything());
    expect(create).not.toHaveBeenCalled();
  });

  it("insists at the desk, where only the platform wrote meanwhile", async () => {
    edit.mockRejectedValueOnce(conflict).mockResolvedValueOnce(order({ version: 6 }));
    get.mockResolvedValue(order({ version: 5 }));
    expect((await save(form, null, { ...known, insist: true })).version).toBe(6);
    expect(edit).toHaveBeenLastCalledWith("XN1", 5, expect.anything());
  });

  it("does not write over a dispatched order, nor over somebody else's edit", async () => {
    edit.mockRejectedValue(conflict);
    get.mockResolvedValue(order({ state: "dispatched" }));
    await expect(save(form, null, { ...known, insist: true })).rejects.toBe(conflict);
    await expect(save(form, null, known)).rejects.toBe(conflict);
    expect(edit).toHaveBeenCalledTimes(2);
  });
});
