import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createHeldTogether, createHeldWrites } from "../../src/translate/held-writes.ts";
import { until } from "../support/until.ts";

const write = (key: string, value: number | null, due: "now" | "beforeSaying" | "soon") => ({
  ...{ kind: "write" as const, due },
  writes: [{ key, value }],
});

it("of two writes of one document the later one is left, and all go at once", () => {
  const held = createHeldWrites();
  held.add(write("outbox/1", 1, "now"));
  held.add(write("station", 2, "soon"));
  held.add(write("outbox/1", null, "soon"));
  expect(held.take()).toEqual([
    { key: "outbox/1", value: null },
    { key: "station", value: 2 },
  ]);
  expect(held.isEmpty()).toBe(true);
  expect(held.take()).toEqual([]);
});

it("what may come soon holds nothing up, anything else does until it is taken", () => {
  const held = createHeldWrites();
  held.add(write("tokens/a", 1, "soon"));
  expect(held.isDue()).toBe(false);
  held.add(write("station", 1, "beforeSaying"));
  held.add(write("tokens/b", 1, "soon"));
  expect(held.isDue()).toBe(true);
  held.take();
  expect(held.isDue()).toBe(false);
});

describe("writes of many stations", () => {
  it("go along with another's, the longest waiting first, a bounded number at a time", () => {
    const together = createHeldTogether();
    const written: number[] = [];
    const writes = Array.from({ length: limits.heldWritesAlongMax + 2 }, (_, at) => () => {
      written.push(at);
      // As a station does whose own write this is.
      together.takeAlong();
    });
    for (const write of writes) together.wait(write);
    together.forget(writes[1] as () => void);
    together.takeAlong();
    expect(written).toEqual(
      writes.map((_, at) => at).filter((at) => at !== 1 && at <= limits.heldWritesAlongMax),
    );
    together.takeAlong();
    expect(written.at(-1)).toBe(limits.heldWritesAlongMax + 1);
    expect(written).toHaveLength(limits.heldWritesAlongMax + 1);
  });

  it("go by themselves after a while, all of them", async () => {
    const together = createHeldTogether();
    const written: number[] = [];
    for (let at = 0; at < 100; at += 1) together.wait(() => written.push(at));
    expect(written).toEqual([]);
    await until(() => written.length === 100, "all of them");
  });
});
