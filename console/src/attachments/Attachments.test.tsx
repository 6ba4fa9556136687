// @vitest-environment jsdom
import { App } from "antd";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { Problem } from "../api/problem";
import { attachments, type Attachment, type AttachmentList, type AttachmentStep } from "./api";
import { AttachmentField } from "./AttachmentField";
import { Attachments } from "./Attachments";
import { refusalOf, sizeOf } from "./limits";

const MB = 1 << 20;
const ROW: Attachment = {
  id: 7, name: "灯.jpg", kind: "demand", kind_name: "诉求材料", media_type: "image/jpeg", type_name: "JPEG 图片",
  size: 3 * MB, sha256: "a".repeat(64), added_at: "2026-11-23T02:30:00Z", added_by: "诉求人", unit: null,
  scan_state: "clean", scan_name: "查毒通过", shown: true, stripped: false, why_not: "", may_withdraw: true,
  withdrawn_at: null, withdrawn_reason: "",
};
const LIST: AttachmentList = {
  items: [ROW],
  offered: [],
  kinds: [{ kind: "demand", chinese: "诉求材料" }, { kind: "handling", chinese: "办理附件" }],
  limits: [
    { family: "picture", chinese: "图片", extensions: ["jpg", "png"], limit: 10 * MB },
    { family: "document", chinese: "文档", extensions: ["pdf"], limit: 20 * MB },
  ],
  left: 29, may_add: true, why_not: "",
};
const NO = "XNDH202611230000019";
const STEP: AttachmentStep = { ...ROW, id: 8, version: 4 };

const spies = () => ({
  list: vi.spyOn(attachments, "list").mockResolvedValue(LIST),
  add: vi.spyOn(attachments, "add").mockResolvedValue(STEP),
});
let { list, add } = spies();
beforeEach(() => {
  ({ list, add } = spies());
});

function show(what: React.ReactElement) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <App>{what}</App>
    </QueryClientProvider>,
  );
}

const file = (name: string, size = 9) => Object.defineProperty(new File(["x"], name), "size", { value: size });
const choose = async (...files: File[]) => {
  const [input] = (await screen.findByTestId("attachment-field")).querySelectorAll("input[type=file]");
  if (input) fireEvent.change(input, { target: { files } });
};

it("shows pictures, and what may be done with them", async () => {
  show(<Attachments orderNo={NO} />);
  const picture = await screen.findByAltText("灯.jpg");
  expect(picture.getAttribute("src")).toBe(`/api/v1/orders/${NO}/attachments/7/content`);
  expect(screen.getByLabelText("下载 灯.jpg").getAttribute("href")).toBe(`/api/v1/orders/${NO}/attachments/7/content`);
  expect(screen.getByText("公开版").closest("a")?.getAttribute("href")).toContain("?stripped=true");
});

it("gives out nothing of what is infected, and says so", async () => {
  const infected = { ...ROW, scan_state: "infected", scan_name: "发现病毒，已隔离", why_not: "文件含有病毒" } as const;
  list.mockResolvedValue({ ...LIST, items: [infected] });
  show(<Attachments orderNo={NO} />);
  expect(await screen.findByText("发现病毒，已隔离")).toBeTruthy();
  expect(screen.queryByAltText("灯.jpg")).toBeNull();
  expect(screen.queryByLabelText("下载 灯.jpg")).toBeNull();
});

it("tells of files that came along and were not taken", async () => {
  const refused = {
    id: 3, name: "照片.jpg", channel_name: "云上咸宁", state: "refused", state_name: "未收下",
    error_code: "attachment-type-refused", error: "不支持这种文件", size: 204, at: "2026-11-23T02:30:00Z",
  } as const;
  list.mockResolvedValue({ ...LIST, items: [], offered: [refused] });
  show(<Attachments orderNo={NO} />);
  const told = (await screen.findByTestId("offered-file")).textContent;
  expect(told).toContain("照片.jpg");
  expect(told).toContain("不支持这种文件");
  expect(told).toContain("云上咸宁");
});

it("withdraws with a reason only", async () => {
  const withdraw = vi.spyOn(attachments, "withdraw").mockResolvedValue(STEP);
  show(<Attachments orderNo={NO} />);
  fireEvent.click(await screen.findByLabelText("撤回 灯.jpg"));
  const confirm = () => document.querySelector<HTMLElement>(".ant-modal-footer .ant-btn-primary")?.click();
  confirm();
  expect(await screen.findByText("请写明撤回原因（至少 2 个字）")).toBeTruthy();
  fireEvent.change(screen.getByLabelText("撤回原因"), { target: { value: "传错了" } });
  confirm();
  await waitFor(() => expect(withdraw).toHaveBeenCalledWith(NO, 7, "传错了"));
});

it("sends chosen files one after the other, and tells of each", async () => {
  const onAdded = vi.fn();
  show(<AttachmentField orderNo={NO} kinds={["handling"]} onAdded={onAdded} />);
  await choose(file("甲.jpg"), file("乙.pdf"));
  await waitFor(() => expect(onAdded).toHaveBeenCalledTimes(2));
  expect(add.mock.calls.map(([no, kind, sent]) => [no, kind, sent.name])).toEqual([
    [NO, "handling", "甲.jpg"],
    [NO, "handling", "乙.pdf"],
  ]);
});

it("takes what is pasted", async () => {
  show(<AttachmentField orderNo={NO} />);
  fireEvent.paste(await screen.findByTestId("attachment-field"), { clipboardData: { files: [file("image.png")] } });
  await waitFor(() => expect(add).toHaveBeenCalled());
  expect(add.mock.calls[0]?.[2].name).toBe("粘贴的文件1.png");
});

it("keeps what was refused in sight, and tries again where that can help", async () => {
  add.mockRejectedValueOnce(new Problem("数据库暂时不可用", "database-unavailable", 503, "请稍后再试"));
  show(<AttachmentField orderNo={NO} />);
  await choose(file("甲.jpg"));
  expect((await screen.findByTestId("attachment-refused")).textContent).toContain("请稍后再试");
  fireEvent.click(screen.getByRole("button", { name: /重\s?试/ }));
  await waitFor(() => expect(screen.queryByTestId("attachment-refused")).toBeNull());
  expect(add).toHaveBeenCalledTimes(2);
});

it("does not send what cannot be taken", async () => {
  show(<AttachmentField orderNo={NO} />);
  await choose(file("病毒.exe"), file("大.jpg", 11 * MB));
  const told = (await screen.findAllByTestId("attachment-refused")).map((one) => one.textContent);
  expect(told[0]).toContain("不支持这种文件");
  expect(told[1]).toContain("图片不能超过 10 MB");
  expect(add).not.toHaveBeenCalled();
});

it("says why nothing can be added", async () => {
  list.mockResolvedValue({ ...LIST, may_add: false, why_not: "本单位没有参与办理这件工单" });
  show(<AttachmentField orderNo={NO} />);
  expect((await screen.findByTestId("attachment-field")).textContent).toContain("本单位没有参与办理这件工单");
});

it("knows names and sizes", () => {
  expect(refusalOf({ name: "a.JPEG", size: 1 }, LIST.limits)).toBeNull();
  expect(refusalOf({ name: "无扩展名", size: 1 }, LIST.limits)).toBeNull();
  expect([sizeOf(10), sizeOf(340_000), sizeOf(3 * MB)]).toEqual(["1 KB", "332 KB", "3.0 MB"]);
});
