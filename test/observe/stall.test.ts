import { expect, it, onTestFinished } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import { watchStalls } from "../../src/observe/stall.ts";
import { until } from "../support/until.ts";

it("tells that the process stood still, how long, and says so for a while", async () => {
  const events: TapEvent[] = [];
  const stalls = watchStalls("relay", (event) => void events.push(event));
  onTestFinished(stalls.close);
  expect(stalls.detail()).toBe("");
  // The first tick of its timer, from which on delays are seen.
  await new Promise((resolve) => setTimeout(resolve, 50));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
  await until(() => events.length > 0, "it is told");
  const [told] = events;
  expect(told).toMatchObject({ name: "loopStalled", role: "relay" });
  const ms = told?.name === "loopStalled" ? told.ms : 0;
  expect(ms).toBeGreaterThanOrEqual(600);
  expect(stalls.detail()).toBe(`stood still for ${ms} ms within the last 5 minutes`);
});
