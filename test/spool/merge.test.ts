import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import type { FollowerRead } from "../../src/spool/follower.ts";
import { createMerge, type Merge } from "../../src/spool/merge.ts";
import { messageOf } from "../support/spool.ts";

const waitMs = 200;
const linkId = newLinkId();

/** What was read of segment 2: a record at each of these times, ten bytes each. */
function part(...timesUs: readonly number[]): FollowerRead {
  return {
    records: timesUs.map((receivedAtUs, index) => messageOf(linkId, index + 1, { receivedAtUs })),
    endOffsets: timesUs.map((_, index) => (index + 1) * 10),
    position: { segment: 2, offset: timesUs.length * 10 },
  };
}

const nothing: FollowerRead = { records: [], endOffsets: [], position: { segment: 2, offset: 0 } };
/** Long before, or long after, all records here by the wall's clock. */
const early = (ms: number) => ({ ms, us: 0 });
const late = (ms: number) => ({ ms, us: 1_000_000_000 });

function mergeOf(workers: readonly number[], recordsMax = 1_000): Merge {
  return createMerge({ workers, recordsMax, waitMs });
}

/** `1@5`: of the first worker, received at 5 µs. */
function told(merge: Merge, recordsMax = 1_000): readonly string[] {
  const { records, workers } = merge.take(recordsMax);
  return records.map(({ receivedAtUs }, index) => `${workers[index]}@${receivedAtUs}`);
}

describe("records of several spools", () => {
  it("come in the order in which they were received", () => {
    const merge = mergeOf([1, 2, 3]);
    merge.put(1, part(10, 40, 50), early(0));
    merge.put(2, part(20, 45), early(0));
    merge.put(3, part(5, 60), early(0));
    // After 45 the second spool has to be read on: it may have one before 50.
    expect(told(merge)).toEqual(["3@5", "1@10", "2@20", "1@40", "2@45"]);
    merge.put(2, part(46, 70), early(1));
    expect(told(merge)).toEqual(["2@46", "1@50"]);
  });

  it("of the same time come in the order of the workers", () => {
    const merge = mergeOf([1, 2]);
    merge.put(2, part(7, 8), early(0));
    merge.put(1, part(7, 7, 8), early(0));
    expect(told(merge)).toEqual(["1@7", "1@7", "2@7", "1@8"]);
  });

  it("keep the order of their own spool, also where its clock went back", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(50, 3, 4, 60), early(0));
    merge.put(2, part(40, 55), early(0));
    expect(told(merge)).toEqual(["2@40", "1@50", "1@3", "1@4", "2@55"]);
  });

  it("are no more than asked for, and none is lost by that", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(1, 3), early(0));
    merge.put(2, part(2, 4), early(0));
    expect(told(merge, 1)).toEqual(["1@1"]);
    expect(told(merge, 1)).toEqual(["2@2"]);
    expect(told(merge, 9)).toEqual(["1@3"]);
  });
});

describe("a silent spool", () => {
  it("is not waited for where an older record of it would have been there", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(10, 20), early(0));
    merge.put(2, nothing, late(0));
    expect(told(merge)).toEqual(["1@10", "1@20"]);
  });

  it("is waited for where an older record may still come, and that goes first", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(10, 30), early(100));
    merge.put(2, nothing, early(100));
    expect(told(merge)).toEqual([]);
    expect(merge.waitsSinceUs(1)).toBe(10);
    merge.put(2, part(20), early(150));
    expect(told(merge)).toEqual(["1@10", "2@20"]);
  });

  it("is waited for no longer than the bound, whatever its clock says", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(10, 20), early(100));
    merge.put(2, nothing, early(100 + waitMs - 1));
    expect(told(merge)).toEqual([]);
    merge.put(2, nothing, early(100 + waitMs));
    expect(told(merge)).toEqual(["1@10", "1@20"]);
  });

  it("is not taken for one before it was looked at", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(10), early(0));
    expect(told(merge)).toEqual([]);
  });

  it("is not at its end where only damage was found", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(10), early(0));
    merge.put(2, { ...nothing, damaged: [{ segment: 2, offset: 0, bytes: 9 }] }, late(0));
    expect(told(merge)).toEqual([]);
  });
});

describe("a merge", () => {
  it("knows the position behind what was taken of each spool", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(1, 2, 9), late(0));
    merge.put(2, part(3), late(0));
    expect(merge.positions()).toEqual(new Map());
    merge.take(1);
    expect(merge.positions()).toEqual(new Map([[1, { segment: 2, offset: 10 }]]));
    merge.take(9);
    expect(merge.positions()).toEqual(
      new Map([
        [1, { segment: 2, offset: 20 }],
        [2, { segment: 2, offset: 10 }],
      ]),
    );
  });

  it("says which spools have given out all that was there", () => {
    const merge = mergeOf([1, 2], 2);
    merge.put(1, part(1), late(0));
    merge.put(2, nothing, late(0));
    expect(merge.take(9).ended).toEqual([2, 1]);
    merge.put(1, part(2, 3), late(1));
    // As many as are read at once: there may be more.
    expect(merge.take(9).ended).toEqual([2]);
  });

  it("forgets a spool of which nothing waits", () => {
    const merge = mergeOf([1, 2]);
    merge.put(1, part(1), early(0));
    expect(() => merge.forget(1)).toThrow("waits");
    merge.forget(2);
    expect(told(merge)).toEqual(["1@1"]);
  });
});
