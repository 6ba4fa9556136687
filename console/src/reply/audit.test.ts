import { describe, expect, it } from "vitest";
import { audit } from "./audit";

const LAMP = { title: "路灯不亮", content: "永安大道路灯不亮三天了" };
const GOOD = "您反映的永安大道路灯不亮问题，我单位已于11月23日更换灯具三盏，当晚恢复照明。";
const rules = (values: Record<string, unknown>, order = LAMP) =>
  audit({ reply_text: "11月23日更换灯具", public_reply_text: GOOD, ...values }, order).map(({ rule }) => rule);

describe("the audit of a reply", () => {
  it("finds nothing in a good one, and nothing in an empty one", () => {
    expect(rules({ solved: "已解决" })).toEqual([]);
    expect(audit({}, LAMP)).toEqual([]);
  });
  it.each([
    ["phone", "请拨打13812345678"],
    ["phone", "请拨打0715-8123456"],
    ["identity", "身份证420102199001011234"],
    ["door", "已到永安大道8号3栋核实"],
    ["door", "已到2单元核实"],
    ["name", "张先生您好"],
    ["shirks", "该事项不归我们管"],
    ["shirks", "请您自行联系物业"],
    ["empty", "我单位高度重视"],
    ["absolute", "彻底解决"],
    ["promises", "保证在三日内"],
  ])("finds %s in “%s”", (rule, words) => {
    expect(rules({ public_reply_text: `${GOOD}${words}` })).toContain(rule);
  });
  it("does not take a line, a decree or a hotline for a door or a number", () => {
    const text = `${GOOD}按第12号令、地铁2号线施工安排办理，可拨打12345。`;
    expect(rules({ public_reply_text: text, legal_basis: "x" })).toEqual([]);
  });
  it("wants facts behind a solved matter, and no contradiction", () => {
    const vague = { reply_text: "好了", public_reply_text: "路灯问题您放心，我们都会记在心上的，谢谢您。", solved: "已解决" };
    expect(rules(vague)).toEqual(expect.arrayContaining(["noFacts", "noTime", "noMeasure"]));
    expect(rules({ public_reply_text: `${GOOD}其余尚未解决。`, solved: "已解决" })).toContain("contradiction");
    expect(rules({ solved: "未解决" })).toEqual([]);
  });
  it("compares what is said of a contact with what is ticked", () => {
    expect(rules({ contacted: true })).toContain("contactTime");
    expect(rules({ reply_text: "已电话联系诉求人，11月23日更换" })).toContain("contactClaim");
  });
  it("wants a safety tip with a hazard, a basis with a law, and the matter itself", () => {
    expect(rules({}, { title: "路灯漏电", content: "灯杆漏电" })).toContain("hazard");
    expect(rules({ public_reply_text: `${GOOD}依据《城市照明管理规定》办理。` })).toContain("law");
    expect(rules({ public_reply_text: "11月23日已安排检查，请您理解，感谢您的来电。" })).toContain("core");
  });
  it("puts the grave ones first", () => {
    const levels = audit({ public_reply_text: "高度重视，请拨13812345678" }, LAMP).map(({ level }) => level);
    expect(levels[0]).toBe("high");
    expect([...levels].sort()).toEqual([...levels]);
  });
});
