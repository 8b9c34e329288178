import { expect, it } from "vitest";
import { createPace } from "../../src/backends/pace.ts";

it("lets so much through at once, and then asks for the time that it takes", () => {
  const pace = createPace({ burst: 3, everyMs: 100 });
  const spend = (cost: number, atMs: number) => pace.spend(cost, atMs * 1000);
  expect([spend(1, 0), spend(2, 0), spend(1, 0), spend(1, 0)]).toEqual([0, 0, 100, 200]);
  expect(spend(1, 200)).toBe(100);
  expect(spend(3, 10_000)).toBe(0);
  expect(spend(65, 10_000)).toBe(6_500);
});

it("a clock that is set back gives nothing and takes nothing", () => {
  const pace = createPace({ burst: 1, everyMs: 100 });
  expect(pace.spend(1, 5_000_000)).toBe(0);
  expect(pace.spend(0, 0)).toBe(0);
  expect(pace.spend(1, 100_000)).toBe(0);
});
