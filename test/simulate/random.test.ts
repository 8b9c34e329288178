import { expect, it } from "vitest";
import { createRandom } from "../../src/simulate/random.ts";

it("gives the same for the same seed and something else for another", () => {
  const draw = (seed: string) => {
    const random = createRandom(seed);
    return [random.uuid(), random.integer(1, 1000), random.fraction()];
  };
  expect(draw("a")).toEqual(draw("a"));
  expect(draw("a")).not.toEqual(draw("b"));
});

it("makes ids of the form of a UUID, none of 10,000 twice", () => {
  const random = createRandom(7);
  const ids = Array.from({ length: 10_000 }, random.uuid);
  expect(new Set(ids).size).toBe(10_000);
  for (const id of ids.slice(0, 100)) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

it("spreads evenly and keeps to its bounds", () => {
  const random = createRandom("spread");
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 10_000; draw += 1) {
    const value = random.integer(1, 5);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5]);
  for (const count of counts.values()) expect(count).toBeGreaterThan(1_800);
  expect(random.pick(["only"])).toBe("only");
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});
