/**
 * What a readiness report is made of: stations, what they and their CSMS use, and the newest part
 * of their conversation. Every read is bounded in time and rows.
 */
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import type { Cursor } from "./cursor.ts";
import { STATION_LEG } from "./legs.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import { readPage } from "./page.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

export type RehearsedRange = Pick<SearchRequest, "fromUs" | "toUs">;
export type OfStation = RehearsedRange & { readonly station: string };
export type MessageRef = { readonly linkId: string; readonly seq: number };

export type RehearsedStation = {
  readonly stationId: string;
  readonly ocppVersion: string;
  /** "" where it never booted here. */
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
};

const RANGE = `received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')`;
const OWN = `station_id = {station:String} AND ${STATION_LEG} AND ${RANGE}`;
const READABLE = `payload_encoding = 'utf8' AND length(payload) <= ${limits.diagnosisPayloadBytesMax}`;
const textAt = (element: number, field: string) =>
  `leftUTF8(JSONExtractString(payload, ${element}, '${field}'), ${limits.readinessTextCharsMax})`;
const newest = (condition: string) =>
  `argMaxIf(tuple(toString(link_id), toString(seq)), received_at, ${condition})`;

/** Stations by id, from behind `after`; those heard of since `fromUs`. `station`: "" for all. */
export async function listRehearsed(
  request: OfStation & { readonly after: string; readonly limit: number },
  deps: QueryDeps,
): Promise<readonly RehearsedStation[]> {
  const { station, after, limit } = request;
  const { fromUs } = rangeOf(request, deps);
  const stored = await readRows(
    `SELECT activity.station_id AS station_id, version, vendor, model, firmware FROM (
  SELECT station_id, argMaxMerge(ocpp_version) AS version,
    greatest(max(message_at), max(link_at)) AS seen_at
  FROM station_activity WHERE station_id != '' AND station_id > {after:String}
    AND ({station:String} = '' OR station_id = {station:String})
  GROUP BY station_id
  HAVING seen_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  ORDER BY station_id LIMIT {limit:UInt32}
) AS activity LEFT JOIN (
  SELECT station_id, vendor, model, firmware FROM station_boots FINAL
) AS boots ON boots.station_id = activity.station_id
ORDER BY station_id`,
    { station, after, limit, fromUs },
    deps,
  );
  return stored.map((row) => ({
    stationId: textIn(row, "station_id"),
    ocppVersion: textIn(row, "version"),
    vendor: textIn(row, "vendor"),
    model: textIn(row, "model"),
    firmware: textIn(row, "firmware"),
  }));
}

export type Use = {
  readonly sender: Sender;
  readonly action: string;
  readonly version: string;
  readonly transport: string;
  readonly messages: number;
  readonly calls: number;
  readonly results: number;
  readonly malformed: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly call: MessageRef | null;
  readonly result: MessageRef | null;
  readonly broken: MessageRef | null;
};

/** What was said, by who said it and about which action. */
export async function readUses(request: OfStation, deps: QueryDeps): Promise<readonly Use[]> {
  const stored = await readRows(
    `SELECT sender, toString(action) AS name, toString(ocpp_version) AS version,
  toString(transport) AS via, count() AS messages, countIf(message_type = 'call') AS calls,
  countIf(message_type = 'callResult') AS results, countIf(message_type = 'malformed') AS malformed,
  toUnixTimestamp64Micro(min(received_at)) AS first_us,
  toUnixTimestamp64Micro(max(received_at)) AS last_us,
  ${newest("message_type = 'call'")} AS call, ${newest("message_type = 'callResult'")} AS result,
  ${newest("message_type = 'malformed'")} AS broken
FROM messages WHERE ${OWN}
GROUP BY sender, name, version, via ORDER BY messages DESC, name LIMIT {limit:UInt32}`,
    paramsOf(request, deps),
    deps,
  );
  return stored.map((row) => ({
    ...{ sender: senderIn(row), action: textIn(row, "name") },
    ...{ version: textIn(row, "version"), transport: textIn(row, "via") },
    ...{ messages: numberIn(row, "messages"), calls: numberIn(row, "calls") },
    ...{ results: numberIn(row, "results"), malformed: numberIn(row, "malformed") },
    ...{ firstUs: numberIn(row, "first_us"), lastUs: numberIn(row, "last_us") },
    ...{ call: refIn(row, "call"), result: refIn(row, "result"), broken: refIn(row, "broken") },
  }));
}

export type Transfer = {
  readonly sender: Sender;
  readonly vendorId: string;
  readonly messageId: string;
  readonly calls: number;
  readonly accepted: number;
  readonly call: MessageRef | null;
};

/** DataTransfers, by whose they are. */
export async function readTransfers(
  request: OfStation,
  deps: QueryDeps,
): Promise<readonly Transfer[]> {
  const stored = await readRows(
    `SELECT sender, vendor_id, message, count() AS calls,
  countIf(answers.status = 'Accepted') AS accepted, ${newest("true")} AS call
FROM (
  SELECT toString(sender) AS sender, link_id, seq, received_at, ${textAt(4, "vendorId")} AS vendor_id,
    ${textAt(4, "messageId")} AS message
  FROM messages WHERE ${OWN} AND action = 'DataTransfer' AND message_type = 'call' AND ${READABLE}
) AS said LEFT JOIN (${answersOf("DataTransfer")}) AS answers
  ON answers.call_link = said.link_id AND answers.call_seq = said.seq
GROUP BY sender, vendor_id, message
ORDER BY calls DESC, vendor_id, message, sender LIMIT {limit:UInt32}`,
    paramsOf(request, deps),
    deps,
  );
  return stored.map((row) => ({
    ...{ sender: senderIn(row), vendorId: textIn(row, "vendor_id") },
    ...{ messageId: textIn(row, "message"), calls: numberIn(row, "calls") },
    ...{ accepted: numberIn(row, "accepted"), call: refIn(row, "call") },
  }));
}

export type SetKey = {
  readonly key: string;
  readonly value: string;
  readonly sets: number;
  readonly call: MessageRef | null;
};

/** Keys that the CSMS set and the station took, with the newest value. */
export async function readSetKeys(request: OfStation, deps: QueryDeps): Promise<readonly SetKey[]> {
  const stored = await readRows(
    `SELECT any(spelled) AS key_name, argMax(value, received_at) AS newest_value, count() AS sets,
  ${newest("true")} AS call
FROM (
  SELECT link_id, seq, received_at, ${textAt(4, "key")} AS spelled,
    leftUTF8(JSONExtractString(payload, 4, 'value'), 2500) AS value
  FROM messages WHERE ${OWN} AND action = 'ChangeConfiguration' AND message_type = 'call'
    AND sender = 'csms' AND ${READABLE}
) AS said INNER JOIN (${answersOf("ChangeConfiguration")}) AS answers
  ON answers.call_link = said.link_id AND answers.call_seq = said.seq
WHERE answers.status IN ('Accepted', 'RebootRequired') AND spelled != ''
GROUP BY lowerUTF8(spelled) ORDER BY key_name LIMIT {limit:UInt32}`,
    paramsOf(request, deps),
    deps,
  );
  return stored.map((row) => ({
    ...{ key: textIn(row, "key_name"), value: textIn(row, "newest_value") },
    ...{ sets: numberIn(row, "sets"), call: refIn(row, "call") },
  }));
}

function answersOf(action: "DataTransfer" | "ChangeConfiguration"): string {
  return `SELECT link_id AS call_link, assumeNotNull(request_seq) AS call_seq,
    ${textAt(3, "status")} AS status
  FROM messages WHERE ${OWN} AND action = '${action}' AND message_type = 'callResult'
    AND request_seq IS NOT NULL AND ${READABLE}`;
}

export type RuleCount = {
  readonly rule: string;
  readonly findings: number;
  readonly sentence: string;
  readonly message: MessageRef | null;
};

/** What the station did, by rule, and what is missing of its record. */
export async function readRuleCounts(
  request: OfStation,
  deps: QueryDeps,
): Promise<readonly RuleCount[]> {
  const stored = await readRows(
    `SELECT toString(rule) AS rule_id, count() AS findings, argMax(sentence, at) AS newest_sentence,
  argMaxIf(tuple(toString(link_id), toString(evidence[1])), at, notEmpty(evidence)) AS message
FROM findings WHERE station_id = {station:String} AND ${STATION_LEG}
  AND (side = 'station' OR rule = 'record-gap')
  AND at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
GROUP BY rule_id ORDER BY findings DESC, rule_id LIMIT {limit:UInt32}`,
    paramsOf(request, deps),
    deps,
  );
  return stored.map((row) => ({
    ...{ rule: textIn(row, "rule_id"), findings: numberIn(row, "findings") },
    sentence: textIn(row, "newest_sentence").slice(0, limits.readinessTextCharsMax),
    message: refIn(row, "message"),
  }));
}

export type Conversation = {
  /** Oldest first, without heartbeats. */
  readonly rows: readonly MessageRow[];
  /** There are older ones. */
  readonly isCut: boolean;
};

/** The newest part of what station and CSMS said to each other. */
export async function readConversation(request: OfStation, deps: QueryDeps): Promise<Conversation> {
  const rows: MessageRow[] = [];
  let bytes = 0;
  let cursor: Cursor | null = null;
  do {
    const left = limits.rehearsedMessagesMax - rows.length;
    const page = await readPage(
      {
        query: {
          kind: "and",
          terms: [
            { kind: "text", field: "station", test: { kind: "equals", text: request.station } },
            { kind: "choice", field: "leg", values: ["both", "station"] },
            {
              kind: "not",
              term: { kind: "text", field: "action", test: { kind: "equals", text: "Heartbeat" } },
            },
          ],
        },
        range: rangeOf(request, deps),
        order: "newest",
        limit: Math.min(left, limits.pageRowsMax),
        cursor,
      },
      deps,
    );
    rows.push(...page.rows);
    for (const { payload } of page.rows) bytes += payload.length;
    cursor = page.next;
  } while (
    cursor !== null &&
    rows.length < limits.rehearsedMessagesMax &&
    bytes < limits.rehearsedBytesMax
  );
  return { rows: rows.toReversed(), isCut: cursor !== null };
}

function paramsOf(request: OfStation, deps: QueryDeps) {
  const { station } = request;
  return { station, ...rangeOf(request, deps), limit: limits.readinessRowsMax };
}

function senderIn(row: StoredRow): Sender {
  return textIn(row, "sender") === "csms" ? "csms" : "station";
}

/** Null where no message was like that. */
function refIn(row: StoredRow, column: string): MessageRef | null {
  const value = row[column];
  const [linkId, seq] = Array.isArray(value) ? value.map(String) : [];
  return linkId === undefined || linkId === "" ? null : { linkId, seq: Number(seq) };
}
