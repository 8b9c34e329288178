import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import {
  createBook,
  createTransaction,
  findTransaction,
  isPlaceholder,
  noteMessage,
  pushNewest,
  pushStep,
  settle,
} from "../../src/sessions/book.ts";

const linkId = newLinkId();
const book = () => createBook(parseStationId("CP-1"), 1);
const at = (seq: number) => ({ linkId, seq, atUs: seq, instance: "i", version: null });

it("names a transaction after its first message", () => {
  expect(createTransaction(book(), at(3))).toMatchObject({
    ...{ key: `${linkId}-3`, startedAtUs: 3, state: "open", transactionId: "" },
  });
});

it("keeps the first and the newest messages", () => {
  const transaction = createTransaction(book(), at(1));
  for (let seq = 1; seq <= 200; seq += 1) noteMessage(transaction, at(seq));
  const seqs = transaction.evidence.map(({ seq }) => seq);
  expect(seqs.slice(0, limits.firstEvidenceMax)).toEqual(
    Array.from({ length: limits.firstEvidenceMax }, (_, index) => index + 1),
  );
  expect(seqs.length).toBe(limits.firstEvidenceMax + limits.newestEvidenceMax);
  expect(seqs.at(-1)).toBe(200);
  expect(transaction).toMatchObject({ messages: 200, lastAtUs: 200 });
});

it("remembers the last few that are settled, and finds open ones first", () => {
  const of = book();
  const all = [1, 2, 3, 4, 5, 6].map((seq) => createTransaction(of, at(seq)));
  of.open.push(...all);
  for (const transaction of all.slice(0, 5)) settle(of, transaction);
  expect(of.open).toEqual(all.slice(5));
  expect(of.recent).toEqual(all.slice(1, 5));
  expect(findTransaction(of, () => true)).toBe(all[5]);
  expect(findTransaction(of, ({ key }) => key.endsWith("-1"))).toBeNull();
});

it("bounds its lists", () => {
  const steps: number[] = [];
  for (let step = 0; step < 100; step += 1) pushStep(steps, step);
  expect(steps).toHaveLength(limits.transactionStepsMax);
  expect([steps[0], steps.at(-1)]).toEqual([0, 99]);
  const newest: number[] = [];
  for (let entry = 0; entry < 9; entry += 1) pushNewest(newest, entry, 3);
  expect(newest).toEqual([6, 7, 8]);
});

it("knows what stands for no id", () => {
  expect(["0", "-1", "1", ""].map(isPlaceholder)).toEqual([true, true, false, false]);
});
