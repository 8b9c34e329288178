/**
 * One page of `messages`: condition, range and cursor in; rows in order and the next cursor out.
 * Complete and without repetition under equal timestamps, because (received_at, link_id, seq) is
 * unique and both order and cursor use all of it. Bounded in rows, payload bytes and time; what a
 * bound cut off is behind `next`.
 */

import { limits } from "../base/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import type { Query } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { messageColumns, parseStoredMessage, type ReadMessage } from "./message-columns.ts";
import { type QueryDeps, readRows, textIn } from "./reader.ts";
import { type Condition, conditionOf } from "./sql.ts";
import { createWindows, type Order, type Range } from "./windows.ts";

export type PageRequest = {
  readonly query: Query;
  readonly range: Range;
  readonly order: Order;
  readonly limit: number;
  readonly cursor: Cursor | null;
};

export type Page = { readonly rows: readonly MessageRow[]; readonly next: Cursor | null };

export async function readPage(request: PageRequest, deps: QueryDeps): Promise<Page> {
  const { order, limit, cursor } = request;
  const range = cursor === null ? request.range : beyond(cursor, request);
  const condition = conditionOf(request.query);
  const windows = createWindows(range, order, isSelective(request.query) ? Infinity : undefined);
  const startedMs = performance.now();
  const found: ReadMessage[] = [];
  let lastMs = 0;
  for (let window = windows.next(lastMs); window !== null; window = windows.next(lastMs)) {
    const windowMs = performance.now();
    const wanted = limit + 1 - found.length;
    const rows = await readWindow({ ...request, condition, window, limit: wanted }, deps);
    found.push(...rows);
    if (found.length > limit) break;
    lastMs = performance.now() - windowMs;
    const isOver = order === "newest" ? window.fromUs <= range.fromUs : window.toUs >= range.toUs;
    if (!isOver && performance.now() - startedMs > limits.searchBudgetMs) {
      const us = order === "newest" ? window.fromUs : window.toUs;
      return withPayloads(found, { us, after: null }, deps);
    }
  }
  const shown = found.slice(0, limit);
  return withPayloads(shown, found.length > limit ? cursorAfter(shown.at(-1)) : null, deps);
}

function cursorAfter(read: ReadMessage | undefined): Cursor | null {
  return read === undefined
    ? null
    : { us: read.row.receivedAtUs, after: { linkId: read.row.linkId, seq: read.row.seq } };
}

/** What of the range is still to come. */
function beyond({ us, after }: Cursor, { range, order }: PageRequest): Range {
  if (order === "oldest") return { ...range, fromUs: Math.max(range.fromUs, us) };
  return { ...range, toUs: Math.min(range.toUs, after === null ? us : us + 1) };
}

/**
 * A station's messages lie together in time order, and identities have an index: these are found at
 * once over the whole range, and stretches would only be so many questions more.
 */
function isSelective(query: Query): boolean {
  if (query.kind === "and") return query.terms.some(isSelective);
  return (
    query.kind === "text" &&
    query.test.kind === "equals" &&
    query.test.text !== "" &&
    ["station", "link", "id", "tx", "token"].includes(query.field)
  );
}

type WindowRequest = PageRequest & { readonly condition: Condition; readonly window: Range };

async function readWindow(
  { condition, window, order, limit, cursor }: WindowRequest,
  deps: QueryDeps,
): Promise<readonly ReadMessage[]> {
  const direction = order === "newest" ? "DESC" : "ASC";
  const after = cursor?.after ?? null;
  const isBeyond =
    after === null
      ? ""
      : `AND (received_at, link_id, seq) ${order === "newest" ? "<" : ">"} (${at("cursorUs")}, {cursorLink:UUID}, {cursorSeq:UInt64})`;
  const rows = await readRows(
    `SELECT ${messageColumns} FROM messages
WHERE received_at >= ${at("fromUs")} AND received_at < ${at("toUs")} ${isBeyond}
  AND (${condition.text})
ORDER BY received_at ${direction}, link_id ${direction}, seq ${direction} LIMIT {limit:UInt32}`,
    {
      ...condition.params,
      ...window,
      limit,
      ...(after === null
        ? {}
        : { cursorUs: cursor?.us, cursorLink: after.linkId, cursorSeq: after.seq }),
    },
    deps,
  );
  return rows.map(parseStoredMessage);
}

/** A time of ours as the column's type. */
function at(parameter: string): string {
  return `fromUnixTimestamp64Micro({${parameter}:Int64}, 'UTC')`;
}

/** Fetches what was left out, until the page's bytes are used up; the first message always fits. */
async function withPayloads(
  found: readonly ReadMessage[],
  next: Cursor | null,
  deps: QueryDeps,
): Promise<Page> {
  const rows: MessageRow[] = [];
  let bytes = 0;
  for (const [index, read] of found.entries()) {
    const row = read.isPayloadLeftOut
      ? { ...read.row, payload: await payloadOf(read.row, deps) }
      : read.row;
    bytes += row.payload.length;
    if (bytes > limits.pageBytesMax && index > 0) {
      return { rows, next: cursorAfter(found[index - 1]) };
    }
    rows.push(row);
  }
  return { rows, next };
}

/** The whole payload of one message. */
export async function payloadOf(row: MessageRow, deps: QueryDeps): Promise<string> {
  const { stationId, linkId, seq, receivedAtUs } = row;
  const [stored] = await readRows(
    `SELECT payload FROM messages WHERE station_id = {stationId:String}
  AND received_at = ${at("receivedAtUs")} AND link_id = {linkId:UUID} AND seq = {seq:UInt64} LIMIT 1`,
    { stationId, linkId, seq, receivedAtUs },
    deps,
  );
  // It may have reached the end of its retention between the two questions.
  return stored === undefined ? "" : textIn(stored, "payload");
}
