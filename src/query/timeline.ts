/**
 * What happened at a station over a stretch of time: how the state of each of its connectors
 * changed, which transactions ran and which links were up. What began before the stretch and
 * reaches into it is there, too.
 */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { STATION_LEG } from "./legs.ts";
import {
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
  textOrNullIn,
} from "./reader.ts";

export type TimelineRequest = {
  readonly station: string;
  /** Inclusive; null: a day before the end. Unit: µs since the epoch. */
  readonly fromUs: number | null;
  /** Exclusive; null: now. */
  readonly toUs: number | null;
};

const DAY_US = 86_400_000_000;

/** How long before the stretch a state may have been told, or a link or session have begun. */
const BEFORE_US = limits.diagnosisDays * DAY_US;

/** A connector's state as StatusNotification says it, in both versions. */
const STATUS = `toInt64(ifNull(evse_id, -1)) AS evse, toInt64(ifNull(connector_id, -1)) AS connector,
  toUnixTimestamp64Micro(received_at) AS at_us, link_id, seq, JSONExtractRaw(payload, 4) AS request,
  leftUTF8(if(JSONExtractString(request, 'status') = '', JSONExtractString(request, 'connectorStatus'),
    JSONExtractString(request, 'status')), 255) AS status,
  leftUTF8(JSONExtractString(request, 'errorCode'), 255) AS error_code`;

const ARE_STATUSES = `station_id = {station:String} AND action = 'StatusNotification'
  AND message_type = 'call' AND sender = 'station' AND ${STATION_LEG}
  AND payload_encoding = 'utf8' AND length(payload) <= ${limits.diagnosisPayloadBytesMax}`;

const at = (name: string) => `fromUnixTimestamp64Micro({${name}:Int64}, 'UTC')`;

export async function readTimeline(request: TimelineRequest, deps: QueryDeps) {
  const toUs = request.toUs ?? deps.clock.nowUs();
  const fromUs = Math.max(0, Math.min(request.fromUs ?? toUs - DAY_US, toUs));
  const limit = limits.timelineRowsMax + 1;
  const beforeUs = Math.max(0, fromUs - BEFORE_US);
  const params = { station: request.station, fromUs, toUs, beforeUs, limit };
  const [before, within, transactions, links] = await Promise.all([
    readRows(statusesBefore, params, deps),
    readRows(statusesWithin, params, deps),
    readRows(transactionsWithin, params, deps),
    readRows(linksWithin, params, deps),
  ]);
  const most = limits.timelineRowsMax;
  // The newest ones of each kind are here; from where all are, the picture is whole.
  const whole = [within, transactions, links].filter((rows) => rows.length > most);
  return {
    from: isoFromUs(fromUs),
    to: isoFromUs(toUs),
    isCut: whole.length > 0,
    connectors: connectorsOf(before, within.slice(0, most).toReversed()),
    transactions: transactions.slice(0, most).toReversed().map(presentTransaction),
    links: links.slice(0, most).toReversed().map(presentLink),
  };
}

const statusesBefore = `SELECT evse, connector, max(told_us) AS at_us,
  argMax(link, (told_us, number)) AS link_id, argMax(number, (told_us, number)) AS seq,
  argMax(state, (told_us, number)) AS status, argMax(error, (told_us, number)) AS error_code
FROM (SELECT evse, connector, at_us AS told_us, link_id AS link, seq AS number,
    status AS state, error_code AS error
  FROM (SELECT ${STATUS} FROM messages WHERE ${ARE_STATUSES}
    AND received_at >= ${at("beforeUs")} AND received_at < ${at("fromUs")}))
WHERE state != '' GROUP BY evse, connector ORDER BY evse, connector LIMIT {limit:UInt32}`;

const statusesWithin = `SELECT evse, connector, at_us, link_id, seq, status, error_code FROM (SELECT ${STATUS} FROM messages WHERE ${ARE_STATUSES}
  AND received_at >= ${at("fromUs")} AND received_at < ${at("toUs")})
WHERE status != '' ORDER BY at_us DESC, link_id DESC, seq DESC LIMIT {limit:UInt32}`;

const transactionsWithin = `SELECT transaction_key, transaction_id, evse_id, connector_id, state,
  toUnixTimestamp64Micro(started_at) AS started_us, toUnixTimestamp64Micro(last_at) AS last_us,
  toUnixTimestamp64Micro(ended_at) AS ended_us, energy_wh, id_token, stop_reason
FROM transactions FINAL WHERE station_id = {station:String}
  AND started_at >= ${at("beforeUs")} AND started_at < ${at("toUs")}
  AND (state = 'open' OR last_at >= ${at("fromUs")})
ORDER BY started_at DESC, transaction_key DESC LIMIT {limit:UInt32}`;

const linksWithin = `SELECT link_id, state, toUnixTimestamp64Micro(opened_at) AS opened_us,
  toUnixTimestamp64Micro(closed_at) AS closed_us, status, closed_by, closed_how, close_code
FROM links FINAL WHERE station_id = {station:String} AND ${STATION_LEG}
  AND opened_at >= ${at("beforeUs")} AND opened_at < ${at("toUs")}
  AND (state = 'open' OR ifNull(closed_at, opened_at) >= ${at("fromUs")})
ORDER BY opened_at DESC, link_id DESC LIMIT {limit:UInt32}`;

type Change = ReturnType<typeof presentChange>;

/** By EVSE and connector; a state that is told again is no change. */
function connectorsOf(before: readonly StoredRow[], within: readonly StoredRow[]) {
  const lanes = new Map<string, { readonly first: StoredRow; readonly changes: Change[] }>();
  for (const row of [...before, ...within]) {
    const name = `${numberIn(row, "evse")} ${numberIn(row, "connector")}`;
    const lane = lanes.get(name) ?? { first: row, changes: [] };
    lanes.set(name, lane);
    const change = presentChange(row);
    const last = lane.changes.at(-1);
    if (last?.status === change.status && last.errorCode === change.errorCode) continue;
    lane.changes.push(change);
  }
  return [...lanes.values()]
    .map(({ first, changes }) => ({
      evseId: idOrNull(numberIn(first, "evse")),
      connectorId: idOrNull(numberIn(first, "connector")),
      changes,
    }))
    .sort(
      (a, b) =>
        (a.evseId ?? -1) - (b.evseId ?? -1) || (a.connectorId ?? -1) - (b.connectorId ?? -1),
    );
}

function presentChange(row: StoredRow) {
  return {
    at: isoFromUs(numberIn(row, "at_us")),
    linkId: textIn(row, "link_id"),
    seq: numberIn(row, "seq"),
    status: textIn(row, "status"),
    errorCode: textOrNullIn(row, "error_code"),
  };
}

function presentTransaction(row: StoredRow) {
  return {
    key: textIn(row, "transaction_key"),
    transactionId: textOrNullIn(row, "transaction_id"),
    evseId: numberOrNullIn(row, "evse_id"),
    connectorId: numberOrNullIn(row, "connector_id"),
    state: parseTransactionState(textIn(row, "state")),
    startedAt: isoFromUs(numberIn(row, "started_us")),
    lastAt: isoFromUs(numberIn(row, "last_us")),
    endedAt: timeOrNull(row, "ended_us"),
    energyWh: numberOrNullIn(row, "energy_wh"),
    idToken: textOrNullIn(row, "id_token"),
    stopReason: textOrNullIn(row, "stop_reason"),
  };
}

function presentLink(row: StoredRow) {
  return {
    linkId: textIn(row, "link_id"),
    state: parseLinkState(textIn(row, "state")),
    openedAt: isoFromUs(numberIn(row, "opened_us")),
    closedAt: timeOrNull(row, "closed_us"),
    status: numberIn(row, "status"),
    closedBy: textOrNullIn(row, "closed_by"),
    closedHow: textOrNullIn(row, "closed_how"),
    closeCode: numberOrNullIn(row, "close_code"),
  };
}

function timeOrNull(row: StoredRow, column: string): string | null {
  const us = numberOrNullIn(row, column);
  return us === null ? null : isoFromUs(us);
}

/** -1 stands for an id that was not given. */
function idOrNull(id: number): number | null {
  return id < 0 ? null : id;
}

/** Only our recorder writes these columns. */
function parseTransactionState(text: string): "open" | "ended" | "unfinished" {
  return text as "open" | "ended" | "unfinished";
}

function parseLinkState(text: string): "open" | "closed" | "refused" {
  return text as "open" | "closed" | "refused";
}
