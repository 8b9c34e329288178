import { afterAll, beforeAll, expect, it } from "vitest";
import { readHistogram } from "../../src/query/histogram.ts";
import { openCounted, range } from "./counted.ts";
import type { Record } from "./record.ts";

let record: Record;
beforeAll(async () => {
  record = await openCounted();
});
afterAll(() => record.close());

it("counts each message in one bar, and faulty ones by their worst finding", async () => {
  const { buckets, bucketSeconds, from, countedFrom } = await readHistogram(
    { q: "", ...range, buckets: 4 },
    record.deps,
  );
  expect(bucketSeconds).toBe(3_600);
  expect(countedFrom).toBe(from);
  expect(buckets).toEqual([
    { messages: 0, errors: 0, warnings: 0 },
    { messages: 1, errors: 0, warnings: 0 },
    { messages: 1, errors: 1, warnings: 0 },
    { messages: 3, errors: 1, warnings: 1 },
  ]);
});

it("begins a histogram without a beginning where the record begins", async () => {
  const answer = await readHistogram({ q: "", fromUs: null, toUs: null, buckets: 3 }, record.deps);
  expect(answer.from).toBe("2026-11-21T06:00:00.000000Z");
  expect(answer.buckets.reduce((sum, { messages }) => sum + messages, 0)).toBe(6);
});
