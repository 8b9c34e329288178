/**
 * "New since firmware X": what is found on stations of a model since they run a firmware, against
 * what was found on those of the same model with the firmwares before it.
 */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { ruleText } from "../findings/catalogue.ts";
import { parseSeverity } from "./finding-rows.ts";
import { STATION_LEG } from "./legs.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

export type FirmwareRequest = Pick<SearchRequest, "fromUs" | "toUs"> & {
  /** "": of any vendor. */
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
};

/** Null: no station of the model booted with this firmware in that time. */
export async function findNewSince(request: FirmwareRequest, deps: QueryDeps) {
  const firmwares = await readFirmwares(request, deps);
  const asked = firmwares.find(({ firmware }) => firmware === request.firmware);
  if (asked === undefined) return null;
  const earlier = firmwares.filter(({ firstUs }) => firstUs < asked.firstUs);
  const stations = {
    since: asked.stations.length,
    before: new Set(earlier.flatMap((each) => each.stations)).size,
  };
  const stored = await readRows(
    `SELECT rule, argMin(severity, indexOf(['error', 'warning', 'note'], toString(severity))) AS worst,
  countIf(firmware = {firmware:String}) AS since, countIf(firmware != {firmware:String}) AS before,
  uniqExactIf(station_id, firmware = {firmware:String}) AS since_stations,
  uniqExactIf(station_id, firmware != {firmware:String}) AS before_stations,
  toUnixTimestamp64Micro(maxIf(at, firmware = {firmware:String})) AS last_us
FROM findings WHERE at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
  AND model = {model:String} AND ({vendor:String} = '' OR vendor = {vendor:String})
  AND firmware IN {firmwares:Array(String)} AND ${STATION_LEG}
GROUP BY rule HAVING since > 0 LIMIT {limit:UInt32}`,
    {
      ...rangeOf(request, deps),
      vendor: request.vendor,
      model: request.model,
      firmware: request.firmware,
      firmwares: [request.firmware, ...earlier.map(({ firmware }) => firmware)],
      limit: limits.findingRowsMax,
    },
    deps,
  );
  return {
    firmware: request.firmware,
    firstAt: isoFromUs(asked.firstUs),
    stations,
    earlier: earlier.map(({ firmware, firstUs }) => ({ firmware, firstAt: isoFromUs(firstUs) })),
    rules: stored.map((row) => presentRule(row, stations)).sort(byNews),
  };
}

type Stations = { readonly since: number; readonly before: number };

function presentRule(row: StoredRow, stations: Stations) {
  const rule = textIn(row, "rule");
  const share = (affected: number, all: number) => (all === 0 ? 0 : affected / all);
  const since = { findings: numberIn(row, "since"), stations: numberIn(row, "since_stations") };
  const before = { findings: numberIn(row, "before"), stations: numberIn(row, "before_stations") };
  return {
    rule,
    title: ruleText(rule)?.title ?? rule,
    worst: parseSeverity(textIn(row, "worst")),
    since: { ...since, share: share(since.stations, stations.since) },
    before: { ...before, share: share(before.stations, stations.before) },
    /** Never found with the firmwares before, although there were stations with them. */
    isNew: before.findings === 0 && stations.before > 0,
    lastAt: isoFromUs(numberIn(row, "last_us")),
  };
}

type RuleSince = ReturnType<typeof presentRule>;

/** What is new, then what has become more frequent, by the share of stations. */
function byNews(one: RuleSince, other: RuleSince): number {
  const growth = ({ since, before }: RuleSince) => since.share - before.share;
  return (
    Number(other.isNew) - Number(one.isNew) ||
    growth(other) - growth(one) ||
    other.since.findings - one.since.findings
  );
}

async function readFirmwares(request: FirmwareRequest, deps: QueryDeps) {
  const stored = await readRows(
    `WITH JSONExtractRaw(payload, 4) AS request, JSONExtractRaw(request, 'chargingStation') AS station,
  leftUTF8(if(station = '', JSONExtractString(request, 'chargePointVendor'), JSONExtractString(station, 'vendorName')), 255) AS boot_vendor,
  leftUTF8(if(station = '', JSONExtractString(request, 'chargePointModel'), JSONExtractString(station, 'model')), 255) AS boot_model
SELECT leftUTF8(JSONExtractString(if(station = '', request, station), 'firmwareVersion'), 255) AS boot_firmware,
  toUnixTimestamp64Micro(min(received_at)) AS first_us,
  groupUniqArray({limit:UInt32})(toString(station_id)) AS stations
FROM messages WHERE action = 'BootNotification' AND message_type = 'call' AND sender = 'station'
  AND ${STATION_LEG}
  AND payload_encoding = 'utf8' AND received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
  AND boot_model = {model:String} AND ({vendor:String} = '' OR boot_vendor = {vendor:String})
GROUP BY boot_firmware ORDER BY first_us LIMIT 1000`,
    {
      ...rangeOf(request, deps),
      vendor: request.vendor,
      model: request.model,
      limit: limits.stationRowsMax,
    },
    deps,
  );
  return stored.map((row) => {
    const stations = row["stations"];
    return {
      firmware: textIn(row, "boot_firmware"),
      firstUs: numberIn(row, "first_us"),
      stations: (Array.isArray(stations) ? stations : []).map(String),
    };
  });
}
