import { expect, it } from "vitest";
import { createBackOff } from "../../src/relay/back-off.ts";

it("pauses double up to the maximum, and begin anew", () => {
  const backOff = createBackOff({ minMs: 500, maxMs: 3_000 }, () => 0);
  const pauses = Array.from({ length: 5 }, () => backOff.next());
  expect(pauses).toEqual([500, 1_000, 2_000, 3_000, 3_000]);
  backOff.reset();
  expect(backOff.next()).toBe(500);
});

it("chance makes a pause up to half shorter, never longer", () => {
  const backOff = createBackOff({ minMs: 1_000, maxMs: 1_000 });
  for (let count = 0; count < 100; count += 1) {
    const ms = backOff.next();
    expect(ms).toBeGreaterThan(500);
    expect(ms).toBeLessThanOrEqual(1_000);
  }
});
