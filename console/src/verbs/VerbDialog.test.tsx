// @vitest-environment jsdom
import { App } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { Order, VerbState } from "../api/types";
import { attachments, type AttachmentList, type AttachmentStep } from "../attachments/api";
import { FLOW, order, state, WORKFLOW } from "./sample";
import { VerbDialog } from "./VerbDialog";

const EVERY = WORKFLOW.fields.map(({ name }) => name).filter((name) => !["title", "lead_code", "caller_phone", "advice"].includes(name));

function show(verb: VerbState, seen: Order, now: Order = seen, onDone = vi.fn()) {
  const held = { ...seen, verbs: [verb] };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <App>
        <VerbDialog verb={verb.verb} seen={held} order={{ ...now, verbs: [verb] }} flow={FLOW} onClose={vi.fn()} onDone={onDone} />
      </App>
    </QueryClientProvider>,
  );
  return onDone;
}

const type = (name: string, value: string) => fireEvent.change(screen.getByLabelText(`字段${name}`), { target: { value } });
const submit = () => fireEvent.click(screen.getByTestId("verb-submit"));

describe("the dialog of a verb", () => {
  beforeEach(() => {
    sessionStorage.clear();
    vi.spyOn(orders, "get").mockResolvedValue(order({ version: 4, state_name: "已答复", verbs: [state("reply", { takes: ["note"] })] }));
    vi.spyOn(orders, "timeline").mockResolvedValue({
      as_of: "2026-11-23T02:00:00Z",
      next: null,
      items: [{ seq: 4, at: "2026-11-23T02:00:00Z", actor_name: "李四", chinese: "先行联系", reason: "", changes: { note: [null, "x"] } }],
    } as unknown as Awaited<ReturnType<typeof orders.timeline>>);
  });

  it("has an input for every kind of field", () => {
    show(state("reply", { takes: EVERY }), order());
    for (const name of EVERY) expect(screen.getByTestId(`verb-field-${name}`)).toBeTruthy();
    expect(screen.getAllByLabelText("字段at")[0]?.getAttribute("type")).toBe("datetime-local");
  });

  it("sends instants of Shanghai and what else was typed", async () => {
    const apply = vi.spyOn(orders, "apply").mockResolvedValue(order({ version: 4 }));
    const done = show(state("contact", { required: ["at"], takes: ["at", "note"] }), order());
    type("at", "2026-11-23T10:30");
    type("note", "已约时间 ");
    submit();
    await waitFor(() => expect(done).toHaveBeenCalled());
    expect(apply).toHaveBeenCalledWith("XNDH202611230000421", "contact", 3, { at: "2026-11-23T10:30:00+08:00", note: "已约时间" });
    expect(sessionStorage.length).toBe(0);
  });

  it("asks the API for nothing while something needed is missing", async () => {
    const apply = vi.spyOn(orders, "apply");
    show(state("reply", { required: ["reply_text", "told"], takes: ["reply_text", "told"] }), order());
    submit();
    expect(await screen.findByText("请填写字段reply_text")).toBeTruthy();
    expect(await screen.findByText("须确认“字段told”")).toBeTruthy();
    expect(apply).not.toHaveBeenCalled();
  });

  it("shows the API's refusal at the field", async () => {
    vi.spyOn(orders, "apply").mockRejectedValue(new Problem("不符合", "field-invalid", 422, "延期后合计不得超过 15 个工作日", ["note"]));
    show(state("reply", { takes: ["note"] }), order());
    type("note", "x");
    submit();
    await waitFor(() => expect(screen.getByTestId("verb-field-note").textContent).toContain("延期后合计不得超过"));
  });

  it("tells who changed what, keeps the words, and goes on with the fresh version", async () => {
    const apply = vi
      .spyOn(orders, "apply")
      .mockRejectedValueOnce(new Problem("已被修改", "version-conflict", 409))
      .mockResolvedValueOnce(order({ version: 5 }));
    const done = show(state("reply", { takes: ["note"] }), order());
    type("note", "我写的话");
    submit();
    const notice = await screen.findByTestId("conflict");
    await waitFor(() => expect(notice.textContent).toContain("李四"));
    expect(notice.textContent).toContain("先行联系");
    expect(screen.getByTestId("verb-submit").hasAttribute("disabled")).toBe(true);
    fireEvent.click(screen.getByText("按最新内容继续"));
    await waitFor(() => expect(screen.queryByTestId("conflict")).toBeNull());
    expect(screen.getByLabelText<HTMLInputElement>("字段note").value).toBe("我写的话");
    submit();
    await waitFor(() => expect(done).toHaveBeenCalled());
    expect(apply).toHaveBeenLastCalledWith("XNDH202611230000421", "reply", 4, { note: "我写的话" });
  });

  it("keeps what was typed over a reload", () => {
    show(state("reply", { takes: ["note"] }), order());
    type("note", "还没写完");
    cleanup();
    show(state("reply", { takes: ["note"] }), order());
    expect(screen.getByLabelText<HTMLInputElement>("字段note").value).toBe("还没写完");
    expect(screen.getByTestId("restored")).toBeTruthy();
  });
});

describe("a file added in the dialog", () => {
  const STEP = { name: "灯.jpg" } as AttachmentStep;
  const LIST = {
    items: [], offered: [], kinds: [{ kind: "handling", chinese: "办理附件" }], left: 30, may_add: true, why_not: "",
    limits: [{ family: "picture", chinese: "图片", extensions: ["jpg"], limit: 9 }],
  } as AttachmentList;
  const addFile = async () => {
    const [input] = (await screen.findByTestId("attachment-field")).querySelectorAll("input[type=file]");
    if (input) fireEvent.change(input, { target: { files: [new File(["x"], "灯.jpg")] } });
  };
  const reply = async (version: number) => {
    vi.spyOn(attachments, "list").mockResolvedValue(LIST);
    const add = vi.spyOn(attachments, "add").mockResolvedValue({ ...STEP, version });
    const apply = vi.spyOn(orders, "apply").mockResolvedValue(order({ version: version + 1 }));
    show(state("reply", { takes: ["note"] }), order());
    await addFile();
    await waitFor(() => expect(add).toHaveBeenCalled());
    await screen.findByText("已添加 灯.jpg");
    submit();
    await waitFor(() => expect(apply).toHaveBeenCalled());
    return apply.mock.calls[0]?.[2];
  };

  it("is our own step: the reply goes on with the version after it", async () => {
    expect(await reply(4)).toBe(4);
  });

  it("hides nobody else's step: the reply stays with what was seen, and the API finds the conflict", async () => {
    expect(await reply(5)).toBe(3);
  });
});
