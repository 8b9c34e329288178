import { expect, it } from "vitest";
import { cappedCopy } from "../../src/ocpp/capped-copy.ts";

it("copies what is small, with every name a peer may choose", () => {
  const payload: unknown = JSON.parse('{"__proto__":{"a":[1,null]},"constructor":"x"}');
  const copy = cappedCopy(payload);
  expect(JSON.stringify(copy)).toBe(JSON.stringify(payload));
  expect(copy).not.toBe(payload);
});

it("cuts arrays, objects and the whole", () => {
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]));
  expect(Object.keys(cappedCopy(wide) as object)).toHaveLength(100);
  expect(cappedCopy(Array(5_000).fill(1))).toHaveLength(64);
  const nested = Array(64).fill(Array(64).fill(Array(64).fill(1)));
  expect(JSON.stringify(cappedCopy(nested)).length).toBeLessThan(10_000);
});
