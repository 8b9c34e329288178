/**
 * Findings in the order in which they reached the store, whoever wrote them. What a finding is one
 * of is decided by the engine: all conditions are asked in one question.
 *
 * Rows that are inserted at the same time become visible one after the other, so who follows has
 * to look back; `countFed` says cheaply whether there is anything to look for.
 */

import { modelCondition } from "./findings-scope.ts";
import { numberIn, numbersIn, type QueryDeps, readRows, textIn } from "./reader.ts";
import { findingsConditionOf, type SqlParams } from "./sql.ts";
import { queryOf } from "./token-hash.ts";

export type FeedCondition = {
  readonly q: string;
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
};

/** A place in the order; nothing else is at it. */
export type FeedPlace = { readonly us: number; readonly key: string };

export type FedFinding = ReturnType<typeof presentFed>;

export type FeedCut = {
  readonly conditions: readonly FeedCondition[];
  /** Older findings are of no interest. */
  readonly sinceUs: number;
};

/** `cityHash64` over all that a finding says: two that are equal count as one. */
const KEY = `cityHash64(at, instance, rule, severity, side, station_id, link_id, evidence, sentence, leg)`;

export async function readFed(
  cut: FeedCut,
  page: { readonly after: FeedPlace; readonly limit: number },
  deps: QueryDeps,
) {
  const { texts, params } = conditionsOf(cut.conditions, deps);
  const stored = await readRows(
    `SELECT toUnixTimestamp64Micro(inserted_at) AS inserted_us, toString(${KEY}) AS feed_key,
  toUnixTimestamp64Micro(at) AS at_us, rule, severity, side, station_id, vendor, model, firmware,
  sentence, [${texts.map((text) => `toUInt8(${text})`).join(", ")}] AS matched
FROM findings WHERE at >= fromUnixTimestamp64Micro({feedSinceUs:Int64}, 'UTC')
  AND inserted_at >= fromUnixTimestamp64Micro({feedUs:Int64}, 'UTC')
  AND (inserted_at, ${KEY}) > (fromUnixTimestamp64Micro({feedUs:Int64}, 'UTC'), {feedKey:UInt64})
  AND (${texts.join(" OR ")})
ORDER BY inserted_at, ${KEY} LIMIT {feedLimit:UInt32}`,
    {
      ...params,
      feedSinceUs: cut.sinceUs,
      feedUs: page.after.us,
      feedKey: page.after.key,
      feedLimit: page.limit,
    },
    deps,
  );
  return stored.map(presentFed);
}

/** Different findings after one place, up to and with another. */
export async function countFed(
  cut: FeedCut,
  between: { readonly after: FeedPlace; readonly to: FeedPlace },
  deps: QueryDeps,
): Promise<number> {
  const { texts, params } = conditionsOf(cut.conditions, deps);
  const [row] = await readRows(
    `SELECT uniqExact(inserted_at, ${KEY}) AS findings FROM findings
WHERE at >= fromUnixTimestamp64Micro({feedSinceUs:Int64}, 'UTC')
  AND inserted_at >= fromUnixTimestamp64Micro({feedUs:Int64}, 'UTC')
  AND (inserted_at, ${KEY}) > (fromUnixTimestamp64Micro({feedUs:Int64}, 'UTC'), {feedKey:UInt64})
  AND (inserted_at, ${KEY}) <= (fromUnixTimestamp64Micro({feedToUs:Int64}, 'UTC'), {feedToKey:UInt64})
  AND (${texts.join(" OR ")})`,
    {
      ...params,
      feedSinceUs: cut.sinceUs,
      feedUs: between.after.us,
      feedKey: between.after.key,
      feedToUs: between.to.us,
      feedToKey: between.to.key,
    },
    deps,
  );
  return row === undefined ? 0 : numberIn(row, "findings");
}

/** The store's own time: what it inserts from now on is later. */
export async function readFeedEnd(deps: QueryDeps): Promise<FeedPlace> {
  const [row] = await readRows(
    // The column is asked for, so that a schema without it is noticed.
    "SELECT toUnixTimestamp64Micro(now64(6, 'UTC')) AS now_us, count(inserted_at) AS one FROM findings WHERE false",
    {},
    deps,
  );
  return { us: row === undefined ? 0 : numberIn(row, "now_us"), key: "0" };
}

function conditionsOf(conditions: readonly FeedCondition[], deps: QueryDeps) {
  const params: Record<string, SqlParams[string]> = {};
  const texts = conditions.map(({ q, ...scope }, index) => {
    const asked = findingsConditionOf(queryOf(q, deps));
    const own = { ...asked.params, ...scope };
    for (const [name, value] of Object.entries(own)) params[`c${index}_${name}`] = value;
    // Text of ours with names of parameters in it; values are never part of it.
    const text = `((${asked.text})${modelCondition(scope)})`;
    return text.replace(/\{(\w+):/g, `{c${index}_$1:`);
  });
  return { texts: texts.length === 0 ? ["false"] : texts, params };
}

function presentFed(row: Readonly<Record<string, unknown>>) {
  return {
    place: { us: numberIn(row, "inserted_us"), key: textIn(row, "feed_key") },
    atUs: numberIn(row, "at_us"),
    rule: textIn(row, "rule"),
    severity: textIn(row, "severity"),
    side: textIn(row, "side"),
    station: textIn(row, "station_id"),
    vendor: textIn(row, "vendor"),
    model: textIn(row, "model"),
    firmware: textIn(row, "firmware"),
    sentence: textIn(row, "sentence"),
    /** Indexes of the conditions that it meets. */
    matched: numbersIn(row, "matched").flatMap((is, index) => (is === 0 ? [] : [index])),
  };
}
