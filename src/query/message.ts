/** One message by link and number, with its pair and its findings in full. */
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import { readEvidence } from "./evidence.ts";
import { findingColumns, type PresentedFinding, presentFinding } from "./finding-rows.ts";
import { messageColumns, parseStoredMessage } from "./message-columns.ts";
import { rangeOf } from "./messages.ts";
import { payloadOf } from "./page.ts";
import { type PresentedMessage, presentMessage } from "./present.ts";
import { type QueryDeps, readRows, textIn } from "./reader.ts";

export type OneMessage = {
  readonly message: PresentedMessage;
  /** The response of a call, the call of a response. */
  readonly pair: PresentedMessage | null;
  readonly findings: readonly PresentedFinding[];
  /** The other leg's message of a translated link: none are translated yet. */
  readonly counterpart: PresentedMessage | null;
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
  const evidenceOf = await readEvidence(pair === null ? [row] : [row, pair], deps);
  return {
    message: presentMessage(row, evidenceOf(row)),
    pair: pair === null ? null : presentMessage(pair, evidenceOf(pair)),
    findings: await findingsOf(row, deps),
    counterpart: null,
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
