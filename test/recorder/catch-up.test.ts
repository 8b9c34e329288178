import { expect, it } from "vitest";
import { catchUp } from "../../src/recorder/catch-up.ts";

const healthOf = (facts: { readonly ready: boolean; readonly lagMs: number }) => ({
  ...{ detail: "", spools: [], waitingRows: 0, batch: 1, positions: new Map() },
  ...facts,
});

it("waits until the recorder has read everything", async () => {
  const lags = [900, 20, 0, 7];
  const health = () => healthOf({ ready: true, lagMs: lags.shift() ?? 0 });
  await catchUp({ health }, new AbortController().signal);
  expect(lags).toEqual([7]);
});

it("does not wait for a store that is down", async () => {
  let looks = 0;
  const health = () => {
    looks += 1;
    return healthOf({ ready: false, lagMs: 900 });
  };
  await catchUp({ health }, new AbortController().signal);
  expect(looks).toBe(1);
});

it("ends when nobody waits for it, and after its time", async () => {
  const health = () => healthOf({ ready: true, lagMs: 900 });
  await catchUp({ health }, AbortSignal.abort());
  const beganMs = performance.now();
  await catchUp({ health }, new AbortController().signal);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
});
