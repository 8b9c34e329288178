/**
 * Where the pages of a long list begin. Only cursors and counts are kept, so that millions of rows
 * cost little: the rows of pages that are far away are forgotten and asked for again.
 */

export type PageMark = {
  readonly cursor: string;
  /** Index of its first row. */
  readonly start: number;
  /** Null: not known yet. */
  readonly rows: number | null;
  /** There are more rows after it, beyond what a list can show. */
  readonly isCut?: true;
};

/** Pages from the first on; the last may not be known yet. */
export type PageMarks = readonly PageMark[];

/** Browsers draw no element higher than some 17 million pixels. */
export const ROWS_MAX = 400_000;

export const firstMarks: PageMarks = [{ cursor: "", start: 0, rows: null }];

export type LearnedPage = {
  readonly index: number;
  readonly rows: number;
  readonly next: string | null;
};

/** The same object where nothing is new. */
export function learn(marks: PageMarks, { index, rows, next }: LearnedPage): PageMarks {
  const mark = marks[index];
  if (mark === undefined) return marks;
  const start = mark.start + rows;
  const isCut = next !== null && start >= ROWS_MAX;
  const wanted = isCut ? null : next;
  const isKnown =
    mark.rows === rows &&
    (marks[index + 1]?.cursor ?? null) === wanted &&
    (mark.isCut === true) === isCut;
  if (isKnown) return marks;
  const { cursor, start: from } = mark;
  const learnt: PageMark = { cursor, start: from, rows, ...(isCut ? { isCut } : {}) };
  const known = [...marks.slice(0, index), learnt];
  return wanted === null ? known : [...known, { cursor: wanted, start, rows: null }];
}

/** There are more rows than the list can show. */
export function isCut(marks: PageMarks): boolean {
  return marks.at(-1)?.isCut === true;
}

/** Rows that are known to be there. */
export function rowsOf(marks: PageMarks): number {
  const last = marks.at(-1);
  return last === undefined ? 0 : last.start + (last.rows ?? 0);
}

/** There is a page that nobody has looked at. */
export function hasMore(marks: PageMarks): boolean {
  return marks.at(-1)?.rows === null;
}

/** The page that a row is on; of a row beyond all, the last. */
export function pageOf(marks: PageMarks, row: number): number {
  let low = 0;
  let high = marks.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((marks[middle]?.start ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
