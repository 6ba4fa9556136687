/** For tests of components: what jsdom lacks and antd asks for. */
import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";

afterEach(cleanup);

class NoResizing implements ResizeObserver {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
}

if (typeof window !== "undefined") {
  vi.stubGlobal("ResizeObserver", NoResizing);
  vi.stubGlobal("matchMedia", (query: string) => ({ matches: false, media: query, addListener: vi.fn(), removeListener: vi.fn() }));
}
