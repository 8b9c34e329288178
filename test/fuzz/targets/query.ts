/** The search language: text that people type, and that anybody may put into a URL. */
import { deepEqual, ok } from "node:assert/strict";
import { OperationalError } from "../../../src/base/errors.ts";
import type { Pattern, Query } from "../../../src/query/ast.ts";
import { parseCursor } from "../../../src/query/cursor.ts";
import { createSubject, matchOf } from "../../../src/query/match.ts";
import { parseQuery } from "../../../src/query/parser.ts";
import { conditionOf, findingsConditionOf } from "../../../src/query/sql.ts";
import { messageRow } from "../../query/rows.ts";
import type { Target } from "../target.ts";

/** Its value, or the error, which must be this one, and a sentence: what it cites is the input's. */
function orInvalid<Value>(code: string, text: string, read: () => Value): Value | null {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof OperationalError) || thrown.code !== code) throw thrown;
    const hole = /\{\w+\}/.exec(thrown.message)?.[0];
    ok(thrown.remedy !== "" && (hole === undefined || text.includes(hole)), "no sentence");
    return null;
  }
}

const subject = createSubject(
  messageRow({
    payload: '[2,"a-1","StatusNotification",{"status":"Faulted","deep":[{"v":"10"}]}]',
  }),
  [],
);

/** Every text of the query as one letter: SQL is made of ours alone, so it must stay the same. */
function withoutTexts(query: Query): Query {
  switch (query.kind) {
    case "and":
    case "or":
      return { kind: query.kind, terms: query.terms.map(withoutTexts) };
    case "not":
      return { kind: "not", term: withoutTexts(query.term) };
    case "piece":
      return { kind: "piece", pattern: plain(query.pattern) };
    case "choice":
      return { ...query, values: query.values.map(() => "x") };
    case "text":
      // What is no link id is false, without a look at any text.
      if (query.field === "link" || query.test.kind === "exists") return query;
      return query.test.kind === "equals"
        ? { ...query, test: { kind: "equals", text: "x" } }
        : { ...query, test: { kind: "like", pattern: plain(query.test.pattern) } };
    case "payload":
    case "words":
    case "all":
    case "number":
      return query;
  }
}

function plain(pattern: Pattern): Pattern {
  return pattern.map((part) => (part.kind === "text" ? { kind: "text", text: "x" } : part));
}

/** Names of columns, functions and parameters, and quotes of ours. */
const SQL = /^[\w\s(){}=<>!+*/.,:'"%\\[\]|&?^$-]*$/;

export const target: Target = {
  name: "query",
  promise:
    "text is a query or QUERY_INVALID, SQL never holds a text of it, the live tail can always be asked, and a cursor is ours or refused",
  seeds: [
    "",
    "station:CP-7* -sender:csms",
    'id:"50%_off\\\\" OR action:Set*_?',
    "error:* link:0b8f1c1e-5a0e-4c57-9f4e-0a7a3c1b2d4e link:0B*",
    "latency:>500 latency:12 bytes:[1kB TO 2kB} connector:*",
    '(faulted OR "Parking bay 7") AND NOT (CP-7 fo*o?)',
    "payload.idTagInfo.status:Blocked payload.a\\.b:>=1.5 payload.x:1..2",
    "finding:call-timeout (severity:(error OR warning) OR side:csms)",
    "1790000000000000.00000000-0000-4000-8000-000000000001.7",
  ],
  words: [
    ...["AND ", "OR ", "NOT ", "-", "(", ")", '"', "*", "?", "\\", ":", "..", ">", "<=", "="],
    ...["[1 TO 2]", "{* TO 9}", "station:", "type:", "latency:", "payload.", "payload.a.b:", "tx:"],
    ...["link:", "finding:", "severity:", "1kB", "1.5s", "é", "💥", "\u0000", "%", "_", "'", "`"],
    ...["{p1:String}", "; DROP", "--", "call", "result", "connector:", "seq:", "a ", " "],
  ],
  inputBytesMax: 4_096,
  check(input) {
    const text = input.toString("utf8");
    orInvalid("REQUEST_INVALID", text, () => parseCursor(text));
    const query = orInvalid("QUERY_INVALID", text, () => parseQuery(text));
    if (query === null) return;
    deepEqual(parseQuery(text), query);
    matchOf(query)(subject);
    const sql = conditionOf(query);
    ok(SQL.test(sql.text), `SQL with a foreign character: ${sql.text}`);
    deepEqual(conditionOf(withoutTexts(query)).text, sql.text, "a text is part of the SQL");
    orInvalid("QUERY_INVALID", text, () => findingsConditionOf(query));
  },
};
