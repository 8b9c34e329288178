/**
 * What a replay reads of the record: who there is to be played, a station's messages page by page
 * in their order, its links, and what it answered its CSMS. Of stations' own legs alone, and of
 * WebSockets; each read is bounded.
 */
import { type LinkId, parseStationId, type StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";
import type { MessageRow } from "../store/rows.ts";
import type { Pattern, Query, TextTest } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { STATION_LEG } from "./legs.ts";
import { readPage } from "./page.ts";
import {
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
} from "./reader.ts";
import { conditionOf } from "./sql.ts";
import type { Range } from "./windows.ts";

export type StationDay = {
  readonly stationId: StationId;
  readonly messages: number;
  readonly firstUs: number;
  readonly lastUs: number;
};

const IN_RANGE = `received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')`;

/** By id, at most one more than `limit`. `stations`: ids, with wildcards as a search has them. */
export async function listStationDays(
  { stations, range, limit }: StationsRequest,
  deps: QueryDeps,
): Promise<readonly StationDay[]> {
  const condition = conditionOf({ kind: "or", terms: stations.map(testOf) });
  const stored = await readRows(
    `SELECT station_id, count() AS messages, toUnixTimestamp64Micro(min(received_at)) AS first_us,
  toUnixTimestamp64Micro(max(received_at)) AS last_us
FROM messages WHERE ${IN_RANGE} AND ${STATION_LEG} AND transport = '' AND (${condition.text})
GROUP BY station_id ORDER BY station_id LIMIT {limit:UInt32}`,
    { ...condition.params, ...range, limit: limit + 1 },
    deps,
  );
  return stored.map((row) => ({
    stationId: parseStationId(textIn(row, "station_id")),
    messages: numberIn(row, "messages"),
    firstUs: numberIn(row, "first_us"),
    lastUs: numberIn(row, "last_us"),
  }));
}

export type StationsRequest = {
  readonly stations: readonly string[];
  readonly range: Range;
  readonly limit: number;
};

/** An id; `*` is any text or none, `?` one character. */
export function stationPattern(text: string): Pattern {
  const parts = text.match(/\*+|\?|[^*?]+/g) ?? [];
  return parts.map((part) => {
    if (part.startsWith("*")) return { kind: "many" };
    return part === "?" ? { kind: "one" } : { kind: "text", text: part };
  });
}

function testOf(text: string): Query {
  const isExact = !/[*?]/.test(text);
  const test: TextTest = isExact
    ? { kind: "equals", text }
    : { kind: "like", pattern: stationPattern(text) };
  return { kind: "text", field: "station", test };
}

/** Oldest first, a page in memory at a time. */
export async function* readStationDay(
  stationId: StationId,
  range: Range,
  deps: QueryDeps,
): AsyncGenerator<MessageRow> {
  const query: Query = {
    kind: "and",
    terms: [
      { kind: "text", field: "station", test: { kind: "equals", text: stationId } },
      { kind: "choice", field: "leg", values: ["both", "station"] },
    ],
  };
  let cursor: Cursor | null = null;
  do {
    const limit = limits.playbackPageRows;
    const page = await readPage({ query, range, order: "oldest", limit, cursor }, deps);
    yield* page.rows.filter(({ transport }) => transport === "");
    cursor = page.next;
  } while (cursor !== null);
}

export type StationLink = {
  readonly target: string;
  readonly subprotocol: string | null;
  readonly version: OcppVersion | null;
  readonly openedAtUs: number;
  readonly closedAtUs: number | null;
  /** Of the station's own Close frame. */
  readonly closeCode: number | null;
};

/** Null: nobody recorded how it began. */
export async function readStationLink(
  { stationId, linkId }: { readonly stationId: StationId; readonly linkId: LinkId },
  range: Range,
  deps: QueryDeps,
): Promise<StationLink | null> {
  // It may have begun long before the day.
  const fromUs = Math.max(0, range.fromUs - (deps.retentionDays + 1) * 86_400_000_000);
  const [row] = await readRows(
    `SELECT target, subprotocol, ocpp_version, toUnixTimestamp64Micro(opened_at) AS opened_us,
  toUnixTimestamp64Micro(closed_at) AS closed_us, if(closed_by = 'station', close_code, NULL) AS code
FROM links FINAL WHERE station_id = {stationId:String} AND link_id = {linkId:UUID}
  AND opened_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND opened_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC') LIMIT 1`,
    { stationId, linkId, fromUs, toUs: range.toUs },
    deps,
  );
  if (row === undefined) return null;
  const version = textIn(row, "ocpp_version");
  return {
    target: textIn(row, "target"),
    subprotocol: textIn(row, "subprotocol") || null,
    version: ocppVersions.find((each) => each === version) ?? null,
    openedAtUs: numberIn(row, "opened_us"),
    closedAtUs: numberOrNullIn(row, "closed_us"),
    closeCode: numberOrNullIn(row, "code"),
  };
}

export type StationAnswer = {
  readonly atUs: number;
  readonly call: string;
  readonly answer: string;
};

/** What its CSMS asked with this action and it answered; nothing of which a part was hidden. */
export async function readStationAnswers(
  { stationId, action }: { readonly stationId: StationId; readonly action: string },
  range: Range,
  deps: QueryDeps,
): Promise<readonly StationAnswer[]> {
  const whole = `payload_encoding = 'utf8' AND NOT is_truncated AND empty(redactions)
    AND length(payload) <= {charsMax:UInt32}`;
  const own = `station_id = {stationId:String} AND ${STATION_LEG} AND transport = ''
    AND action = {action:String} AND ${whole} AND ${IN_RANGE}`;
  const stored = await readRows(
    `SELECT at_us, call, answer FROM (
  SELECT link_id, seq, toUnixTimestamp64Micro(received_at) AS at_us, payload AS call
  FROM messages WHERE ${own} AND sender = 'csms' AND message_type = 'call'
) AS calls INNER JOIN (
  SELECT link_id, assumeNotNull(request_seq) AS seq, payload AS answer FROM messages
  WHERE ${own} AND sender = 'station' AND message_type IN ('callResult', 'callError')
    AND request_seq IS NOT NULL
) AS answers ON answers.link_id = calls.link_id AND answers.seq = calls.seq
ORDER BY at_us LIMIT {limit:UInt32}`,
    {
      ...{ stationId, action, ...range, limit: limits.playbackAnswersMax },
      charsMax: limits.playbackAnswerCharsMax,
    },
    deps,
  );
  return stored.map(answerOf);
}

function answerOf(row: StoredRow): StationAnswer {
  return { atUs: numberIn(row, "at_us"), call: textIn(row, "call"), answer: textIn(row, "answer") };
}
