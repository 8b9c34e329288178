import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import {
  giveRowBack,
  LAST_SEQ,
  LINK_ID,
  NO_ROW,
  numbers,
  ROW_NUMBERS,
  ROW_WORDS,
  takeRow,
  words,
} from "../../src/relay/link-table.ts";

const seqOf = (row: number) => numbers[row * ROW_NUMBERS + LAST_SEQ];
const idOf = (row: number) =>
  Buffer.from(Int32Array.from(words.subarray(row * ROW_WORDS + LINK_ID).subarray(0, 4)).buffer);

it("rows are each link's own, also when there are more than there was room for", () => {
  const linkIds = Array.from({ length: 1_000 }, newLinkId);
  const rows = linkIds.map((linkId) => {
    const row = takeRow(linkId);
    numbers[row * ROW_NUMBERS + LAST_SEQ] = row;
    return row;
  });
  expect(new Set(rows).size).toBe(1_000);
  expect(rows).not.toContain(NO_ROW);
  expect(rows.map(seqOf)).toEqual(rows);
  expect(rows.map((row) => idOf(row).toString("hex"))).toEqual(
    linkIds.map((linkId) => linkId.replaceAll("-", "")),
  );
  rows.forEach(giveRowBack);
});

it("a row that was given back begins again with nothing", () => {
  const row = takeRow(newLinkId());
  numbers[row * ROW_NUMBERS + LAST_SEQ] = 7;
  giveRowBack(row);
  giveRowBack(NO_ROW);
  const again = takeRow(newLinkId());
  expect(again).toBe(row);
  expect(seqOf(again)).toBe(0);
  giveRowBack(again);
});
