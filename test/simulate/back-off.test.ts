import { expect, it } from "vitest";
import { createBackOff } from "../../src/simulate/back-off.ts";
import { createRandom } from "../../src/simulate/random.ts";

it("waits longer after each failure, and begins anew after a success", () => {
  const backOff = createBackOff({ minMs: 100, maxMs: 1_000 }, createRandom(1));
  const waits = Array.from({ length: 40 }, () => backOff.nextMs(0) ?? 0);
  for (const [index, ms] of waits.entries()) {
    const mean = Math.min(1_000, 100 * 2 ** index);
    expect(ms).toBeGreaterThanOrEqual(0.75 * mean);
    expect(ms).toBeLessThanOrEqual(1.25 * mean);
  }
  backOff.succeeded();
  expect(backOff.nextMs(0)).toBeLessThanOrEqual(125);
});

it("stays away as long as it was told, and where it is not to dial again", () => {
  const backOff = createBackOff({ minMs: 100, maxMs: 1_000 }, createRandom(1));
  backOff.stayAway(50_000);
  expect(backOff.isAway(49_999)).toBe(true);
  expect(backOff.nextMs(10_000)).toBe(40_000);
  expect(backOff.isAway(50_000)).toBe(false);
  expect(createBackOff(null, createRandom(1)).nextMs(0)).toBeNull();
});
