import { describe, expect, it } from "vitest";
import { localOnly } from "./local";

describe("addresses of codes", () => {
  it("knows those that only this machine opens", () => {
    expect(localOnly("http://127.0.0.1:8000/website/q/A")).toBe(true);
    expect(localOnly("http://localhost/website/q/A")).toBe(true);
    expect(localOnly("http://[::1]:8000/website/q/A")).toBe(true);
    expect(localOnly("https://12345.example.gov.cn/website/q/A")).toBe(false);
  });
});
