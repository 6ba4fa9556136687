// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../api/types";
import type { LiveEvent } from "../events/stream";
import { listenForDesk } from "./listen";
import { takeUpDesk } from "./keep";
import { CLEAR, useDesk } from "./store";

const ME = 7;
const ADVICE = {
  confidence: 0.9,
  demand: true,
  departments: { lead: null, assist: [{ code: "XN2", name: "乙" }], guidance: null },
};
const hear = listenForDesk(ME);
const event = (topic: string, subject: string, data: Record<string, unknown> = {}): LiveEvent => ({
  seq: 1,
  topic,
  subject,
  at: "2026-11-23T00:00:00Z",
  data,
});

describe("the desk", () => {
  beforeEach(() => useDesk.setState(CLEAR));

  it("takes up a call that is offered to this agent only", () => {
    hear(event("call.offered", "c1", { agent_id: 9 }));
    expect(useDesk.getState().conversationId).toBeNull();
    hear(event("call.offered", "c1", { agent_id: ME }));
    expect(useDesk.getState().conversationId).toBe("c1");
  });

  it("lets a call go that was offered on to somebody else", () => {
    hear(event("call.offered", "c1", { agent_id: ME }));
    hear(event("call.offered", "c1", { agent_id: 9 }));
    expect(useDesk.getState().conversationId).toBeNull();
  });

  it("fills the form from proposals of its own call", () => {
    hear(event("call.offered", "c1", { agent_id: ME }));
    hear(event("draft.proposed", "c2", { form: { title: "别人的" } }));
    hear(event("draft.proposed", "c1", { form: { title: "路灯不亮", content: "路灯" }, advice: ADVICE }));
    const { draft, advice, adviceText } = useDesk.getState();
    expect(draft.values.title).toBe("路灯不亮");
    expect(advice?.confidence).toBe(0.9);
    expect(draft.values.assist_codes).toEqual(["XN2"]);
    expect(adviceText).toBe("路灯");
  });

  it("keeps the form when the same call is announced again, and clears it for the next", () => {
    hear(event("call.offered", "c1", { agent_id: ME }));
    useDesk.getState().edit({ title: "手写" });
    hear(event("call.offered", "c1", { agent_id: ME }));
    expect(useDesk.getState().draft.values.title).toBe("手写");
    hear(event("call.offered", "c2", { agent_id: ME }));
    expect(useDesk.getState().draft.values.title).toBe("");
  });

  it("knows what was typed while a save was under way", () => {
    const { edit, saved } = useDesk.getState();
    edit({ title: "一" });
    const written = useDesk.getState().draft.values;
    edit({ title: "一二" });
    saved({ order_no: "XN1" } as Order, written);
    expect(useDesk.getState().unsaved).toBe(true);
    saved({ order_no: "XN1" } as Order, useDesk.getState().draft.values);
    expect(useDesk.getState().unsaved).toBe(false);
  });
});

describe("the desk over a reload", () => {
  beforeEach(() => {
    sessionStorage.clear();
    useDesk.setState(CLEAR);
    takeUpDesk(ME);
  });

  /** The page is gone; what the tab holds is still there. */
  const reload = (userId: number) => {
    const held = sessionStorage.getItem("typed:desk");
    useDesk.setState(CLEAR);
    if (held !== null) sessionStorage.setItem("typed:desk", held);
    takeUpDesk(userId);
  };

  it("keeps the form of a call that is being wrapped up", () => {
    hear(event("call.offered", "c1", { agent_id: ME }));
    useDesk.getState().edit({ title: "路灯不亮" });
    reload(ME);
    expect(useDesk.getState()).toMatchObject({ conversationId: "c1", unsaved: true, draft: { values: { title: "路灯不亮" } } });
    expect(useDesk.getState().draft.touched).toEqual(new Set(["title"]));
  });
  it("gives nobody what somebody else typed", () => {
    useDesk.getState().edit({ title: "路灯不亮" });
    reload(ME + 1);
    expect(useDesk.getState().draft.values.title).toBe("");
  });
  it("forgets what was cleared away", () => {
    useDesk.getState().edit({ title: "路灯不亮" });
    useDesk.getState().begin(null);
    reload(ME);
    expect(useDesk.getState().unsaved).toBe(false);
  });
});
