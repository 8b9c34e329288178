/** Findings as a list, newest first, or counted by what they have in common. */
import { isoFromUs } from "../base/clock.ts";
import { ruleText } from "../findings/catalogue.ts";
import { findingColumns, parseSeverity, presentFinding } from "./finding-rows.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import { parseQuery } from "./parser.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";
import { findingsConditionOf } from "./sql.ts";

export const findingGroups = ["rule", "station", "model", "firmware"] as const;
export type FindingGroup = (typeof findingGroups)[number];

export type FindingsRequest = Pick<SearchRequest, "q" | "fromUs" | "toUs" | "limit">;

const RANGE = `at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')`;

export async function listFindings(request: FindingsRequest, deps: QueryDeps) {
  const condition = findingsConditionOf(parseQuery(request.q));
  const stored = await readRows(
    `SELECT ${findingColumns} FROM findings WHERE ${RANGE} AND (${condition.text})
ORDER BY at DESC, link_id DESC, rule LIMIT {limit:UInt32}`,
    { ...condition.params, ...rangeOf(request, deps), limit: request.limit },
    deps,
  );
  return stored.map(presentFinding);
}

/** As it was when it was found, else as it is now. */
const isKnown = "(found.vendor, found.model, found.firmware) != ('', '', '')";
const said = (column: string) => `if(${isKnown}, toString(found.${column}), boots.${column})`;

/** What a finding is counted under; of a station that never booted here, nothing is known. */
const KEYS = {
  rule: "found.rule",
  station: "found.station_id",
  model: `trim(concat(${said("vendor")}, ' ', ${said("model")}))`,
  firmware: `trim(concat(${said("vendor")}, ' ', ${said("model")}, ' ', ${said("firmware")}))`,
} satisfies Record<FindingGroup, string>;

export async function groupFindings(
  request: FindingsRequest,
  group: FindingGroup,
  deps: QueryDeps,
) {
  const condition = findingsConditionOf(parseQuery(request.q));
  const stored = await readRows(
    `SELECT ${KEYS[group]} AS group_key, count() AS findings, uniqExact(found.station_id) AS stations,
  toUnixTimestamp64Micro(max(found.at)) AS last_us,
  argMin(found.severity, indexOf(['error', 'warning', 'note'], toString(found.severity))) AS worst
FROM (
  SELECT at, rule, severity, station_id, vendor, model, firmware FROM findings
  WHERE ${RANGE} AND (${condition.text})
) AS found LEFT JOIN (
  SELECT station_id, vendor, model, firmware FROM station_boots FINAL
) AS boots ON boots.station_id = found.station_id
GROUP BY group_key ORDER BY findings DESC, group_key LIMIT {limit:UInt32}`,
    { ...condition.params, ...rangeOf(request, deps), limit: request.limit },
    deps,
  );
  return stored.map((row) => presentGroup(row, group));
}

function presentGroup(stored: StoredRow, group: FindingGroup) {
  const key = textIn(stored, "group_key");
  return {
    key,
    title: group === "rule" ? (ruleText(key)?.title ?? key) : key,
    findings: numberIn(stored, "findings"),
    stations: numberIn(stored, "stations"),
    worst: parseSeverity(textIn(stored, "worst")),
    lastAt: isoFromUs(numberIn(stored, "last_us")),
  };
}
