import { expect, it } from "vitest";
import { createTurnstile, realPace, sleepUntil } from "../../../src/rehearse/playback/pace.ts";
import { leapingPace } from "./days.ts";

it("sleeps until a time, and not at all until one that has been", async () => {
  const pace = leapingPace(1_000);
  const { signal } = new AbortController();
  await sleepUntil(5_000, pace, signal);
  expect(pace.nowMs()).toBe(5_000);
  await sleepUntil(4_000, pace, signal);
  expect(pace.nowMs()).toBe(5_000);
});

it("wakes where it is told to stop, in real time as well", async () => {
  const stopping = new AbortController();
  const sleeping = sleepUntil(realPace.nowMs() + 3_600_000, realPace, stopping.signal);
  stopping.abort();
  await sleeping;
  await realPace.sleep(3_600_000, stopping.signal);
});

it("lets through only so many in a second", async () => {
  const pace = leapingPace(1_000_000);
  const turnstile = createTurnstile(10, pace);
  const { signal } = new AbortController();
  for (let nth = 0; nth < 60; nth += 1) await turnstile(signal);
  const tookMs = pace.nowMs() - 1_000_000;
  expect(tookMs).toBeGreaterThanOrEqual(4_900);
  expect(tookMs).toBeLessThan(6_000);
});
