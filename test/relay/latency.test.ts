import { expect, it } from "vitest";
import { EVERY, hasGoneOn, sampleLatency } from "../../src/relay/latency.ts";

it("takes one chunk of so many, of both senders though they take turns", () => {
  const taken: [number, string][] = [];
  sampleLatency((seconds, sender) => taken.push([seconds, sender]));
  const clock = { nowUs: () => 1_000_250 };
  for (let i = 0; i < 2 * EVERY; i += 1) {
    hasGoneOn(i % 2 === 0 ? "station" : "csms", 1_000_000, clock);
  }
  expect(taken).toEqual([
    [0.000_25, "station"],
    [0.000_25, "csms"],
  ]);
  sampleLatency(null);
  for (let i = 0; i < EVERY; i += 1) hasGoneOn("station", 0, clock);
  expect(taken).toHaveLength(2);
});
