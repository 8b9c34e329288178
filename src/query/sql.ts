/**
 * AST → a condition of ClickHouse. Every value of the query is a bound parameter; the text is put
 * together from constants of ours and parameter names alone, so that no input can alter it. Every
 * condition is true or false, never NULL, so that NOT is its exact opposite.
 *
 * The answer does not depend on skip indexes: `hasAllTokens(lower(payload), …)` is the indexed
 * expression itself. A test asks the engine both ways.
 */
import { unreachable } from "../base/assert.ts";
import { parseLinkId } from "../base/ids.ts";
import type { NumberTest, Pattern, Query, TextTest } from "./ast.ts";
import { fields } from "./fields.ts";
import { invalidQuery } from "./invalid.ts";
import { PRIMARY_LEGS } from "./legs.ts";
import { asciiLower, likeEscaped, likePattern, lowered, wordsOf } from "./pattern.ts";
import { guardOf, numberOf, payloadElement } from "./payload-path.ts";

export type SqlValue = string | number | readonly string[];
export type SqlParams = Readonly<Record<string, SqlValue>>;
export type Condition = { readonly text: string; readonly params: SqlParams };

/** Gives a value its name: `{p1:String}`. */
type Bind = (type: "String" | "Float64" | "UUID" | "Array(String)", value: SqlValue) => string;

/** The lower bound of the findings that are looked at: `{fromUs:Int64}` is bound by the caller. */
const FINDINGS =
  "SELECT link_id, arrayJoin(evidence) FROM findings WHERE at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')";

/** Over `messages`; uses the caller's parameter `fromUs`. */
export function conditionOf(query: Query): Condition {
  return bound((bind) => sqlOf(query, bind));
}

/**
 * Over `findings` themselves: their own fields, and words of their sentence. Those of a rehearsal
 * are found only where the query speaks of legs.
 */
export function findingsConditionOf(query: Query): Condition {
  const { text, params } = bound((bind) => findingsSqlOf(query, bind));
  return { text: speaksOfLegs(query) ? text : `(${text}) AND ${PRIMARY_LEGS}`, params };
}

function speaksOfLegs(query: Query): boolean {
  if (query.kind === "and" || query.kind === "or") return query.terms.some(speaksOfLegs);
  if (query.kind === "not") return speaksOfLegs(query.term);
  return query.kind === "choice" && query.field === "leg";
}

function bound(write: (bind: Bind) => string): Condition {
  const params: Record<string, SqlValue> = {};
  const bind: Bind = (type, value) => {
    const name = `p${Object.keys(params).length + 1}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  return { text: write(bind), params };
}

function sqlOf(query: Query, bind: Bind): string {
  switch (query.kind) {
    case "all":
      return "true";
    case "and":
    case "or":
      return query.terms
        .map((term) => `(${sqlOf(term, bind)})`)
        .join(query.kind === "and" ? " AND " : " OR ");
    case "not":
      return `NOT (${sqlOf(query.term, bind)})`;
    case "text": {
      const { table, column, isCaseSensitive } = fields[query.field];
      if (query.field === "link" && query.test.kind === "equals") {
        const linkId = parseLinkId(query.test.text);
        return linkId === null ? "false" : `link_id = ${bind("UUID", linkId)}`;
      }
      return inTable(table, textSql(column, query.test, { bind, isCaseSensitive }));
    }
    case "number":
      return numberSql(fields[query.field].column, query.test, bind);
    case "choice": {
      const { table, column } = fields[query.field];
      return inTable(table, `has(${bind("Array(String)", query.values)}, toString(${column}))`);
    }
    case "payload":
      return payloadSql(query, bind);
    case "words":
      return wordsSql(query.text, bind);
    case "piece":
      return `lower(payload) LIKE ${bind("String", `%${likePattern(lowered(query.pattern))}%`)}`;
    default:
      return unreachable(query);
  }
}

function inTable(table: "messages" | "findings", condition: string): string {
  return table === "messages" ? condition : `(link_id, seq) IN (${FINDINGS} AND ${condition})`;
}

type TextOptions = { readonly bind: Bind; readonly isCaseSensitive: boolean };

function textSql(column: string, test: TextTest, { bind, isCaseSensitive }: TextOptions): string {
  const value = isCaseSensitive ? column : `lower(${column})`;
  switch (test.kind) {
    case "equals":
      return `${value} = ${bind("String", isCaseSensitive ? test.text : asciiLower(test.text))}`;
    case "like":
      return `${value} LIKE ${bind("String", likeText(test.pattern, isCaseSensitive))}`;
    case "exists":
      return `${column} != ''`;
    default:
      return unreachable(test);
  }
}

function likeText(pattern: Pattern, isCaseSensitive: boolean): string {
  return likePattern(isCaseSensitive ? pattern : lowered(pattern));
}

/** Absent numbers are NULL: neither inside nor outside of any interval, and so not a match. */
function numberSql(column: string, test: NumberTest, bind: Bind): string {
  return test.kind === "exists"
    ? `isNotNull(${column})`
    : `ifNull(${intervalSql(column, test, bind)}, false)`;
}

function intervalSql(
  value: string,
  { low, high }: Extract<NumberTest, { kind: "interval" }>,
  bind: Bind,
): string {
  const ends: string[] = [];
  if (low !== null) ends.push(`${value} ${low.isOpen ? ">" : ">="} ${bind("Float64", low.value)}`);
  if (high !== null) {
    ends.push(`${value} ${high.isOpen ? "<" : "<="} ${bind("Float64", high.value)}`);
  }
  return ends.join(" AND ");
}

function findingsSqlOf(query: Query, bind: Bind): string {
  switch (query.kind) {
    case "all":
      return "true";
    case "and":
    case "or":
      return query.terms
        .map((term) => `(${findingsSqlOf(term, bind)})`)
        .join(query.kind === "and" ? " AND " : " OR ");
    case "not":
      return `NOT (${findingsSqlOf(query.term, bind)})`;
    case "words":
      return `lower(sentence) LIKE ${bind("String", `%${likeEscaped(asciiLower(query.text))}%`)}`;
    case "piece":
      return `lower(sentence) LIKE ${bind("String", `%${likePattern(lowered(query.pattern))}%`)}`;
    case "text": {
      const { table, column, isCaseSensitive } = fields[query.field];
      if (table === "messages" && !["station", "link", "instance"].includes(query.field)) break;
      return textSql(column, query.test, { bind, isCaseSensitive });
    }
    case "choice": {
      const { table, column } = fields[query.field];
      if (table === "messages" && query.field !== "leg") break;
      return `has(${bind("Array(String)", query.values)}, toString(${column}))`;
    }
    case "number":
    case "payload":
      break;
    default:
      return unreachable(query);
  }
  throw invalidQuery(
    0,
    `findings have no ${"field" in query ? `${query.field}:` : "payload"}`,
    "Findings are searched by station, link, instance, leg, finding, severity, side and words of their sentence.",
  );
}

/** Whole words by the index; and the text itself where words alone do not say it. */
function wordsSql(text: string, bind: Bind): string {
  const lower = asciiLower(text);
  const words = wordsOf(lower);
  const conditions =
    words.length === 0 ? [] : [`hasAllTokens(lower(payload), ${bind("Array(String)", words)})`];
  if (words[0] !== lower) {
    conditions.push(`lower(payload) LIKE ${bind("String", `%${likeEscaped(lower)}%`)}`);
  }
  return conditions.join(" AND ");
}

/** JSON numbers and text that is one, by JSON's grammar. */
const NUMBER = "'^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$'";
/** A scalar `v` of raw JSON as text. */
const SCALAR = "if(startsWith(v, '\"'), JSONExtractString(v), v)";

function payloadSql({ path, test }: Extract<Query, { kind: "payload" }>, bind: Bind): string {
  const guard = guardOf(path, test);
  const conditions: string[] = [];
  if (guard.all.length > 0) {
    conditions.push(`hasAllTokens(lower(payload), ${bind("Array(String)", guard.all)})`);
  }
  if (guard.any.length > 0) {
    conditions.push(`hasAnyTokens(lower(payload), ${bind("Array(String)", guard.any)})`);
  }
  const values = valuesSql(path, bind);
  conditions.push(
    test.kind === "exists"
      ? `arrayExists(v -> v != '', ${values})`
      : `arrayExists(v -> ${scalarSql(test, bind)}, ${elementsSql(values)})`,
  );
  return conditions.join(" AND ");
}

/** 1-based, as JSONExtract counts. */
const ELEMENT =
  `multiIf(message_type = 'callResult', ${payloadElement.callResult + 1}, ` +
  `message_type IN ('callError', 'callResultError'), ${payloadElement.callError + 1}, ` +
  `${payloadElement.call + 1})`;

/** Raw JSON of all values at the path, '' for a missing one; arrays on the way are looked into. */
function valuesSql([first = "", ...rest]: readonly string[], bind: Bind): string {
  let values = `[JSONExtractRaw(payload, ${ELEMENT}, ${bind("String", first)})]`;
  for (const key of rest) {
    values = `arrayMap(x -> JSONExtractRaw(x, ${bind("String", key)}), ${elementsSql(values)})`;
  }
  return values;
}

function elementsSql(values: string): string {
  return `arrayFlatten(arrayMap(x -> if(startsWith(x, '['), JSONExtractArrayRaw(x), [x]), ${values}))`;
}

function scalarSql(test: Exclude<TextTest | NumberTest, { kind: "exists" }>, bind: Bind): string {
  if (test.kind === "interval") {
    return `match(${SCALAR}, ${NUMBER}) AND (${intervalSql(`toFloat64OrZero(${SCALAR})`, test, bind)})`;
  }
  const isScalar = "substring(v, 1, 1) NOT IN ('', '{', '[')";
  const passes = textSql(SCALAR, test, { bind, isCaseSensitive: false });
  const number = test.kind === "equals" ? numberOf(test.text) : null;
  return number === null
    ? `${isScalar} AND ${passes}`
    : `${isScalar} AND (${passes} OR (match(v, ${NUMBER}) AND toFloat64OrZero(v) = ${bind("Float64", number)}))`;
}
