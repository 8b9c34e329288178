import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createArrivalRepeats } from "../../src/relay/arrival-repeats.ts";

it("records the first of an address and kind, then one in a while, with their number", () => {
  const repeats = createArrivalRepeats();
  const at = (nowMs: number, address = "10.0.0.7") => repeats.admit("tls-failed", address, nowMs);
  expect([at(0), at(1), at(2), at(3, "10.0.0.8")]).toEqual([0, null, null, 0]);
  expect(repeats.admit("tls-on-plain-port", "10.0.0.7", 3)).toBe(0);
  expect([at(limits.arrivalRepeatMs), at(limits.arrivalRepeatMs + 1)]).toEqual([2, null]);
});

it("remembers so many addresses", () => {
  const repeats = createArrivalRepeats();
  for (let host = 0; host <= limits.arrivalAddressesMax; host += 1) {
    expect(repeats.admit("tls-failed", `${host}`, 0)).toBe(0);
  }
  expect(repeats.admit("tls-failed", "0", 1)).toBe(0);
  expect(repeats.admit("tls-failed", "9", 1)).toBeNull();
});
