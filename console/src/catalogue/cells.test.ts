import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import { columnsOf, complaints, firstCells, parts, shown, underFields } from "./cells";
import type { ColumnBody, SheetBody } from "./endpoints";

const column = (name: string, more: Partial<ColumnBody> = {}): ColumnBody => ({
  name,
  chinese: name,
  kind: "text",
  needed: false,
  default: "",
  choices: [],
  refers: "",
  beginning: false,
  hint: "",
  ...more,
});
const sheet: SheetBody = {
  name: "duty",
  chinese: "派单目录",
  purpose: "",
  key: ["code"],
  retires: "active",
  columns: [
    column("code", { needed: true }),
    column("assist", { kind: "several", refers: "departments" }),
    column("limit"),
    column("active", { needed: true, default: "是", choices: [{ value: "是", chinese: "是" }] }),
  ],
  rows: 1,
  in_use: 1,
};

describe("cells", () => {
  it("shows codes with what they are called, and coded values by their names", () => {
    const entry = { cells: { assist: "A|B", channel: "website", keywords: "路灯|灯杆" }, names: { A: "甲局" } };
    expect(shown(column("assist", { kind: "several", refers: "departments" }), entry)).toBe("甲局（A）、B");
    expect(shown(column("channel", { choices: [{ value: "website", chinese: "网络问政" }] }), entry)).toBe("网络问政");
    expect(shown(column("keywords", { kind: "several" }), entry)).toBe("路灯、灯杆");
    expect(shown(column("nothing"), entry)).toBe("");
    expect(parts(" 甲 | |乙")).toEqual(["甲", "乙"]);
  });
  it("leaves out columns that are empty everywhere, and the flag that the state shows", () => {
    const entry = { key: "D1", cells: { code: "D1", assist: "A" }, in_use: true, names: {} };
    expect(columnsOf(sheet, [entry]).map(({ name }) => name)).toEqual(["code", "assist"]);
  });
  it("fills a new entry with the defaults", () => {
    expect(firstCells(sheet)).toEqual({ code: "", assist: "", limit: "", active: "是" });
    expect(firstCells(sheet, { code: "D1" }).code).toBe("D1");
  });
  it("puts a complaint under its field when it is about this row", () => {
    const row = { sheet: "duty", title: "派单目录", line: 1, subject: "D1", column: "limit", heading: "办理时限" };
    const body = {
      code: "city-data-invalid",
      title: "城市数据有误",
      problems: [
        { ...row, value: "三天", message: "时限应如 3wd", mend: "请填 3wd" },
        { ...row, subject: "D2", value: "", message: "", mend: "" },
      ],
    };
    const found = complaints(Problem.fromBody(422, body));
    expect(found).toHaveLength(2);
    expect([...underFields(found, sheet, "D1").keys()]).toEqual(["limit"]);
    expect(underFields(found, sheet, "D3").size).toBe(0);
    expect(complaints(new Error("?"))).toEqual([]);
  });
});
