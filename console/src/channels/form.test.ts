import { describe, expect, it } from "vitest";
import { fieldsOf, shownAs, valuesOf } from "./form";

const schema = {
  properties: {
    token: { title: "访问令牌", type: "string", format: "password", writeOnly: true },
    forums: { title: "论坛编号", type: "array", items: { type: "integer" } },
    since: { title: "起始日", anyOf: [{ type: "string", format: "date" }, { type: "null" }], description: "可不填" },
    page: { title: "每次", type: "integer" },
    on: { title: "开", type: "boolean" },
  },
  required: ["token", "forums"],
};

describe("a channel's form", () => {
  it("is made from its schema", () => {
    expect(fieldsOf(schema).map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["token", "secret", true],
      ["forums", "numbers", true],
      ["since", "text", false],
      ["page", "number", false],
      ["on", "flag", false],
    ]);
    expect(fieldsOf(schema)[2]?.hint).toBe("可不填");
    expect(fieldsOf({})).toEqual([]);
  });
  it("gives back what the server understands", () => {
    const given = { token: "********", forums: "12，34 56", since: "", page: 50, on: false };
    expect(valuesOf(fieldsOf(schema), given)).toEqual({ token: "********", forums: [12, 34, 56], page: 50, on: false });
    expect(shownAs([12, 34])).toBe("12，34");
    expect(shownAs(null)).toBeUndefined();
  });
});
