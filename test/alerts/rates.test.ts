import { expect, it } from "vitest";
import { createRates } from "../../src/alerts/rates.ts";
import { limits } from "../../src/base/limits.ts";
import { NOON_US } from "./samples.ts";

const HOUR_US = 3_600_000_000;

it("lets so many go at once, and then as many as time brings", () => {
  const isAllowed = createRates(new Map([["a", 4]]));
  const asked = (nowUs: number) => Array.from({ length: 9 }, () => isAllowed("a", nowUs));
  expect(asked(NOON_US).filter(Boolean)).toHaveLength(4);
  expect(asked(NOON_US + HOUR_US / 2).filter(Boolean)).toHaveLength(2);
  expect(asked(NOON_US + 9 * HOUR_US).filter(Boolean)).toHaveLength(4);
});

it("keeps all receivers together below a number a minute", () => {
  const names = Array.from({ length: 200 }, (_, number) => `r-${number}`);
  const isAllowed = createRates(new Map(names.map((name) => [name, 60])));
  const allowed = names.filter((name) => isAllowed(name, NOON_US));
  expect(allowed).toHaveLength(limits.alertMessagesPerMinuteMax);
});

it("is not confused by a clock that goes back", () => {
  const isAllowed = createRates(new Map([["a", 1]]));
  expect(isAllowed("a", NOON_US)).toBe(true);
  expect(isAllowed("a", NOON_US - HOUR_US)).toBe(false);
});
