import { expect, it, onTestFinished, vi } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createRedial } from "../../src/relay/redial.ts";

function timers() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

it("tries until it is done, with growing pauses", async () => {
  timers();
  const outcomes = [true, true, false];
  const atMs: number[] = [];
  const redial = createRedial(async () => {
    atMs.push(Date.now());
    return outcomes[atMs.length - 1] ?? false;
  });
  const beganMs = Date.now();
  redial.soon();
  redial.soon();
  await vi.advanceTimersByTimeAsync(10 * limits.redialMsMin);
  expect(atMs).toHaveLength(3);
  expect(redial.isOn()).toBe(false);
  const [first = 0, second = 0, third = 0] = atMs.map((ms) => ms - beganMs);
  expect(first).toBeLessThanOrEqual(limits.redialMsMin);
  expect(second - first).toBeGreaterThanOrEqual(limits.redialMsMin - 1);
  expect(third - second).toBeGreaterThanOrEqual(2 * limits.redialMsMin - 1);
});

it("an attempt that was stopped knows it, and is not followed by another", async () => {
  timers();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const seen: boolean[] = [];
  const redial = createRedial(async (isOn) => {
    const isUnfinished = await promise;
    seen.push(isOn());
    return isUnfinished;
  });
  redial.now();
  await vi.advanceTimersByTimeAsync(1);
  expect(redial.isOn()).toBe(true);
  redial.stop();
  resolve(true);
  await vi.advanceTimersByTimeAsync(limits.redialMsMax);
  expect(seen).toEqual([false]);
  expect(redial.isOn()).toBe(false);
});

it("at once instead of a pause", async () => {
  timers();
  let attempts = 0;
  const redial = createRedial(async () => {
    attempts += 1;
    return false;
  });
  redial.soon();
  redial.now();
  await vi.advanceTimersByTimeAsync(1);
  expect(attempts).toBe(1);
});
