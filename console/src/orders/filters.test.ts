import { describe, expect, it } from "vitest";
import { filtersOf, isFiltered, queryOf, searchWith } from "./filters";

describe("filters in the address", () => {
  it("reads what it knows", () => {
    expect(filtersOf(new URLSearchParams("state=draft&q=路灯&evil=1&due="))).toEqual({ state: "draft", q: "路灯" });
  });
  it("goes back to the first page when a filter changes", () => {
    const next = searchWith(new URLSearchParams("state=draft&cursor=abc"), { due: "red" });
    expect(next.toString()).toBe("state=draft&due=red");
  });
  it("keeps the filters when the page changes, and drops what is cleared", () => {
    expect(searchWith(new URLSearchParams("state=draft"), { cursor: "abc" }).toString()).toBe("state=draft&cursor=abc");
    expect(searchWith(new URLSearchParams("state=draft&q=x"), { q: null }).toString()).toBe("state=draft");
  });
  it("asks the API in its own types", () => {
    const filters = filtersOf(new URLSearchParams("state=draft,handling&waiting=true&q=x"));
    expect(queryOf(filters, 30)).toEqual({ state: ["draft", "handling"], waiting: true, q: "x", limit: 30 });
  });
  it("keeps what the analyst's figures ask for", () => {
    const search = new URLSearchParams("proposed=020403&automatic=false&corrected=lead&accepted_from=2026-11-23T00:00:00Z");
    expect(queryOf(filtersOf(search), 30)).toEqual({
      proposed: "020403",
      automatic: false,
      corrected: "lead",
      accepted_from: "2026-11-23T00:00:00Z",
      limit: 30,
    });
  });
  it("does not count the page as a filter", () => {
    expect(isFiltered({ cursor: "abc" })).toBe(false);
    expect(isFiltered({ due: "red" })).toBe(true);
  });
});
