import { expect, it } from "vitest";
import { createEventLog } from "../../src/simulate/event-log.ts";

const isNumber =
  (wanted: number) =>
  (entry: number): entry is number =>
    entry === wanted;

it("finds what was and waits for what will be", async () => {
  const log = createEventLog<number>(10);
  log.record(1);
  const later = log.find(isNumber(2), "two");
  log.record(2);
  expect(await log.find(isNumber(1), "one")).toBe(1);
  expect(await later).toBe(2);
});

it("says what was never seen when it is closed", async () => {
  const log = createEventLog<number>(10);
  const waiting = expect(log.find(isNumber(3), "three")).rejects.toThrow("three");
  log.close();
  await waiting;
  await expect(log.find(isNumber(4), "four")).rejects.toThrow("four");
});

it("remembers a bounded number and counts all", () => {
  const log = createEventLog<number>(10);
  const heard: number[] = [];
  const stop = log.on((entry) => heard.push(entry));
  for (let number = 1; number <= 100; number += 1) log.record(number);
  stop();
  log.record(101);
  expect(log.entries().length).toBeLessThanOrEqual(10);
  expect(log.entries().at(-1)).toBe(101);
  expect(log.total()).toBe(101);
  expect(heard).toHaveLength(100);
});
