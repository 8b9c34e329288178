/** One message by link and number, with its pair and its findings in full. */
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import { readCounterparts } from "./counterparts.ts";
import { readEvidence } from "./evidence.ts";
import { findingColumns, type PresentedFinding, presentFinding } from "./finding-rows.ts";
import { messageColumns, parseStoredMessage } from "./message-columns.ts";
import { rangeOf } from "./messages.ts";
import { payloadOf } from "./page.ts";
import { type PresentedMessage, presentMessage } from "./present.ts";
import { numberIn, type QueryDeps, readRows, textIn } from "./reader.ts";

export type OneMessage = {
  readonly message: PresentedMessage;
  /** The response of a call, the call of a response. */
  readonly pair: PresentedMessage | null;
  readonly findings: readonly PresentedFinding[];
  /** Of the same station; its links follow one another. */
  readonly previous: MessageKey | null;
  readonly next: MessageKey | null;
  /** Of the other leg of a translated station: its source, and what was made from it. */
  readonly counterparts: readonly PresentedMessage[];
};

export type MessageKey = { readonly linkId: LinkId; readonly seq: number };

/** Null: there is none, or none any more. */
export async function readMessage(key: MessageKey, deps: QueryDeps): Promise<OneMessage | null> {
  const { fromUs } = rangeOf({ fromUs: null, toUs: null }, deps);
  const stationId = await stationOf(key.linkId, deps);
  // A link whose opening was never recorded has no row: then its messages are searched without.
  const where = `link_id = {linkId:UUID} ${stationId === null ? "" : "AND station_id = {stationId:String}"}`;
  const params = {
    linkId: key.linkId,
    seq: key.seq,
    fromUs,
    ...(stationId === null ? {} : { stationId }),
  };
  const row = await readOne(`${where} AND seq = {seq:UInt64}`, params, deps);
  if (row === null) return null;
  const pair =
    row.requestSeq === null
      ? await readOne(`${where} AND request_seq = {seq:UInt64}`, params, deps)
      : await readOne(`${where} AND seq = {seq:UInt64}`, { ...params, seq: row.requestSeq }, deps);
  const counterparts = await readCounterparts(row, deps);
  const [evidenceOf, findings, previous, next] = await Promise.all([
    readEvidence([row, ...(pair === null ? [] : [pair]), ...counterparts], deps),
    findingsOf(row, deps),
    neighbourOf(row, "previous", deps),
    neighbourOf(row, "next", deps),
  ]);
  return {
    message: presentMessage(row, evidenceOf(row)),
    pair: pair === null ? null : presentMessage(pair, evidenceOf(pair)),
    ...{ findings, previous, next },
    counterparts: counterparts.map((each) => presentMessage(each, evidenceOf(each))),
  };
}

async function stationOf(linkId: LinkId, deps: QueryDeps): Promise<string | null> {
  const [stored] = await readRows(
    "SELECT station_id FROM links WHERE link_id = {linkId:UUID} LIMIT 1",
    { linkId },
    deps,
  );
  return stored === undefined ? null : textIn(stored, "station_id");
}

async function readOne(
  where: string,
  params: Readonly<Record<string, unknown>>,
  deps: QueryDeps,
): Promise<MessageRow | null> {
  const [stored] = await readRows(
    `SELECT ${messageColumns} FROM messages
WHERE received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC') AND ${where}
ORDER BY received_at LIMIT 1`,
    params,
    deps,
  );
  if (stored === undefined) return null;
  const { row, isPayloadLeftOut } = parseStoredMessage(stored);
  return isPayloadLeftOut ? { ...row, payload: await payloadOf(row, deps) } : row;
}

/** The table is ordered by station and time, so this looks at a few rows. */
async function neighbourOf(
  row: MessageRow,
  which: "previous" | "next",
  deps: QueryDeps,
): Promise<MessageKey | null> {
  const [sign, direction] = which === "previous" ? ["<", "DESC"] : [">", "ASC"];
  const at = "fromUnixTimestamp64Micro({atUs:Int64}, 'UTC')";
  const [stored] = await readRows(
    `SELECT link_id, seq FROM messages
WHERE station_id = {stationId:String} AND received_at ${sign}= ${at}
  AND (received_at, link_id, seq) ${sign} (${at}, {linkId:UUID}, {seq:UInt64})
ORDER BY received_at ${direction}, link_id ${direction}, seq ${direction} LIMIT 1`,
    { stationId: row.stationId, atUs: row.receivedAtUs, linkId: row.linkId, seq: row.seq },
    deps,
  );
  if (stored === undefined) return null;
  return { linkId: textIn(stored, "link_id") as LinkId, seq: numberIn(stored, "seq") };
}

async function findingsOf(row: MessageRow, deps: QueryDeps): Promise<readonly PresentedFinding[]> {
  const stored = await readRows(
    `SELECT ${findingColumns} FROM findings
WHERE at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC') AND link_id = {linkId:UUID}
  AND has(evidence, {seq:UInt64}) ORDER BY at LIMIT {limit:UInt32}`,
    {
      fromUs: row.receivedAtUs,
      linkId: row.linkId,
      seq: row.seq,
      limit: limits.findingRowsMax,
    },
    deps,
  );
  return stored.map(presentFinding);
}
