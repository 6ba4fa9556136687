import { describe, expect, it } from "vitest";
import type { User } from "../api/types";
import { homeOf, isClosed, pagesOf } from "./access";

const user = (...rights: string[]): User => ({
  id: 1,
  login: "a",
  name: "甲",
  role: "agent",
  role_name: "话务员",
  department_code: null,
  units: [],
  rights: Object.fromEntries(rights.map((right) => [right, "all"])),
});

describe("access", () => {
  it("puts an agent at the desk, others before the orders, and who has neither on the welcome page", () => {
    expect(homeOf(user("orders.read", "presence", "calls.read"))).toBe("/desk");
    expect(homeOf(user("orders.read"))).toBe("/orders");
    expect(homeOf(user("orders.read", "quality.read", "quality.inspect"))).toBe("/quality");
    expect(homeOf(user("catalogue.read"))).toBe("/welcome");
  });
  it("shows only the pages that rights open", () => {
    expect(pagesOf(user("orders.read", "calls.read"))).toEqual(["orders", "calls"]);
    expect(isClosed(user("orders.read"), "/calls/1234")).toBe(true);
    expect(isClosed(user("orders.read"), "/orders")).toBe(false);
    expect(isClosed(user(), "/elsewhere")).toBe(false);
  });
});
