import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { arrive, createSeqs, giveUp, overflow, reach, tell } from "../../src/recorder/seqs.ts";

it("sees a hole where numbers jump, and fills it when a message or a gap record explains it", () => {
  const seqs = createSeqs();
  expect([1, 2, 6, 9].map((seq) => arrive(seqs, seq))).toEqual([true, true, true, true]);
  expect(seqs.holes).toEqual([
    ...[
      [3, 5],
      [7, 8],
    ],
  ]);
  expect(arrive(seqs, 4)).toBe(true);
  expect(tell(seqs, [1, 7])).toEqual([
    ...[
      [3, 3],
      [5, 5],
      [7, 7],
    ],
  ]);
  expect(giveUp(seqs)).toEqual([[8, 8]]);
  expect(seqs).toEqual({ lastSeq: 9, holes: [] });
});

it("knows what is recorded already, and tells no gap twice", () => {
  const seqs = createSeqs();
  arrive(seqs, 1);
  expect(arrive(seqs, 1)).toBe(false);
  expect(tell(seqs, [1, 3])).toEqual([[2, 3]]);
  expect(tell(seqs, [2, 3])).toEqual([]);
  expect(tell(seqs, [9, 5])).toEqual([]);
  reach(seqs, 3);
  expect(giveUp(seqs)).toEqual([]);
});

it("keeps a bounded number of holes, giving up the oldest", () => {
  const seqs = createSeqs();
  for (let seq = 2; seq <= 2 * limits.holesPerLinkMax + 4; seq += 2) arrive(seqs, seq);
  expect(overflow(seqs)).toEqual([
    ...[
      [1, 1],
      [3, 3],
    ],
  ]);
  expect(overflow(seqs)).toEqual([]);
});

it("accounts for every number exactly once, whatever arrives and is told in whatever order", () => {
  const step = fc.record({
    what: fc.constantFrom("arrive", "tell", "reach", "giveUp"),
    at: fc.integer({ min: 1, max: 40 }),
    length: fc.integer({ min: 0, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const seqs = createSeqs();
      const counts = new Map<number, number>();
      const count = (from: number, to: number) => {
        for (let seq = from; seq <= to; seq += 1) counts.set(seq, (counts.get(seq) ?? 0) + 1);
      };
      const countAll = (ranges: readonly (readonly [number, number])[]) => {
        for (const [from, to] of ranges) count(from, to);
      };
      for (const { what, at, length } of steps) {
        if (what === "arrive" && arrive(seqs, at)) count(at, at);
        else if (what === "tell") countAll(tell(seqs, [at, at + length]));
        else if (what === "reach") reach(seqs, at);
        else if (what === "giveUp") countAll(giveUp(seqs));
      }
      countAll(giveUp(seqs));
      const expected = Array.from({ length: seqs.lastSeq }, (_, index) => [index + 1, 1]);
      expect([...counts].sort(([a], [b]) => a - b)).toEqual(expected);
    }),
  );
});
