/** Stations as they are now, from the roll-ups: no months of messages are read for a list. */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { LimitChange } from "../sessions/transaction.ts";
import { parseSeverity } from "./finding-rows.ts";
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
import { presentLimit } from "./transactions.ts";

/** What `findings` of a station counts. Unit: µs. */
const DAY_US = 86_400_000_000;

const CHANGED = `station_id IN (
  SELECT toString(station_id) FROM station_activity GROUP BY station_id
  HAVING greatest(max(message_at), max(link_at)) >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC')
  UNION DISTINCT SELECT toString(station_id) FROM findings
  WHERE at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC'))`;

/**
 * All stations by id, or the one that is asked for, or those that something was recorded of since
 * a moment: a message, a link, a finding. What has only grown old since (findings of a day ago) is
 * not news.
 */
export async function readStations(
  station: string | null,
  deps: QueryDeps,
  sinceUs: number | null = null,
) {
  const only =
    station !== null ? "station_id = {station:String}" : sinceUs === null ? "true" : CHANGED;
  const nowUs = deps.clock.nowUs();
  const params = {
    station: station ?? "",
    sinceUs: sinceUs ?? 0,
    limit: limits.stationRowsMax,
    openSinceUs: nowUs - (deps.retentionDays + 1) * DAY_US,
    findingsSinceUs: nowUs - DAY_US,
  };
  const [activity, boots, statuses, open, findings, charging] = await Promise.all(
    [
      `SELECT station_id, toUnixTimestamp64Micro(max(message_at)) AS message_us,
  toUnixTimestamp64Micro(greatest(max(sent_at), max(link_at))) AS seen_us,
  argMaxMerge(ocpp_version) AS version
FROM station_activity WHERE ${only} AND station_id != '' GROUP BY station_id ORDER BY station_id LIMIT {limit:UInt32}`,
      `SELECT station_id, vendor, model, firmware FROM station_boots FINAL WHERE ${only}`,
      `SELECT station_id, evse_id, connector_id, status, error_code,
  toUnixTimestamp64Micro(received_at) AS received_us
FROM station_status FINAL WHERE ${only} ORDER BY station_id, evse_id, connector_id`,
      `SELECT DISTINCT station_id FROM links FINAL
WHERE opened_at >= fromUnixTimestamp64Micro({openSinceUs:Int64}, 'UTC') AND state = 'open'
  AND ${STATION_LEG} AND ${only}`,
      `SELECT station_id, severity, count() AS findings FROM findings
WHERE at >= fromUnixTimestamp64Micro({findingsSinceUs:Int64}, 'UTC') AND ${STATION_LEG} AND ${only}
GROUP BY station_id, severity`,
      `SELECT station_id, transaction_key, transaction_id, evse_id, connector_id, energy_wh,
  toUnixTimestamp64Micro(started_at) AS started_us, last_limit
FROM transactions FINAL
WHERE started_at >= fromUnixTimestamp64Micro({openSinceUs:Int64}, 'UTC') AND state = 'open' AND ${only}
ORDER BY station_id, started_at, transaction_key`,
    ].map((statement) => readRows(statement, params, deps)),
  );
  const bootOf = byStation(boots);
  const statusesOf = byStation(statuses);
  const openOf = byStation(open);
  const findingsOf = byStation(findings);
  const chargingOf = byStation(charging);
  return (activity ?? []).map((row) => {
    const stationId = textIn(row, "station_id");
    return presentStation(row, {
      boot: bootOf.get(stationId)?.[0],
      statuses: statusesOf.get(stationId) ?? [],
      isConnected: openOf.has(stationId),
      findings: findingsOf.get(stationId) ?? [],
      charging: chargingOf.get(stationId) ?? [],
    });
  });
}

function byStation(rows: readonly StoredRow[] = []): ReadonlyMap<string, readonly StoredRow[]> {
  return Map.groupBy(rows, (row) => textIn(row, "station_id"));
}

type Known = {
  readonly boot: StoredRow | undefined;
  readonly statuses: readonly StoredRow[];
  readonly isConnected: boolean;
  readonly findings: readonly StoredRow[];
  readonly charging: readonly StoredRow[];
};

function presentStation(activity: StoredRow, known: Known) {
  const { boot, statuses, isConnected, findings, charging } = known;
  const counts = { error: 0, warning: 0, note: 0 };
  for (const row of findings) {
    counts[parseSeverity(textIn(row, "severity"))] += numberIn(row, "findings");
  }
  const said = (column: string) => (boot === undefined ? null : textOrNullIn(boot, column));
  return {
    stationId: textIn(activity, "station_id"),
    connected: isConnected,
    lastSeen: timeOrNull(numberIn(activity, "seen_us")),
    lastMessageAt: timeOrNull(numberIn(activity, "message_us")),
    ocppVersion: textOrNullIn(activity, "version"),
    vendor: said("vendor"),
    model: said("model"),
    firmware: said("firmware"),
    connectors: statuses.map((row) => ({
      evseId: idOrNull(numberIn(row, "evse_id")),
      connectorId: idOrNull(numberIn(row, "connector_id")),
      status: textIn(row, "status"),
      errorCode: textOrNullIn(row, "error_code"),
      since: isoFromUs(numberIn(row, "received_us")),
    })),
    openTransactions: charging.map(presentOpen),
    findings: counts,
  };
}

function presentOpen(row: StoredRow) {
  const last = textIn(row, "last_limit");
  return {
    key: textIn(row, "transaction_key"),
    transactionId: textOrNullIn(row, "transaction_id"),
    evseId: numberOrNullIn(row, "evse_id"),
    connectorId: numberOrNullIn(row, "connector_id"),
    startedAt: isoFromUs(numberIn(row, "started_us")),
    energyWh: numberOrNullIn(row, "energy_wh"),
    limit: last === "" ? null : presentLimit(parseLimit(last)),
  };
}

/** Our recorder wrote it. */
function parseLimit(text: string): LimitChange {
  return JSON.parse(text) as LimitChange;
}

/** The roll-ups keep the greatest time, and 1970 where there was none. */
function timeOrNull(us: number): string | null {
  return us <= 0 ? null : isoFromUs(us);
}

/** -1 stands for an id that was not given. */
function idOrNull(id: number): number | null {
  return id < 0 ? null : id;
}
