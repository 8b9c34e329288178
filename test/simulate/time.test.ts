import { expect, it } from "vitest";
import { createLeapingTime, createPacedTime, systemTimers } from "../../src/simulate/time.ts";

function manualDeps() {
  let nowUs = 1_000_000_000;
  const asked: number[] = [];
  return {
    asked,
    pass: (ms: number) => {
      nowUs += ms * 1000;
    },
    clock: { nowUs: () => nowUs },
    timers: {
      after: (ms: number) => {
        asked.push(ms);
        return () => undefined;
      },
    },
  };
}

it("passes as many times faster as the pace says", () => {
  const deps = manualDeps();
  const time = createPacedTime(60, deps);
  const startMs = time.nowMs();
  deps.pass(1_000);
  expect(time.nowMs() - startMs).toBe(60_000);
  time.after(30_000, () => undefined);
  expect(deps.asked).toEqual([500]);
});

it("runs a real timer once, and a cancelled one never", async () => {
  const ran: string[] = [];
  const cancel = systemTimers.after(0, () => ran.push("cancelled"));
  cancel();
  await new Promise<void>((resolve) => systemTimers.after(1, resolve));
  expect(ran).toEqual([]);
});

it("leaps from timer to timer in the order of their times, ties in the order of asking", async () => {
  const time = createLeapingTime(0);
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, time.nowMs()]);
  time.after(86_400_000, note("next day"));
  time.after(10, note("first"));
  time.after(10, note("second"));
  time.after(5, note("cancelled"))();
  await new Promise<void>((resolve) => time.after(90_000_000, resolve));
  expect(seen).toEqual([
    ["first", 10],
    ["second", 10],
    ["next day", 86_400_000],
  ]);
});

it("stands still while it is held", async () => {
  const time = createLeapingTime(0);
  const release = time.hold();
  let hasRun = false;
  const ran = new Promise<void>((resolve) =>
    time.after(1, () => {
      hasRun = true;
      resolve();
    }),
  );
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(hasRun).toBe(false);
  release();
  release();
  await ran;
  expect(time.nowMs()).toBe(1);
});
