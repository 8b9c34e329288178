/**
 * What changes with every message of a link, for all links side by side: 64 bytes each, one line of
 * the processor's cache.
 *
 * Between two chunks of a link those of a hundred others pass, so that its state has to be fetched
 * from memory again, object by object; here that is one fetch, and numbers are numbers, not boxes.
 * One table for the process; a row that is given back serves the next link.
 */
import type { LinkId } from "../base/ids.ts";
import { UUID_WORDS, uuidWord } from "../spool/uuid.ts";

/** A row as doubles, from `row * ROW_NUMBERS` on. */
export const ROW_NUMBERS = 8;
export const LAST_BYTE_AT_US = 0;
export const LAST_SEQ = 1;
export const STATION_BYTES = 2;
export const CSMS_BYTES = 3;
/** Messages of the station that came whole. */
export const STATION_WHOLE = 4;

/** The same row as words, from `row * ROW_WORDS` on. */
export const ROW_WORDS = 16;
/** Whose next chunk may be looked at as a whole message: `STATION_IS_EASY`, `CSMS_IS_EASY`. */
export const EASY = 10;
export const LINK_ID = 12;

export const STATION_IS_EASY = 1;
export const CSMS_IS_EASY = 2;

const ROWS_AT_FIRST = 256;

export let numbers = new Float64Array(ROWS_AT_FIRST * ROW_NUMBERS);
export let words = new Int32Array(numbers.buffer);

/** The row of links that have none any more: it may be written, and nobody reads it. */
export const NO_ROW = 0;
let rows = 1;
const free: number[] = [];

export function takeRow(linkId: LinkId): number {
  const row = free.pop() ?? rows++;
  const at = row * ROW_NUMBERS;
  if (at === numbers.length) grow();
  numbers.fill(0, at, at + ROW_NUMBERS);
  for (let word = 0; word < UUID_WORDS; word += 1) {
    words[row * ROW_WORDS + LINK_ID + word] = uuidWord(linkId, word);
  }
  return row;
}

export function giveRowBack(row: number): void {
  if (row !== NO_ROW) free.push(row);
}

function grow(): void {
  const larger = new Float64Array(2 * numbers.length);
  larger.set(numbers);
  numbers = larger;
  words = new Int32Array(larger.buffer);
}
