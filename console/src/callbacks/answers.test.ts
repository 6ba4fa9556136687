import { expect, test } from "vitest";
import { BLANK, gradeOfKey, isBad, missing, sent, type Answers } from "./answers";

const reached: Answers = { ...BLANK, result: "reached" };

test("nobody reached needs nothing more", () => {
  expect(missing(BLANK, "callback")).toBe("result");
  expect(missing({ ...BLANK, result: "busy" }, "callback")).toBeNull();
  expect(sent({ ...reached, result: "busy", score: 1 }, 7)).toEqual({ result: "busy", version: 7 });
});

test("who was reached is asked both questions, and why", () => {
  expect(missing(reached, "callback")).toBe("solved");
  expect(missing({ ...reached, solved: "已解决" }, "callback")).toBe("score");
  expect(missing({ ...reached, solved: "已解决", score: 3 }, "callback")).toBeNull();
  const bad: Answers = { ...reached, solved: "未解决", score: 4 };
  expect(isBad(bad)).toBe(true);
  expect(missing(bad, "callback")).toBe("reason");
  expect(missing({ ...bad, words: "没人来" }, "callback")).toBeNull();
});

test("a verification needs what was found; a mistaken rating the right one", () => {
  expect(missing(reached, "verification")).toBe("check");
  expect(missing({ ...reached, check: "confirmed" }, "verification")).toBe("note");
  expect(missing({ ...reached, check: "confirmed", note: "属实" }, "verification")).toBeNull();
  expect(missing({ ...reached, check: "mistaken", note: "按错了" }, "verification")).toBe("solved");
});

test("what is not asked any more is not sent", () => {
  const bad: Answers = { ...reached, solved: "未解决", score: 1, reason_code: "no_contact", fault: true, words: "没人来" };
  expect(sent(bad, 7)).toEqual({ ...bad, version: 7 });
  const better = { ...bad, solved: "已解决" as const, score: 5 };
  expect(sent(better, 7)).toEqual({ ...better, reason_code: null, fault: null, version: 7 });
  const confirmed = { ...better, check: "confirmed" as const, note: "属实" };
  expect(sent(confirmed, 7)).toEqual({ ...confirmed, solved: null, score: null, reason_code: null, fault: null, version: 7 });
  const mistaken = { ...confirmed, check: "mistaken" as const };
  expect(sent(mistaken, 7)).toMatchObject({ solved: "已解决", score: 5, reason_code: null, fault: null });
});

test("keys are those of the telephone", () => {
  expect([1, 2, 3, 4, 5].map(gradeOfKey)).toEqual([5, 4, 3, 2, 1]);
});
