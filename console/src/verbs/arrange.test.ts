import { describe, expect, it } from "vitest";
import { arranged, ends, nextStep } from "./arrange";
import { FLOW, order, state } from "./sample";

const names = (verbs: { verb: string }[]) => verbs.map(({ verb }) => verb);
const ALL = ["edit", "sign", "sign_part", "reply", "cancel", "urge"];
const CLOSED = { allowed: false, why_not: "还有 1 个协办单位未反馈" };
const at = (closed: string[] = []) => order({ verbs: ALL.map((name) => state(name, closed.includes(name) ? CLOSED : {})) });

describe("where the buttons stand", () => {
  it("shows a unit what it may do in this state, a closed one too", () => {
    const found = arranged(at(["reply"]), { role: "clerk", department_code: "XN1", units: ["XN1"] }, FLOW);
    expect(names(found.buttons)).toEqual(["reply"]);
    expect(found.buttons[0]?.why_not).toBe("还有 1 个协办单位未反馈");
    expect(names(found.otherStates)).toEqual(["sign"]);
    expect(names(found.otherRoles)).toEqual(["edit", "sign_part", "cancel", "urge"]);
  });
  it("shows an assisting unit its own part, not the lead's", () => {
    const found = arranged(at(), { role: "clerk", department_code: "XN2", units: ["XN2"] }, FLOW);
    expect(names(found.buttons)).toEqual(["sign_part"]);
  });
  it("puts the units' verbs last for those above them", () => {
    const found = arranged(at(), { role: "supervisor", department_code: null, units: [] }, FLOW);
    expect(names(found.buttons)).toEqual(["cancel", "urge", "sign_part", "reply"]);
  });
  it("loses no verb", () => {
    const { buttons, further, otherStates, otherRoles } = arranged(at(), { role: "supervisor", department_code: null, units: [] }, FLOW);
    expect(names([...buttons, ...further, ...otherStates, ...otherRoles]).sort()).toEqual([...ALL].sort());
  });
  it("names the next step in the order's ordinary life, not its end", () => {
    expect(nextStep([state("cancel"), state("urge"), state("reply")], order(), FLOW)?.verb).toBe("reply");
    expect(nextStep([state("sign"), state("reply")], order({ state: "dispatched" }), FLOW)?.verb).toBe("sign");
    expect(nextStep([state("reply", CLOSED)], order(), FLOW)).toBeUndefined();
    expect(nextStep([state("reply")], order({ state: "arbitration" }), FLOW)).toBeUndefined();
    expect(ends(state("cancel"), FLOW)).toBe(true);
  });
});
