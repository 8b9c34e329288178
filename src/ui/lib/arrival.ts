/**
 * Who comes by the address of one message finds the list standing at it: where to look for it next.
 * Pages are read one after the other, so only so far; beyond that the list begins around it.
 */

/** Twenty pages: a second or two. */
export const SEEK_ROWS_MAX = 2_000;

/** About half of a screen. */
const ROWS_BELOW = 20;

export type Sought = {
  /** The row of the message; -1: not on a page that has been read. */
  readonly index: number;
  readonly rowsKnown: number;
  readonly hasMore: boolean;
  /** When the oldest row that has been read was received; "" where none has. */
  readonly oldestRead: string;
  /** When the message was received. */
  readonly at: string;
};

export type Seek =
  | { readonly kind: "found"; readonly index: number }
  /** Read the page that this row is on. */
  | { readonly kind: "read"; readonly index: number }
  /** It is not in this list, or too far down. */
  | { readonly kind: "lost"; readonly isBeyond: boolean };

export function seek({ index, rowsKnown, hasMore, oldestRead, at }: Sought): Seek {
  // With rows below it on their way, it could not stand in the middle yet.
  const isLast = hasMore && index + ROWS_BELOW > rowsKnown;
  if (index >= 0) return isLast ? { kind: "read", index: rowsKnown } : { kind: "found", index };
  // Both ISO 8601 UTC with microseconds: their order is that of time.
  const hasPassed = oldestRead !== "" && oldestRead < at;
  if (hasPassed || !hasMore) return { kind: "lost", isBeyond: false };
  if (rowsKnown >= SEEK_ROWS_MAX) return { kind: "lost", isBeyond: true };
  return { kind: "read", index: rowsKnown };
}

const BEFORE_MS = 5 * 60_000;
/** Newest first: what came after it stands above it. */
const AFTER_MS = 5_000;

/** The time in which a list shows it near its top. */
export function around(at: string): { readonly from: string; readonly to: string } {
  const ms = Date.parse(at);
  return {
    from: new Date(ms - BEFORE_MS).toISOString(),
    to: new Date(ms + AFTER_MS).toISOString(),
  };
}
