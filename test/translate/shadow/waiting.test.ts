import { expect, it } from "vitest";
import { createWaiting } from "../../../src/translate/shadow/waiting.ts";

const item = (name: string, isDroppable: boolean, bytes = 1) => ({ name, isDroppable, bytes });
type Item = ReturnType<typeof item>;

it("gives back what it got, in order", () => {
  const waiting = createWaiting<Item>({ items: 2, bytes: 100 });
  expect(waiting.push(item("a", true))).toBe("kept");
  expect(waiting.push(item("b", true))).toBe("kept");
  expect([waiting.shift()?.name, waiting.shift()?.name, waiting.shift()]).toEqual(["a", "b", null]);
});

it("drops the oldest that is no beginning or end, by number and by bytes", () => {
  const waiting = createWaiting<Item>({ items: 3, bytes: 10 });
  for (const each of [item("start", false), item("old", true), item("new", true)]) {
    waiting.push(each);
  }
  expect(waiting.push(item("stop", false))).toBe("dropped");
  expect(waiting.push(item("large", false, 8))).toBe("dropped");
  expect([waiting.shift()?.name, waiting.shift()?.name, waiting.shift()?.name]).toEqual([
    ...["start", "stop", "large"],
  ]);
});

it("refuses what does not fit where nothing may go, and stays in bounds", () => {
  const waiting = createWaiting<Item>({ items: 2, bytes: 100 });
  waiting.push(item("start", false));
  waiting.push(item("stop", false));
  expect(waiting.push(item("start 2", false))).toBe("full");
  expect(waiting.push(item("status", true))).toBe("dropped");
  expect(waiting.size()).toBe(2);
  waiting.clear();
  expect([waiting.size(), waiting.shift()]).toEqual([0, null]);
});
