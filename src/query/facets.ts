/** What the messages that a query finds have in common: the most frequent values, with counts. */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { ruleText } from "../findings/catalogue.ts";
import type { Severity } from "../findings/rule.ts";
import { type CountRequest, countBack, evidenceRows, type Stretch } from "./counting.ts";
import { parseSeverity } from "./finding-rows.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

/** Fields of the search language, and the columns they are counted by. */
const COLUMNS = { station: "station_id", action: "action", type: "message_type" } as const;
type Field = keyof typeof COLUMNS;

/** Rows of one stretch that are added up: the rarest values of a huge fleet are left out. */
const STRETCH_VALUES_MAX = 5_000;

type Counts = Map<string, number>;
type Rules = Map<string, { severity: Severity; messages: number }>;

export async function readFacets(request: CountRequest, deps: QueryDeps) {
  const counts: Record<Field, Counts> = {
    station: new Map(),
    action: new Map(),
    type: new Map(),
  };
  const rules: Rules = new Map();
  let messages = 0;
  const { range, countedFromUs } = await countBack(request, deps, async (stretch) => {
    const [stored, found] = await Promise.all([
      readCounts(stretch, deps),
      readRules(stretch, deps),
    ]);
    for (const row of found) addRule(rules, row);
    let seen = 0;
    for (const row of stored) {
      const field = fieldOf(textIn(row, "field"));
      const amount = numberIn(row, "messages");
      if (field === null) seen = amount;
      else add(counts[field], textIn(row, "value"), amount);
    }
    messages += seen;
    return seen;
  });
  return {
    messages,
    from: isoFromUs(range.fromUs),
    countedFrom: isoFromUs(countedFromUs),
    facets: {
      station: top(counts.station),
      action: top(counts.action),
      type: top(counts.type),
      finding: topRules(rules),
    },
  };
}

function fieldOf(text: string): Field | null {
  return text === "station" || text === "action" || text === "type" ? text : null;
}

/** One reading of the columns for all fields, and for the total. */
function readCounts({ where, params }: Stretch, deps: QueryDeps) {
  const { station, action, type } = COLUMNS;
  return readRows(
    `SELECT multiIf(grouping(${station}) = 0, 'station', grouping(${action}) = 0, 'action',
    grouping(${type}) = 0, 'type', 'all') AS field,
  multiIf(field = 'station', toString(${station}), field = 'action', toString(${action}),
    toString(${type})) AS value,
  count() AS messages
FROM messages WHERE ${where}
GROUP BY GROUPING SETS ((${station}), (${action}), (${type}), ())
ORDER BY messages DESC, value LIMIT {valuesMax:UInt32} BY field`,
    { ...params, valuesMax: STRETCH_VALUES_MAX },
    deps,
  );
}

/**
 * Messages that are evidence, by rule; a rule once per message. Few messages are: the set of those
 * is made before that of all which the query finds.
 */
function readRules({ where, params }: Stretch, deps: QueryDeps) {
  return readRows(
    `SELECT rule, severity, uniqExact(link_id, seq) AS messages FROM (
  SELECT link_id, seq, rule, severity FROM (${evidenceRows})
  WHERE (link_id, seq) IN (SELECT link_id, seq FROM messages WHERE ${where}
    AND (link_id, seq) IN (SELECT link_id, seq FROM (${evidenceRows})))
) GROUP BY rule, severity ORDER BY messages DESC, rule`,
    params,
    deps,
  );
}

function add(counts: Counts, value: string, messages: number): void {
  counts.set(value, (counts.get(value) ?? 0) + messages);
}

/** A rule of several severities stands under its worst. */
function addRule(rules: Rules, row: StoredRow): void {
  const rule = textIn(row, "rule");
  const severity = parseSeverity(textIn(row, "severity"));
  const known = rules.get(rule) ?? { severity, messages: 0 };
  const order: readonly Severity[] = ["error", "warning", "note"];
  const isWorse = order.indexOf(severity) < order.indexOf(known.severity);
  rules.set(rule, {
    severity: isWorse ? severity : known.severity,
    messages: known.messages + numberIn(row, "messages"),
  });
}

/** Absent values are none. */
function top(counts: Counts) {
  return [...counts]
    .filter(([value]) => value !== "")
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, limits.facetValuesMax)
    .map(([value, messages]) => ({ value, messages }));
}

function topRules(rules: Rules) {
  return [...rules]
    .sort(([a, one], [b, other]) => other.messages - one.messages || (a < b ? -1 : 1))
    .slice(0, limits.facetValuesMax)
    .map(([value, { severity, messages }]) => ({
      value,
      messages,
      severity,
      title: ruleText(value)?.title ?? value,
    }));
}
