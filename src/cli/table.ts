/**
 * Rows of text → an aligned table that fits the terminal; the last column takes what is left and is
 * cut with `…`. Cells come from peers, so control characters are shown, never obeyed.
 */
import { printable } from "../base/printable.ts";

export type Column = {
  readonly title: string;
  readonly isRight?: boolean;
  /** Longer cells are cut. Unit: columns of the terminal. */
  readonly widthMax?: number;
};

/** Between two columns. */
const GAP = "  ";
/** The last column is never narrower, even if lines then wrap. */
const LAST_WIDTH_MIN = 20;

export type Table = {
  /** Lines with their ends. The first call writes the titles and settles the widths. */
  readonly lines: (rows: readonly (readonly string[])[]) => string;
};

/** `width` is the terminal's; null where the text goes elsewhere and nothing is cut. */
export function createTable(columns: readonly Column[], width: number | null): Table {
  let widths: readonly number[] | null = null;
  return {
    lines(rows) {
      const safe = rows.map((row) => row.map(printable));
      const isFirst = widths === null;
      widths ??= widthsOf(columns, safe, width);
      const settled = widths;
      const titles = isFirst ? [columns.map((column) => column.title)] : [];
      return [...titles, ...safe]
        .map((row) => `${lineOf(row, columns, settled).trimEnd()}\n`)
        .join("");
    },
  };
}

function lineOf(
  row: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
): string {
  return columns
    .map(({ isRight }, index) => {
      const width = widths[index] ?? 0;
      const text = cut(row[index] ?? "", width);
      const space = " ".repeat(Math.max(0, width === Infinity ? 0 : width - widthOf(text)));
      return isRight === true ? space + text : text + space;
    })
    .join(GAP);
}

function widthsOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | null,
): readonly number[] {
  const widths = columns.map(({ title, widthMax = Infinity }, index) => {
    const widest = Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? "")));
    return width === null ? widest : Math.min(widest, Math.max(widthMax, widthOf(title)));
  });
  if (width === null) return widths.with(-1, Infinity);
  const others = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  return widths.with(-1, Math.max(LAST_WIDTH_MIN, width - others));
}

export function cut(text: string, width: number): string {
  if (text.length <= width && widthOf(text) <= width) return text;
  let taken = "";
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    taken += character;
  }
  return `${taken}…`;
}

/** East Asian and emoji characters take two columns, combining ones none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x300) width += 1;
    else if (/^[\p{M}\u200b-\u200d]$/u.test(character)) width += 0;
    else width += isWide(point) ? 2 : 1;
  }
  return width;
}

const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(point: number): boolean {
  return WIDE.some(([from, to]) => point >= from && point <= to);
}
