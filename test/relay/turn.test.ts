import { afterEach, describe, expect, it } from "vitest";
import type { Sender } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { lookAtTurnsEnd, lookNow } from "../../src/relay/turn.ts";

/** Taps that tell one list what they were given. */
function createTaps() {
  const seen: string[] = [];
  const tap = (name: string) => ({
    bytes: (sender: Sender, chunk: Buffer, atUs: number) =>
      void seen.push(`${name} ${sender} ${chunk.length} ${atUs}`),
  });
  return { seen, one: tap("one"), other: tap("other") };
}

const turnsEnd = () => new Promise((resolve) => setImmediate(resolve));

describe("chunks of a turn", () => {
  afterEach(lookNow);

  it("are looked at in their order at its end, not before", async () => {
    const { seen, one, other } = createTaps();
    lookAtTurnsEnd(one, "station", Buffer.alloc(1), 10);
    lookAtTurnsEnd(other, "csms", Buffer.alloc(2), 20);
    await Promise.resolve();
    expect(seen).toEqual([]);
    lookAtTurnsEnd(one, "csms", Buffer.alloc(3), 30);
    await turnsEnd();
    expect(seen).toEqual(["one station 1 10", "other csms 2 20", "one csms 3 30"]);
  });

  it("are looked at earlier for whoever needs it, and once", async () => {
    const { seen, one } = createTaps();
    lookAtTurnsEnd(one, "station", Buffer.alloc(1), 10);
    lookNow();
    expect(seen).toEqual(["one station 1 10"]);
    lookAtTurnsEnd(one, "station", Buffer.alloc(2), 20);
    await turnsEnd();
    expect(seen).toEqual(["one station 1 10", "one station 2 20"]);
  });

  it("do not wait when there are many, or much", () => {
    const { seen, one } = createTaps();
    for (let n = 1; n < limits.turnChunksMax; n += 1)
      lookAtTurnsEnd(one, "csms", Buffer.alloc(1), n);
    expect(seen).toEqual([]);
    lookAtTurnsEnd(one, "csms", Buffer.alloc(1), 0);
    expect(seen).toHaveLength(limits.turnChunksMax);
    lookAtTurnsEnd(one, "csms", Buffer.alloc(limits.turnBytesMax), 0);
    expect(seen).toHaveLength(limits.turnChunksMax + 1);
  });
});
