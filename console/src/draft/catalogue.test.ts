import { describe, expect, it } from "vitest";
import { codePath, treeOf } from "./catalogue";

describe("catalogue", () => {
  it("builds the tree from parents", () => {
    const tree = treeOf([
      { code: "01", parent: "", level: 1, name: "城乡建设" },
      { code: "0101", parent: "01", level: 2, name: "物业" },
      { code: "010101", parent: "0101", level: 3, name: "收费" },
    ]);
    expect(tree).toEqual([
      { value: "01", label: "城乡建设", children: [{ value: "0101", label: "物业", children: [{ value: "010101", label: "收费" }] }] },
    ]);
  });
  it("splits a code into its levels", () => {
    expect(codePath("010203")).toEqual(["01", "0102", "010203"]);
    expect(codePath("0102")).toEqual(["01", "0102"]);
    expect(codePath(null)).toEqual([]);
  });
});
