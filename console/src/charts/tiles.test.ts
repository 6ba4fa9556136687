import { describe, expect, it } from "vitest";
import { sizeOf, tilesOf } from "./tiles";

const XIANNING = ["421202", "421221", "421222", "421223", "421224", "421281"];

describe("map of tiles", () => {
  it("places the districts as they lie: 嘉鱼 above 赤壁 above 通城, 通山 east of 崇阳", () => {
    const tiles = tilesOf(XIANNING);
    expect(tiles.get("421221")?.row).toBeLessThan(tiles.get("421281")?.row ?? 0);
    expect(tiles.get("421281")?.row).toBeLessThan(tiles.get("421222")?.row ?? 0);
    expect(tiles.get("421224")?.column).toBeGreaterThan(tiles.get("421223")?.column ?? 9);
    expect(sizeOf(tiles)).toEqual({ columns: 3, rows: 3 });
  });
  it("puts what has no place at the foot, and never two on one tile", () => {
    const tiles = tilesOf([...XIANNING, "", "1", "2", "3"]);
    expect(new Set([...tiles.values()].map(({ column, row }) => `${column},${row}`)).size).toBe(10);
    expect(tiles.get("")).toEqual({ column: 2, row: 2 });
  });
  it("lays another city out in rows", () => {
    expect(tilesOf(["1", "2", "3", "4"]).get("4")).toEqual({ column: 0, row: 1 });
    expect(sizeOf(tilesOf([]))).toEqual({ columns: 1, rows: 1 });
  });
});
