import { expect, it } from "vitest";
import { barAt, brushed, isPartial, mostOf, partsOf } from "../../../src/ui/lib/bars.ts";

const answer = {
  from: "2026-11-21T09:00:00.000000Z",
  to: "2026-11-21T09:02:30.000000Z",
  bucketSeconds: 60,
  countedFrom: "2026-11-21T09:00:00.000000Z",
  buckets: [
    { messages: 1_000, errors: 1, warnings: 0 },
    { messages: 0, errors: 0, warnings: 0 },
    { messages: 500, errors: 0, warnings: 250 },
  ],
};

it("shows one faulty message among a thousand, and never more than the whole", () => {
  const most = mostOf(answer.buckets);
  const [first, second, third] = answer.buckets.map((bucket) => partsOf(bucket, most));
  expect(first?.errors).toBeGreaterThan(0.05);
  expect((first?.errors ?? 0) + (first?.others ?? 0)).toBeCloseTo(1);
  expect(second).toEqual({ errors: 0, warnings: 0, others: 0 });
  expect(third).toEqual({ errors: 0, warnings: 0.25, others: 0.25 });
});

it("brushes whole bars in either direction, and not beyond the end", () => {
  expect(brushed(answer, 1, 0)).toEqual({
    from: "2026-11-21T09:00:00.000Z",
    to: "2026-11-21T09:02:00.000Z",
  });
  expect(brushed(answer, 2, 2).to).toBe("2026-11-21T09:02:30.000Z");
  expect([barAt(-1, 3), barAt(0.5, 3), barAt(1, 3)]).toEqual([0, 1, 2]);
});

it("is partial where counting stopped early, not for the microseconds of a span", () => {
  expect(isPartial(answer)).toBe(false);
  expect(isPartial({ ...answer, countedFrom: "2026-11-21T09:00:00.000041Z" })).toBe(false);
  expect(isPartial({ ...answer, countedFrom: "2026-11-21T09:01:00.000000Z" })).toBe(true);
});
