import { expect, it } from "vitest";
import {
  firstMarks,
  hasMore,
  isCut,
  learn,
  pageOf,
  ROWS_MAX,
  rowsOf,
} from "../../../src/ui/lib/page-marks.ts";

it("finds the page of any row, and knows where the list goes on", () => {
  let marks = learn(firstMarks, { index: 0, rows: 100, next: "a" });
  marks = learn(marks, { index: 1, rows: 40, next: "b" });
  expect([rowsOf(marks), hasMore(marks)]).toEqual([140, true]);
  expect([0, 99, 100, 139, 140, 9_999].map((row) => pageOf(marks, row))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
  marks = learn(marks, { index: 2, rows: 1, next: null });
  expect([rowsOf(marks), hasMore(marks)]).toEqual([141, false]);
});

it("is the same object where a page comes back as it was", () => {
  const marks = learn(firstMarks, { index: 0, rows: 100, next: "a" });
  expect(learn(marks, { index: 0, rows: 100, next: "a" })).toBe(marks);
  expect(learn(marks, { index: 7, rows: 1, next: null })).toBe(marks);
});

it("forgets the pages after one that has changed", () => {
  let marks = learn(firstMarks, { index: 0, rows: 100, next: "a" });
  marks = learn(marks, { index: 1, rows: 100, next: "b" });
  marks = learn(marks, { index: 0, rows: 99, next: "other" });
  expect(marks).toEqual([
    { cursor: "", start: 0, rows: 99 },
    { cursor: "other", start: 99, rows: null },
  ]);
});

it("ends where no browser could draw more, and says so", () => {
  const page = { index: 0, rows: ROWS_MAX, next: "a" };
  const marks = learn(firstMarks, page);
  expect([hasMore(marks), isCut(marks)]).toEqual([false, true]);
  expect(learn(marks, page)).toBe(marks);
  expect(isCut(learn(firstMarks, { ...page, next: null }))).toBe(false);
  expect(isCut(learn(marks, { ...page, rows: 5 }))).toBe(false);
});
