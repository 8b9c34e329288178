/** The boots of a station, newest first: what it said of itself, and what the CSMS answered. */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { STATION_LEG } from "./legs.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

export type BootsRequest = Pick<SearchRequest, "fromUs" | "toUs" | "limit"> & {
  readonly station: string;
};

/** OCPP 1.6: BootNotification.req; 2.x: BootNotificationRequest.chargingStation. */
const BOOTS = `SELECT toUnixTimestamp64Micro(received_at) AS at_us, link_id, seq,
  JSONExtractRaw(payload, 4) AS request, JSONExtractRaw(request, 'chargingStation') AS station,
  leftUTF8(if(station = '', JSONExtractString(request, 'chargePointVendor'), JSONExtractString(station, 'vendorName')), 255) AS vendor,
  leftUTF8(if(station = '', JSONExtractString(request, 'chargePointModel'), JSONExtractString(station, 'model')), 255) AS model,
  leftUTF8(JSONExtractString(if(station = '', request, station), 'firmwareVersion'), 255) AS firmware,
  leftUTF8(if(station = '', JSONExtractString(request, 'chargePointSerialNumber'), JSONExtractString(station, 'serialNumber')), 255) AS serial,
  leftUTF8(JSONExtractString(request, 'reason'), 255) AS reason
FROM messages WHERE station_id = {station:String} AND action = 'BootNotification'
  AND message_type = 'call' AND sender = 'station' AND ${STATION_LEG}
  AND payload_encoding = 'utf8' AND length(payload) <= ${limits.diagnosisPayloadBytesMax}
  AND received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
ORDER BY received_at DESC, link_id DESC, seq DESC LIMIT {limit:UInt32}`;

const ANSWERS = `SELECT link_id, request_seq,
  leftUTF8(if(message_type = 'callResult', JSONExtractString(JSONExtractRaw(payload, 3), 'status'), error_code), 255) AS status
FROM messages WHERE station_id = {station:String} AND action = 'BootNotification'
  AND message_type IN ('callResult', 'callError') AND ${STATION_LEG}
  AND payload_encoding = 'utf8' AND length(payload) <= ${limits.diagnosisPayloadBytesMax}
  AND link_id IN {links:Array(UUID)} AND request_seq IS NOT NULL
  AND received_at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC')
ORDER BY received_at DESC LIMIT {most:UInt32}`;

export async function readBoots(request: BootsRequest, deps: QueryDeps) {
  const { station, limit } = request;
  // One more than is shown: the oldest one shown is compared with it.
  const params = { ...rangeOf(request, deps), station, limit: limit + 1 };
  const stored = await readRows(BOOTS, params, deps);
  const oldest = stored.at(-1);
  const answers =
    oldest === undefined
      ? []
      : await readRows(
          ANSWERS,
          {
            station,
            sinceUs: numberIn(oldest, "at_us"),
            links: [...new Set(stored.map((row) => textIn(row, "link_id")))],
            most: limits.pageRowsMax,
          },
          deps,
        );
  const answerOf = new Map(
    answers.map((row) => [
      `${textIn(row, "link_id")} ${numberIn(row, "request_seq")}`,
      textIn(row, "status"),
    ]),
  );
  return {
    boots: stored
      .slice(0, limit)
      .map((row, index) => presentBoot(row, { before: stored[index + 1], answerOf })),
    isCut: stored.length > limit,
  };
}

type Around = {
  readonly before: StoredRow | undefined;
  readonly answerOf: ReadonlyMap<string, string>;
};

function presentBoot(row: StoredRow, { before, answerOf }: Around) {
  const said = (column: string) => textIn(row, column) || null;
  const linkId = textIn(row, "link_id");
  const seq = numberIn(row, "seq");
  const firmware = textIn(row, "firmware");
  const firmwareBefore = before === undefined ? "" : textIn(before, "firmware");
  const isOther = firmware !== "" && firmwareBefore !== "" && firmware !== firmwareBefore;
  return {
    at: isoFromUs(numberIn(row, "at_us")),
    ...{ linkId, seq },
    ...{ vendor: said("vendor"), model: said("model"), firmware: firmware || null },
    ...{ serial: said("serial"), reason: said("reason") },
    firmwareBefore: isOther ? firmwareBefore : null,
    answer: answerOf.get(`${linkId} ${seq}`) || null,
  };
}
