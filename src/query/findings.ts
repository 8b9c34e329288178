/** Findings as a list, newest first, or counted by what they have in common. */
import { isoFromUs } from "../base/clock.ts";
import { parseLinkId } from "../base/ids.ts";
import { ruleText } from "../findings/catalogue.ts";
import { type Cursor, cursorText, parseCursor } from "./cursor.ts";
import { findingColumns, parseSeverity, presentFinding } from "./finding-rows.ts";
import { stepsOf } from "./finding-trend.ts";
import { type FindingsScope, scopeOf } from "./findings-scope.ts";
import { STATION_LEG } from "./legs.ts";
import { numberIn, numbersIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

export const findingGroups = ["rule", "station", "model", "firmware"] as const;
export type FindingGroup = (typeof findingGroups)[number];

export type FindingsRequest = FindingsScope & {
  readonly limit: number;
  /** `next` of the page before; "" for the first. */
  readonly cursor: string;
};

/**
 * Nothing names a finding, but few are of the same moment and link: a cursor says behind how many
 * of these it stands.
 */
export async function listFindings(request: FindingsRequest, deps: QueryDeps) {
  const { condition, params } = scopeOf(request, deps);
  const cursor = request.cursor === "" ? null : parseCursor(request.cursor);
  const after = cursor?.after ?? null;
  const below =
    after === null
      ? "true"
      : "(at, link_id) <= (fromUnixTimestamp64Micro({cursorUs:Int64}, 'UTC'), {cursorLink:UUID})";
  const stored = await readRows(
    `SELECT ${findingColumns} FROM findings WHERE ${condition} AND ${below}
ORDER BY at DESC, link_id DESC, rule, sentence, evidence LIMIT {limit:UInt32} OFFSET {skip:UInt64}`,
    {
      ...params,
      limit: request.limit + 1,
      skip: after?.seq ?? 0,
      ...(after === null ? {} : { cursorUs: cursor?.us, cursorLink: after.linkId }),
    },
    deps,
  );
  const shown = stored.slice(0, request.limit);
  return {
    findings: shown.map(presentFinding),
    next: stored.length > shown.length ? cursorAfter(shown, cursor) : null,
  };
}

function cursorAfter(shown: readonly StoredRow[], before: Cursor | null): string | null {
  const last = shown.at(-1);
  const linkId = last === undefined ? null : parseLinkId(textIn(last, "link_id"));
  if (last === undefined || linkId === null) return null;
  const us = numberIn(last, "at_us");
  const isSame = (row: StoredRow) =>
    numberIn(row, "at_us") === us && textIn(row, "link_id") === linkId;
  const same = shown.filter(isSame).length;
  const wasSame = before?.us === us && before.after?.linkId === linkId;
  const seq = same + (wasSame ? (before.after?.seq ?? 0) : 0);
  return cursorText({ us, after: { linkId, seq } });
}

/** As it was when it was found, else as it is now. */
const isKnown = "(found.vendor, found.model, found.firmware) != ('', '', '')";
const said = (column: string) => `if(${isKnown}, toString(found.${column}), boots.${column})`;
const NONE = "''";

/** What a finding is counted under; of a station that never booted here, nothing is known. */
const KEYS = {
  rule: { key: "found.rule", vendor: NONE, model: NONE, firmware: NONE },
  station: { key: "found.station_id", vendor: NONE, model: NONE, firmware: NONE },
  model: { key: NONE, vendor: said("vendor"), model: said("model"), firmware: NONE },
  firmware: {
    key: NONE,
    vendor: said("vendor"),
    model: said("model"),
    firmware: said("firmware"),
  },
} satisfies Record<FindingGroup, Readonly<Record<string, string>>>;

/** A model is judged by what its stations did, not by what ocpptap met on the CSMS's leg. */
const LEGS = {
  rule: "true",
  station: "true",
  model: STATION_LEG,
  firmware: STATION_LEG,
} satisfies Record<FindingGroup, string>;

export async function groupFindings(
  request: Omit<FindingsRequest, "cursor">,
  group: FindingGroup,
  deps: QueryDeps,
) {
  const { condition, params } = scopeOf(request, deps);
  const { fromUs, stepUs, count } = await stepsOf(request, deps);
  const { key, vendor, model, firmware } = KEYS[group];
  const stored = await readRows(
    `SELECT ${key} AS group_key, ${vendor} AS group_vendor, ${model} AS group_model,
  ${firmware} AS group_firmware, count() AS findings, uniqExact(found.station_id) AS stations,
  toUnixTimestamp64Micro(max(found.at)) AS last_us,
  argMin(found.severity, indexOf(['error', 'warning', 'note'], toString(found.severity))) AS worst,
  countResample(0, ${count}, 1)(found.rule, found.step) AS trend
FROM (
  SELECT at, rule, severity, station_id, vendor, model, firmware,
    intDiv(toUnixTimestamp64Micro(at) - {stepsFromUs:Int64}, {stepUs:Int64}) AS step_no,
    toUInt32(least(step_no, ${count - 1})) AS step
  FROM findings WHERE ${condition} AND ${LEGS[group]}
) AS found LEFT JOIN (
  SELECT station_id, vendor, model, firmware FROM station_boots FINAL
) AS boots ON boots.station_id = found.station_id
GROUP BY group_key, group_vendor, group_model, group_firmware
ORDER BY findings DESC, group_key, group_vendor, group_model, group_firmware LIMIT {limit:UInt32}`,
    { ...params, limit: request.limit, stepsFromUs: fromUs, stepUs },
    deps,
  );
  return stored.map((row) => presentGroup(row, group));
}

function presentGroup(stored: StoredRow, group: FindingGroup) {
  const named = {
    vendor: textIn(stored, "group_vendor"),
    model: textIn(stored, "group_model"),
    firmware: textIn(stored, "group_firmware"),
  };
  const isModel = group === "model" || group === "firmware";
  const key = isModel
    ? Object.values(named)
        .filter((part) => part !== "")
        .join(" ")
    : textIn(stored, "group_key");
  return {
    key,
    title: group === "rule" ? (ruleText(key)?.title ?? key) : key,
    vendor: isModel ? named.vendor : null,
    model: isModel ? named.model : null,
    firmware: group === "firmware" ? named.firmware : null,
    findings: numberIn(stored, "findings"),
    stations: numberIn(stored, "stations"),
    worst: parseSeverity(textIn(stored, "worst")),
    lastAt: isoFromUs(numberIn(stored, "last_us")),
    trend: [...numbersIn(stored, "trend")],
  };
}
