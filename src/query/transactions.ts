/** Charging transactions, newest first, and one of them with everything that is known of it. */
import { isoFromUs } from "../base/clock.ts";
import { parseLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type {
  Answer,
  EnergySource,
  LimitChange,
  MessageAt,
  StartedBy,
  Step,
  Transaction,
  TransactionState,
} from "../sessions/transaction.ts";
import { cursorText, parseCursor } from "./cursor.ts";
import { findingColumns, type PresentedFinding, presentFinding } from "./finding-rows.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import {
  detailsIn,
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
  textOrNullIn,
  textsIn,
} from "./reader.ts";

export const transactionStates = ["open", "ended", "unfinished"] as const;

export type TransactionsRequest = Pick<SearchRequest, "fromUs" | "toUs" | "limit" | "cursor"> & {
  /** "": of all. */
  readonly station: string;
  /** "": in any. */
  readonly state: TransactionState | "";
};

/** What begins or ends with a transaction may be found a little later. Unit: µs. */
const FINDINGS_AFTER_US = 3_600_000_000;

const columns = `toUnixTimestamp64Micro(started_at) AS started_us,
  toUnixTimestamp64Micro(last_at) AS last_us, toUnixTimestamp64Micro(ended_at) AS ended_us,
  toUnixTimestamp64Micro(station_started_at) AS station_started_us,
  toUnixTimestamp64Micro(station_ended_at) AS station_ended_us,
  transaction_key, instance, station_id, transaction_id, ocpp_version, evse_id, connector_id,
  id_token, state, started_by, stop_reason, meter_start_wh, meter_stop_wh, energy_wh, energy_source,
  messages, findings, links`;

const RANGE = `started_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND started_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')`;

export async function readTransactions(request: TransactionsRequest, deps: QueryDeps) {
  const cursor = request.cursor === "" ? null : parseCursor(request.cursor);
  const after = cursor?.after ?? null;
  const conditions = [
    RANGE,
    ...(request.station === "" ? [] : ["station_id = {station:String}"]),
    ...(request.state === "" ? [] : ["state = {state:String}"]),
    ...(after === null
      ? []
      : [
          "(started_at, transaction_key) < (fromUnixTimestamp64Micro({cursorUs:Int64}, 'UTC'), {cursorKey:String})",
        ]),
  ];
  // FINAL: of one transaction only its newest row counts.
  const stored = await readRows(
    `SELECT ${columns} FROM transactions FINAL WHERE ${conditions.join(" AND ")}
ORDER BY started_at DESC, transaction_key DESC LIMIT {limit:UInt32}`,
    {
      ...rangeOf(request, deps),
      station: request.station,
      state: request.state,
      limit: request.limit + 1,
      ...(after === null
        ? {}
        : { cursorUs: cursor?.us, cursorKey: `${after.linkId}-${after.seq}` }),
    },
    deps,
  );
  const shown = stored.slice(0, request.limit);
  const last = stored.length > shown.length ? shown.at(-1) : undefined;
  return {
    transactions: shown.map(presentTransaction),
    next: last === undefined ? null : cursorAfter(last),
  };
}

/** Null: there is none with this key, or none any more. */
export async function readTransaction(key: string, deps: QueryDeps) {
  const [stored] = await readRows(
    `SELECT ${columns}, series, details FROM transactions FINAL
WHERE ${RANGE} AND transaction_key = {key:String} LIMIT 1`,
    { ...rangeOf({ fromUs: null, toUs: null }, deps), key },
    deps,
  );
  if (stored === undefined) return null;
  const details = parseDetails(detailsIn(stored, "details"));
  return {
    transaction: presentTransaction(stored),
    series: presentSeries(parseSeries(detailsIn(stored, "series"))),
    ...presentDetails(details),
    findings: await findingsOf(stored, details, deps),
  };
}

function cursorAfter(row: StoredRow): string | null {
  const key = textIn(row, "transaction_key");
  const at = key.lastIndexOf("-");
  const linkId = parseLinkId(key.slice(0, at));
  const after = linkId === null ? null : { linkId, seq: Number(key.slice(at + 1)) };
  return cursorText({ us: numberIn(row, "started_us"), after });
}

function presentTransaction(stored: StoredRow) {
  return {
    key: textIn(stored, "transaction_key"),
    stationId: textIn(stored, "station_id"),
    instance: textIn(stored, "instance"),
    transactionId: textOrNullIn(stored, "transaction_id"),
    ocppVersion: textOrNullIn(stored, "ocpp_version"),
    evseId: numberOrNullIn(stored, "evse_id"),
    connectorId: numberOrNullIn(stored, "connector_id"),
    idToken: textOrNullIn(stored, "id_token"),
    state: parseState(textIn(stored, "state")),
    startedAt: isoFromUs(numberIn(stored, "started_us")),
    lastAt: isoFromUs(numberIn(stored, "last_us")),
    endedAt: timeOrNull(stored, "ended_us"),
    stationStartedAt: timeOrNull(stored, "station_started_us"),
    stationEndedAt: timeOrNull(stored, "station_ended_us"),
    durationS: durationOf(stored),
    startedBy: parseStartedBy(textIn(stored, "started_by")),
    stopReason: textOrNullIn(stored, "stop_reason"),
    meterStartWh: numberOrNullIn(stored, "meter_start_wh"),
    meterStopWh: numberOrNullIn(stored, "meter_stop_wh"),
    energyWh: numberOrNullIn(stored, "energy_wh"),
    energySource: parseEnergySource(textIn(stored, "energy_source")),
    messages: numberIn(stored, "messages"),
    rules: [...textsIn(stored, "findings")],
    links: [...textsIn(stored, "links")],
  };
}

/** By the station's clock where it told both ends: what was replayed arrived all at once. */
function durationOf(stored: StoredRow): number {
  const fromUs = numberOrNullIn(stored, "station_started_us");
  const toUs = numberOrNullIn(stored, "station_ended_us");
  const us =
    fromUs !== null && toUs !== null && toUs >= fromUs
      ? toUs - fromUs
      : numberIn(stored, "last_us") - numberIn(stored, "started_us");
  return Math.max(0, us / 1_000_000);
}

type Series = {
  readonly atUs: readonly number[];
  readonly energyWh: readonly (number | null)[];
  readonly powerW: readonly (number | null)[];
  readonly currentA: readonly (number | null)[];
  readonly socPercent: readonly (number | null)[];
};

function presentSeries({ atUs, energyWh, powerW, currentA, socPercent }: Series) {
  return { at: atUs.map(isoFromUs), energyWh, powerW, currentA, socPercent };
}

type Details = Pick<
  Transaction,
  | "start"
  | "stop"
  | "triggerReason"
  | "authorizations"
  | "refusal"
  | "remoteStop"
  | "limitChanges"
  | "chargingStates"
  | "mayPrecedeRecord"
  | "replayedMessages"
  | "lastSeqNo"
  | "missingEvents"
  | "recordGaps"
  | "linksLost"
  | "evidence"
>;

function presentDetails(details: Details) {
  const { refusal, remoteStop, replayedMessages, lastSeqNo, missingEvents } = details;
  return {
    start: presentStep(details.start),
    stop: presentStep(details.stop),
    triggerReason: details.triggerReason || null,
    authorizations: details.authorizations.map(({ atUs, status }) => ({
      at: isoFromUs(atUs),
      status,
    })),
    refusal:
      refusal === null
        ? null
        : { ...presentAt(refusal), status: refusal.status, energyWh: refusal.energyWh },
    remoteStop: remoteStop === null ? null : presentAt(remoteStop),
    limits: details.limitChanges.map(presentLimit),
    chargingStates: details.chargingStates.map(({ atUs, state }) => ({
      at: isoFromUs(atUs),
      state,
    })),
    mayPrecedeRecord: details.mayPrecedeRecord,
    ...{ replayedMessages, lastSeqNo, missingEvents },
    recordGaps: details.recordGaps,
    linksLost: details.linksLost,
    evidence: details.evidence.map(({ linkId, seq }) => ({ linkId: String(linkId), seq })),
  };
}

function presentAt({ atUs, linkId, seq }: MessageAt) {
  return { at: isoFromUs(atUs), linkId: String(linkId), seq };
}

function presentStep(step: Step | null) {
  if (step === null) return null;
  const { times, answer } = step;
  return { ...presentAt(step), times, answer: answer === null ? null : presentAnswer(answer) };
}

function presentAnswer(answer: Answer) {
  return {
    ...presentAt(answer),
    outcome: answer.outcome,
    errorCode: answer.errorCode || null,
  };
}

/** A limit null: there is none from here on. */
export function presentLimit(change: LimitChange) {
  const { limit, unit, profileId, purpose, stackLevel } = change;
  return { ...presentAt(change), limit, unit: unit || null, profileId, purpose, stackLevel };
}

/** Those about its messages, and those that name it. */
async function findingsOf(
  stored: StoredRow,
  details: Details,
  deps: QueryDeps,
): Promise<readonly PresentedFinding[]> {
  const key = textIn(stored, "transaction_key");
  const rows = await readRows(
    `SELECT ${findingColumns} FROM findings
WHERE station_id = {station:String} AND at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND at <= fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
ORDER BY at, link_id, rule LIMIT {limit:UInt32}`,
    {
      station: textIn(stored, "station_id"),
      fromUs: numberIn(stored, "started_us"),
      toUs: numberIn(stored, "last_us") + FINDINGS_AFTER_US,
      limit: limits.findingRowsMax,
    },
    deps,
  );
  const own = new Set(details.evidence.map(({ linkId, seq }) => `${linkId} ${seq}`));
  return rows.map(presentFinding).filter((finding) => {
    const named = finding.details["transactionKey"];
    if (named !== undefined) return named === key;
    return finding.evidence.some((seq) => own.has(`${finding.linkId} ${seq}`));
  });
}

function timeOrNull(stored: StoredRow, column: string): string | null {
  const us = numberOrNullIn(stored, column);
  return us === null ? null : isoFromUs(us);
}

/** Only our recorder writes these columns. */
function parseState(text: string): TransactionState {
  return text as TransactionState;
}

function parseStartedBy(text: string): StartedBy {
  return text as StartedBy;
}

function parseEnergySource(text: string): EnergySource {
  return text as EnergySource;
}

function parseSeries(value: unknown): Series {
  const none = { atUs: [], energyWh: [], powerW: [], currentA: [], socPercent: [] };
  return { ...none, ...(value as Partial<Series>) };
}

function parseDetails(value: unknown): Details {
  return { ...noDetails, ...(value as Partial<Details>) };
}

const noDetails: Details = {
  ...{ start: null, stop: null, triggerReason: "", authorizations: [], refusal: null },
  ...{ remoteStop: null, limitChanges: [], chargingStates: [], mayPrecedeRecord: false },
  ...{ replayedMessages: 0, lastSeqNo: null, missingEvents: 0, recordGaps: 0, linksLost: 0 },
  evidence: [],
};
