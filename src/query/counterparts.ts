/**
 * Messages of the other leg of a translated station, or of a shadow: what this one was translated
 * from, and what was made from it. Usually at once; after an outage of the CSMS, days later. So the
 * whole record of the station is asked, which indexes over link and number make cheap.
 */
import { limits } from "../base/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import { messageColumns, parseStoredMessage } from "./message-columns.ts";
import { rangeOf } from "./messages.ts";
import { payloadOf } from "./page.ts";
import { type QueryDeps, readRows } from "./reader.ts";

/** The source first, then what was made, in the order of time. */
export async function readCounterparts(
  row: MessageRow,
  deps: QueryDeps,
): Promise<readonly MessageRow[]> {
  const { fromLinkId, fromSeq, receivedAtUs: atUs } = row;
  const record = rangeOf({ fromUs: null, toUs: null }, deps);
  // The legs may be on two machines, whose clocks differ.
  const skewUs = limits.counterpartSkewMs * 1000;
  const [sources, made] = await Promise.all([
    fromLinkId === null || fromSeq === null
      ? []
      : readRowsOf(
          row,
          {
            where: "link_id = {otherLink:UUID} AND seq = {otherSeq:UInt64}",
            params: { otherLink: fromLinkId, otherSeq: fromSeq },
            ...{ fromUs: record.fromUs, toUs: atUs + skewUs },
          },
          deps,
        ),
    readRowsOf(
      row,
      {
        where: "from_link_id = {otherLink:UUID} AND from_seq = {otherSeq:UInt64}",
        params: { otherLink: row.linkId, otherSeq: row.seq },
        ...{ fromUs: atUs - skewUs, toUs: record.toUs },
      },
      deps,
    ),
  ]);
  return [...sources, ...made];
}

type Asked = {
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly fromUs: number;
  readonly toUs: number;
};

/** What ocpptap answered of its own on the same leg is the message's pair, and no counterpart. */
async function readRowsOf(
  { stationId, linkId }: MessageRow,
  { where, params, fromUs, toUs }: Asked,
  deps: QueryDeps,
): Promise<readonly MessageRow[]> {
  const stored = await readRows(
    `SELECT ${messageColumns} FROM messages
WHERE station_id = {stationId:String} AND ${where} AND link_id != {linkId:UUID}
  AND received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
ORDER BY received_at, link_id, seq LIMIT {limit:UInt32}`,
    { stationId, linkId, ...params, fromUs, toUs, limit: limits.counterpartsMax },
    deps,
  );
  return Promise.all(
    stored.map(parseStoredMessage).map(async ({ row, isPayloadLeftOut }) => ({
      ...row,
      ...(isPayloadLeftOut ? { payload: await payloadOf(row, deps) } : {}),
    })),
  );
}
