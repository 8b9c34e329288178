import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createLinkBook } from "../../src/recorder/link-book.ts";
import { closedLinkOf } from "../../src/recorder/link-state.ts";

const defaults = { instance: "test", exchangeTimeoutMs: 30_000 };

it("begins unknown links, closes them, and finds them afterwards", () => {
  const book = createLinkBook(defaults);
  const linkId = newLinkId();
  const link = book.linkFor(linkId, 1);
  expect(book.linkFor(linkId, 2)).toBe(link);
  link.seqs.lastSeq = 4;
  book.close(link);
  expect(book.open.size).toBe(0);
  expect(book.find(linkId)?.seqs.lastSeq).toBe(4);
  expect(book.linkFor(linkId, 3).seqs.lastSeq).toBe(4);
  expect(book.closed.size).toBe(0);
  expect(book.find(newLinkId())).toBeNull();
});

it("says once which links were touched", () => {
  const book = createLinkBook(defaults);
  const linkId = newLinkId();
  book.linkFor(linkId, 1);
  expect([...book.takeTouched()]).toEqual([linkId]);
  expect([...book.takeTouched()]).toEqual([]);
  book.touch(linkId);
  expect([...book.takeTouched()]).toEqual([linkId]);
});

it("remembers a bounded number of closed links", () => {
  const book = createLinkBook(defaults);
  const template = closedLinkOf(book.linkFor(newLinkId(), 1));
  const ids = Array.from({ length: limits.closedLinksMax + 1 }, newLinkId);
  for (const linkId of ids) book.putClosed({ ...template, linkId });
  expect(book.closed.size).toBe(limits.closedLinksMax);
  expect(book.find(ids[0] ?? template.linkId)).toBeNull();
});
