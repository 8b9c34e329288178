import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { createHoles, type Hole } from "../../src/spool/holes.ts";

const linkId = newLinkId();
const hole = (fromSeq: number, extra: Partial<Hole> = {}): Hole => ({
  linkId,
  reason: "buffer-full",
  fromSeq,
  toSeq: fromSeq,
  receivedAtUs: fromSeq * 10,
  ...extra,
});

it("joins numbers that follow each other into one gap, placed where its last message was", () => {
  const holes = createHoles(10);
  for (const seq of [4, 5, 6]) holes.add(hole(seq));
  expect(holes.count()).toBe(1);
  expect(holes.takeOf(linkId)).toEqual([
    {
      kind: "gap",
      linkId,
      reason: "buffer-full",
      fromSeq: 4,
      toSeq: 6,
      seq: 6,
      receivedAtUs: 60,
    },
  ]);
  expect(holes.count()).toBe(0);
  expect(holes.takeOf(linkId)).toEqual([]);
});

it("keeps holes apart that have something between them, another reason or another link", () => {
  const holes = createHoles(10);
  holes.add(hole(1));
  holes.add(hole(3));
  holes.add(hole(4, { reason: "segment-dropped" }));
  holes.add(hole(5, { linkId: newLinkId() }));
  expect(holes.takeOf(linkId).map((gap) => `${gap.fromSeq}-${gap.toSeq}`)).toEqual([
    "1-1",
    "3-3",
    "4-4",
  ]);
  expect(holes.count()).toBe(1);
});

it("gives one after the other, the longest waiting first", () => {
  const holes = createHoles(10);
  const other = newLinkId();
  holes.add(hole(1));
  holes.add(hole(7, { linkId: other }));
  holes.add(hole(3));
  expect([holes.takeNext()?.seq, holes.takeNext()?.seq, holes.takeNext()?.seq]).toEqual([1, 3, 7]);
  expect(holes.takeNext()).toBeNull();
});

it("has a bound, at which known holes still grow", () => {
  const holes = createHoles(1);
  expect(holes.add(hole(1))).toBe(true);
  expect(holes.add(hole(2))).toBe(true);
  expect(holes.add(hole(9))).toBe(false);
  expect(holes.takeNext()?.toSeq).toBe(2);
  expect(holes.add(hole(9))).toBe(true);
});
