/**
 * "Last message before the drop": which commands of the CSMS stations do not survive, by model,
 * firmware or station. A drop is a link that ended within five seconds of a command, and that
 * neither the CSMS nor ocpptap closed.
 */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { STATION_LEG } from "./legs.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import {
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
} from "./reader.ts";

export const dropGroups = ["model", "firmware", "station"] as const;
export type DropGroup = (typeof dropGroups)[number];

export type DropsRequest = Pick<SearchRequest, "fromUs" | "toUs" | "limit"> & {
  readonly group: DropGroup;
  /** "": all. */
  readonly station: string;
};

const KEYS = {
  model: "trim(concat(boots.vendor, ' ', boots.model))",
  firmware: "trim(concat(boots.vendor, ' ', boots.model, ' ', boots.firmware))",
  station: "each.station_id",
} as const satisfies Record<DropGroup, string>;

/** After these a station is meant to go. */
const expected: ReadonlySet<string> = new Set(["Reset", "UpdateFirmware", "SignedUpdateFirmware"]);

const BOOTS = "(SELECT station_id, vendor, model, firmware FROM station_boots FINAL) AS boots";

/** Most drops first. */
export async function rankDrops(request: DropsRequest, deps: QueryDeps) {
  const { group, station, limit } = request;
  const only = station === "" ? "true" : "station_id = {station:String}";
  const params = { ...rangeOf(request, deps), station, limit, withinMs: limits.dropWithinMs };
  const stored = await readRows(
    `SELECT dropped.group_key AS group_key, dropped.action AS action, drops, stations, last_us,
  link_id, seq, sent.calls AS sent
FROM (
  SELECT ${KEYS[group]} AS group_key, each.last_call_action AS action, count() AS drops,
    uniqExact(each.station_id) AS stations,
    toUnixTimestamp64Micro(max(assumeNotNull(each.closed_at))) AS last_us,
    argMax(each.link_id, each.closed_at) AS link_id,
    argMax(each.last_call_seq, each.closed_at) AS seq
  FROM (
    SELECT station_id, link_id, closed_at, last_call_action, last_call_seq FROM links FINAL
    WHERE state = 'closed' AND last_call_action != '' AND last_call_ms <= {withinMs:Int64}
      AND closed_by NOT IN ('csms', 'ocpptap') AND closed_how != 'unknown' AND ${STATION_LEG} AND ${only}
      AND closed_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
      AND closed_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
  ) AS each LEFT JOIN ${BOOTS} ON boots.station_id = each.station_id
  GROUP BY group_key, action
) AS dropped LEFT JOIN (
  SELECT ${KEYS[group]} AS group_key, each.action AS action, sum(each.calls) AS calls
  FROM (
    SELECT station_id, toString(action) AS action, count() AS calls FROM messages
    WHERE sender = 'csms' AND message_type = 'call' AND ${STATION_LEG} AND ${only}
      AND received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
      AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')
    GROUP BY station_id, action
  ) AS each LEFT JOIN ${BOOTS} ON boots.station_id = each.station_id
  GROUP BY group_key, action
) AS sent ON sent.group_key = dropped.group_key AND sent.action = dropped.action
ORDER BY drops DESC, group_key, action LIMIT {limit:UInt32}`,
    params,
    deps,
  );
  return stored.map(presentDrops);
}

function presentDrops(stored: StoredRow) {
  const action = textIn(stored, "action");
  return {
    /** Vendor and model, these with the firmware, or the station; "" where they never booted here. */
    key: textIn(stored, "group_key"),
    action,
    drops: numberIn(stored, "drops"),
    /** How often the CSMS sent it to them. */
    sent: numberIn(stored, "sent"),
    stations: numberIn(stored, "stations"),
    /** A restart is what it asks for. */
    isExpected: expected.has(action),
    lastAt: isoFromUs(numberIn(stored, "last_us")),
    last: { linkId: textIn(stored, "link_id"), seq: numberOrNullIn(stored, "seq") },
  };
}
