import { describe, expect, it } from "vitest";
import { foundOf, foundTargets } from "./corpus.ts";
import { targets } from "./targets.ts";

describe.each(targets)("$name: $promise", (target) => {
  const seeds = target.seeds.map((seed, at) => ({ name: `seed ${at}`, input: Buffer.from(seed) }));

  it.each([...seeds, ...foundOf(target.name)])("holds for $name", async ({ input }) => {
    expect(input.length).toBeLessThanOrEqual(target.inputBytesMax);
    await target.check(input);
  });
});

it("what was found belongs to a target that is tried", () => {
  const names = new Set(targets.map(({ name }) => name));
  expect(names.size).toBe(targets.length);
  expect(foundTargets().filter((name) => !names.has(name))).toEqual([]);
});
