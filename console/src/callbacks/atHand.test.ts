import { expect, test } from "vitest";
import { atHand } from "./atHand";

const list = (...ids: number[]) => ids.map((id) => ({ id }));

test("the first of a list that has been read is at hand, and none while it is being read", () => {
  expect(atHand(null, undefined, true)).toEqual({ id: null, left: false });
  expect(atHand(null, list(7, 8), true)).toEqual({ id: null, left: false });
  expect(atHand(null, list(7, 8), false)).toEqual({ id: 7, left: false });
  expect(atHand(null, [], false)).toEqual({ id: null, left: false });
});

test("what is at hand stays, whatever the list becomes, and is told to have left it", () => {
  expect(atHand(7, list(9, 7), false)).toEqual({ id: 7, left: false });
  expect(atHand(7, list(9), false)).toEqual({ id: 7, left: true });
  expect(atHand(7, [], true)).toEqual({ id: 7, left: true });
  expect(atHand(7, undefined, true)).toEqual({ id: 7, left: false });
});
