import fc from "fast-check";
import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { parseQuery } from "../../src/query/parser.ts";
import { conditionOf } from "../../src/query/sql.ts";

/** The condition and its parameters, as a reader of the engine's log would see them. */
function sql(query: string): string {
  const { text, params } = conditionOf(parseQuery(query));
  return [
    text,
    ...Object.entries(params).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
  ].join("\n");
}

it.each([
  "",
  "station:CP-7* -sender:csms",
  'id:"50%_off\\\\" OR action:Set*_?',
  "error:* link:0b8f1c1e-5a0e-4c57-9f4e-0a7a3c1b2d4e link:0B*",
  "latency:>500 latency:12 bytes:[1kB TO 2kB} connector:*",
  'faulted "Parking bay 7" CP-7 fo*o?',
  "payload.idTagInfo.status:Blocked",
  "payload.transactionId:1500000",
  "payload.meterValue.sampledValue.value:>1000",
  "payload.a:* payload.b:x*",
  "finding:call-timeout (severity:error OR side:csms)",
])("%s becomes", (query) => {
  expect(sql(query)).toMatchSnapshot();
});

it("no value of a query is ever part of the text", () => {
  const canary = "zqxj";
  const hostile = fc.constantFrom(
    "'",
    '"',
    "\\",
    "`",
    ";",
    "--",
    "/*",
    "{p1:String}",
    "%",
    "_",
    "\n",
    "\u0000",
    "é",
  );
  const value = fc.array(fc.oneof(hostile, fc.constant(canary)), { minLength: 1, maxLength: 6 });
  const place = fc.constantFrom(
    ...[
      "station:",
      "action:",
      "error:",
      "link:",
      "token:",
      "finding:",
      "payload.a:",
      "payload:",
      "",
    ],
  );
  fc.assert(
    fc.property(place, value, fc.boolean(), (field, parts, isQuoted) => {
      const text = parts.join("");
      const written = isQuoted
        ? JSON.stringify(text).replace(/\\u0000|\\n/g, " ")
        : `${canary}${text}*`;
      try {
        const condition = conditionOf(parseQuery(`${field}${written}`));
        expect(condition.text).not.toContain(canary);
        expect(condition.text).toMatch(/^[\w\s(){}:,.!=<>'"[\]^?*+$|-]*$/);
        expect(condition.text.replace(/'[^']*'/g, "")).not.toMatch(/;|--|\/\*/);
      } catch (thrown) {
        if (!(thrown instanceof OperationalError)) throw thrown;
      }
    }),
    { numRuns: 1_000 },
  );
});

it("a key of a payload path is a parameter like any value", () => {
  const { text, params } = conditionOf(parseQuery("payload.a'b.c\\)d:x"));
  expect(text).not.toContain("'b");
  expect(Object.values(params)).toContain("a'b");
  expect(Object.values(params)).toContain("c)d");
});
