/**
 * What a plan of a cut-over has to know of the fleet, as the record has it: where stations are, who
 * charges, and what has become of those that were moved. A few bounded questions for all stations
 * together: none names a station.
 */
import { limits } from "../base/limits.ts";
import { PRIMARY_LEGS, STATION_LEG } from "./legs.ts";
import { booleanIn, numberIn, numbersIn, type QueryDeps, readRows, textIn } from "./reader.ts";

const DAY_US = 86_400_000_000;

/** A connector in one of these has somebody at it: 1.6 §7.7, and 2.0.1's Occupied and Reserved. */
const BUSY =
  "('Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Occupied', 'Reserved')";

/** Of all stations that have had a link; more than a plan may have: the last by id are missing. */
export async function readPlanStations(deps: QueryDeps) {
  const nowUs = deps.clock.nowUs();
  const params = {
    sinceUs: nowUs - (deps.retentionDays + 1) * DAY_US,
    limit: limits.planStationsMax,
  };
  const [links, boots, busy, sessions] = await Promise.all(
    [
      `SELECT station_id, argMax(route, opened_at) AS last_route,
  toUnixTimestamp64Micro(max(opened_at)) AS opened_us,
  argMax(state, opened_at) = 'open' AS is_open
FROM links FINAL
WHERE opened_at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC') AND state != 'refused'
  AND ${STATION_LEG} AND station_id != ''
GROUP BY station_id ORDER BY station_id LIMIT {limit:UInt32}`,
      "SELECT station_id, vendor, model, firmware FROM station_boots FINAL",
      `SELECT DISTINCT station_id FROM station_status FINAL WHERE status IN ${BUSY}`,
      `SELECT station_id, transaction_id, toUnixTimestamp64Micro(started_at) AS started_us
FROM transactions FINAL
WHERE started_at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC') AND state = 'open'
ORDER BY station_id, started_at`,
    ].map((statement) => readRows(statement, params, deps)),
  );
  const bootOf = new Map((boots ?? []).map((row) => [textIn(row, "station_id"), row]));
  const busyOnes = new Set((busy ?? []).map((row) => textIn(row, "station_id")));
  const sessionsOf = Map.groupBy(sessions ?? [], (row) => textIn(row, "station_id"));
  return (links ?? []).map((row) => {
    const stationId = textIn(row, "station_id");
    const boot = bootOf.get(stationId);
    const open = sessionsOf.get(stationId) ?? [];
    const said = (column: string) => (boot === undefined ? "" : textIn(boot, column));
    return {
      stationId,
      ...{ vendor: said("vendor"), model: said("model"), firmware: said("firmware") },
      route: textIn(row, "last_route"),
      isConnected: booleanIn(row, "is_open"),
      openedUs: numberIn(row, "opened_us"),
      sessions: open.map((each) => ({
        transactionId: textIn(each, "transaction_id"),
        startedUs: numberIn(each, "started_us"),
      })),
      isBusy: open.length > 0 || busyOnes.has(stationId),
    };
  });
}

/** Since a while before the first station was moved: each rule once for each station. */
export async function readPlanFindings(movedUs: number, deps: QueryDeps) {
  const rows = await readRows(
    `SELECT station_id, rule, max(severity = 'error') AS is_error,
  toUnixTimestamp64Micro(min(at)) AS first_us, toUnixTimestamp64Micro(max(at)) AS last_us
FROM findings WHERE at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC') AND ${PRIMARY_LEGS}
GROUP BY station_id, rule HAVING max(at) >= fromUnixTimestamp64Micro({movedUs:Int64}, 'UTC')
ORDER BY last_us DESC, station_id, rule LIMIT {limit:UInt32}`,
    {
      ...{ movedUs, sinceUs: movedUs - limits.planBeforeMs * 1000 },
      limit: limits.planFindingRowsMax,
    },
    deps,
  );
  return rows.map((row) => ({
    stationId: textIn(row, "station_id"),
    rule: textIn(row, "rule"),
    isError: booleanIn(row, "is_error"),
    firstUs: numberIn(row, "first_us"),
    lastUs: numberIn(row, "last_us"),
  }));
}

/** What a CSMS says that refuses: of 1.6's and 2.0.1's statuses of its answers. */
const REFUSED = "('Rejected', 'Blocked', 'Invalid', 'Expired', 'Unknown', 'UnknownVendorId')";

/** The answers of CSMSs to stations, of each link that began since the first was moved. */
export async function readPlanAnswers(movedUs: number, deps: QueryDeps) {
  const sinceUs = Math.max(movedUs, deps.clock.nowUs() - limits.planAnswersMs * 1000);
  const rows = await readRows(
    `SELECT any(said.station_id) AS answered_station, any(opened.opened_us) AS link_opened_us,
  count() AS answers,
  countIf(message_type = 'callError'
    OR JSONExtractString(payload, 3, 'status') IN ${REFUSED}
    OR JSONExtractString(payload, 3, 'idTagInfo', 'status') IN ${REFUSED}
    OR JSONExtractString(payload, 3, 'idTokenInfo', 'status') IN ${REFUSED}) AS refused
FROM messages AS said INNER JOIN (
  SELECT link_id, toUnixTimestamp64Micro(max(opened_at)) AS opened_us FROM links
  WHERE opened_at >= fromUnixTimestamp64Micro({movedUs:Int64}, 'UTC') AND ${STATION_LEG}
  GROUP BY link_id
) AS opened ON opened.link_id = said.link_id
WHERE received_at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC') AND sender = 'csms'
  AND ${STATION_LEG} AND message_type IN ('callResult', 'callError')
GROUP BY said.link_id LIMIT {limit:UInt32}`,
    { movedUs, sinceUs, limit: limits.planFindingRowsMax },
    deps,
  );
  return rows.map((row) => ({
    stationId: textIn(row, "answered_station"),
    openedUs: numberIn(row, "link_opened_us"),
    answers: numberIn(row, "answers"),
    refused: numberIn(row, "refused"),
  }));
}

/** When translation refused something, of each station the first thousand times. */
export async function readPlanUntranslatable(movedUs: number, deps: QueryDeps) {
  const rows = await readRows(
    `SELECT station_id, groupArray(1000)(toUnixTimestamp64Micro(at)) AS at_us
FROM findings WHERE at >= fromUnixTimestamp64Micro({movedUs:Int64}, 'UTC')
  AND rule = 'translation-refused' AND ${PRIMARY_LEGS}
GROUP BY station_id ORDER BY station_id LIMIT {limit:UInt32}`,
    { movedUs, limit: limits.planStationsMax },
    deps,
  );
  return rows.map((row) => ({
    stationId: textIn(row, "station_id"),
    atUs: numbersIn(row, "at_us"),
  }));
}
