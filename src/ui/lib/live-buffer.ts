/**
 * The newest rows of a live tail, bounded. Each has a number that stays, however many come before
 * it. Rows that had to make room are counted: the list shows that there is a hole.
 */
import type { Message } from "../../console/contract.ts";

export type LiveBuffer = {
  /** Newest first. */
  readonly rows: readonly Message[];
  /** Of the first row; the next has one less. 0 where there are none. */
  readonly newest: number;
  /** Rows that made room for newer ones. */
  readonly dropped: number;
};

export const LIVE_ROWS_MAX = 2_000;

export const emptyBuffer: LiveBuffer = { rows: [], newest: 0, dropped: 0 };

/** `news` as they came, oldest first. */
export function taken(buffer: LiveBuffer, news: readonly Message[]): LiveBuffer {
  if (news.length === 0) return buffer;
  const all = [...news.slice(-LIVE_ROWS_MAX).reverse(), ...buffer.rows];
  const rows = all.slice(0, LIVE_ROWS_MAX);
  const newest = buffer.newest + news.length;
  return { rows, newest, dropped: newest - rows.length };
}
