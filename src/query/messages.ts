/**
 * Search: query text, times, page and cursor in; messages with their findings out, newest first
 * unless asked otherwise. Without `from` it looks back as far as the record goes, near times first.
 */
import { limits } from "../base/limits.ts";
import { cursorText, parseCursor } from "./cursor.ts";
import { readEvidence } from "./evidence.ts";
import { readPage } from "./page.ts";
import { type PresentedMessage, presentMessage } from "./present.ts";
import type { QueryDeps } from "./reader.ts";
import { queryOf } from "./token-hash.ts";
import type { Order, Range } from "./windows.ts";

export type SearchRequest = {
  readonly q: string;
  /** Inclusive; null: the beginning of the record. Unit: µs since the epoch. */
  readonly fromUs: number | null;
  /** Exclusive; null: now. */
  readonly toUs: number | null;
  readonly limit: number;
  /** `next` of the page before; "" for the first. */
  readonly cursor: string;
  readonly order: Order;
};

export type SearchAnswer = {
  readonly messages: readonly PresentedMessage[];
  readonly next: string | null;
};

export async function searchMessages(
  request: SearchRequest,
  deps: QueryDeps,
): Promise<SearchAnswer> {
  const page = await readPage(
    {
      query: queryOf(request.q, deps),
      range: rangeOf(request, deps),
      order: request.order,
      limit: request.limit,
      cursor: request.cursor === "" ? null : parseCursor(request.cursor),
    },
    deps,
  );
  const evidenceOf = await readEvidence(page.rows, deps);
  return {
    messages: page.rows.map((row) => presentMessage(row, evidenceOf(row))),
    next: page.next === null ? null : cursorText(page.next),
  };
}

/** No read is without a bound in time: the table is partitioned by it. */
export function rangeOf(
  { fromUs, toUs }: Pick<SearchRequest, "fromUs" | "toUs">,
  { clock, retentionDays }: QueryDeps,
): Range {
  const nowUs = clock.nowUs();
  return {
    fromUs: Math.max(0, fromUs ?? nowUs - (retentionDays + 1) * 86_400_000_000),
    toUs: toUs ?? nowUs + limits.clockAheadMs * 1000,
  };
}
