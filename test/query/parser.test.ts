import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { limits } from "../../src/base/limits.ts";
import type { Query } from "../../src/query/ast.ts";
import { parseQuery } from "../../src/query/parser.ts";

/** A query in one line, fully parenthesised. */
function show(query: Query): string {
  switch (query.kind) {
    case "all":
      return "all";
    case "and":
    case "or":
      return `(${query.terms.map(show).join(query.kind === "and" ? " & " : " | ")})`;
    case "not":
      return `!${show(query.term)}`;
    case "words":
      return query.text;
    case "piece":
      return query.pattern.map((part) => (part.kind === "text" ? part.text : "~")).join("");
    case "choice":
      return `${query.field}=${query.values.join(",")}`;
    case "text":
    case "number":
      return `${query.field}:${JSON.stringify(query.test)}`;
    case "payload":
      return `${query.path.join("/")}:${JSON.stringify(query.test)}`;
  }
}

const equals = (text: string) => `{"kind":"equals","text":"${text}"}`;

function failureOf(text: string): OperationalError {
  try {
    parseQuery(text);
  } catch (thrown) {
    if (thrown instanceof OperationalError) return thrown;
    throw thrown;
  }
  throw new Error(`${text} is valid`);
}

describe("the grammar", () => {
  it.each([
    ["", "all"],
    ["   ", "all"],
    ["*", "all"],
    ["a b", "(a & b)"],
    ["a AND b", "(a & b)"],
    ["a OR b c", "(a | (b & c))"],
    ["(a OR b) c", "((a | b) & c)"],
    ["NOT a b", "(!a & b)"],
    ["-a -b", "(!a & !b)"],
    ["NOT NOT a", "a"],
    ["--a", "a"],
    ["NOT -a", "a"],
    ["-(a OR b)", "!(a | b)"],
    ["a-b", "a-b"],
    ['"a b" c', "(a b & c)"],
    ['a"b c"', "(a & b c)"],
    ['"say \\"no\\" \\\\ \\n"', 'say "no" \\ \\n'],
    ["and or not", "(and & or & not)"],
    ["fo*o?", "fo~o~"],
    ["a***b", "a~b"],
    ["a\\*b", "a*b"],
    ['"a*b"', "a*b"],
    ["10:11:12", "10:11:12"],
    ["type:call", "type=call"],
    ["type:CALL*", "type=call,callResult,callError,callResultError"],
    ["sender:(station OR csms)", "(sender=station | sender=csms)"],
    ["STATION:CP-7", `station:${equals("CP-7")}`],
    ["station:CP:7", `station:${equals("CP:7")}`],
    ["station:-7", `station:${equals("-7")}`],
    ["action:(A OR -B)", `(action:${equals("A")} | !action:${equals("B")})`],
    ["error:*", 'error:{"kind":"exists"}'],
    ['error:"*"', `error:${equals("*")}`],
    ['error:""', `error:${equals("")}`],
    ["payload.status:Faulted", `status:${equals("Faulted")}`],
    ["payload.a.b:*", 'a/b:{"kind":"exists"}'],
    ["payload.a\\.b:x", `a.b:${equals("x")}`],
    ["payload.customData.x-y_z:1", `customData/x-y_z:${equals("1")}`],
    ["payload:alarm", "alarm"],
  ])("reads %s", (text, shown) => {
    expect(show(parseQuery(text))).toBe(shown);
  });

  it.each([
    ["latency:>500", "(500, ∞)"],
    ["latency:>=500", "[500, ∞)"],
    ["latency:<1.5s", "(∞, 1500)"],
    ["latency:<=1min", "(∞, 60000]"],
    ["latency:12", "[12, 13)"],
    ["bytes:12", "[12, 12]"],
    ["bytes:=12", "[12, 12]"],
    ["bytes:100..200", "[100, 200]"],
    ["bytes:..1kB", "(∞, 1000]"],
    ["bytes:1KiB..", "[1024, ∞)"],
    ["bytes:[100 TO 200]", "[100, 200]"],
    ["bytes:{100 TO *}", "(100, ∞)"],
    ["connector:-1", "[-1, -1]"],
    ["payload.a:>10", "(10, ∞)"],
    ["payload.a:1.5..2", "[1.5, 2]"],
  ])("reads %s as the interval %s", (text, shown) => {
    const query = parseQuery(text);
    if (query.kind !== "number" && query.kind !== "payload") throw new Error(query.kind);
    if (query.test.kind !== "interval") throw new Error(query.test.kind);
    const { low, high } = query.test;
    const left = `${(low?.isOpen ?? true) ? "(" : "["}${low?.value ?? "∞"}`;
    expect(`${left}, ${high?.value ?? "∞"}${(high?.isOpen ?? true) ? ")" : "]"}`).toBe(shown);
  });
});

describe("a query that is not valid", () => {
  it.each([
    ["statoin:x", 0, 'there is no field "statoin"; the nearest is "station"'],
    ["a messageId:5", 2, 'there is no field "messageId"; the nearest is "id"'],
    ["payloads.a:x", 0, 'there is no field "payloads.a"; the nearest is "payload"'],
    ["zzzzzzzz:1", 0, 'there is no field "zzzzzzzz"'],
    ["action:", 7, 'a value is missing after "action:"'],
    ["action: x", 7, 'a value is missing after "action:"'],
    ["action:) x", 7, 'a value is missing after "action:"'],
    ["(a", 0, "this parenthesis is never closed"],
    ["a (b (c)", 2, "this parenthesis is never closed"],
    ["a)", 1, "this parenthesis was never opened"],
    ["()", 1, "a term is missing before this parenthesis"],
    ['a "b', 2, "the quote is not closed"],
    ['""', 0, "there is no text in the quotes"],
    ["a AND", 5, "a term is missing at the end"],
    ["OR b", 0, "a term is missing before OR"],
    ["a -", 3, "a term is missing at the end"],
    ["type:cal", 5, '"cal" is not a type'],
    ["latency:fast", 8, '"fast" is not a number that latency: can be compared with'],
    ["latency:..", 8, '".." is not a number that latency: can be compared with'],
    ["payload.a:>x", 10, '">x" does not compare with a number'],
    ["payload.a..b:x", 0, '"payload.a..b" is not a path'],
    ["payload.:x", 0, '"payload." is not a path'],
    ["link:0b8f", 5, '"0b8f" is not a link id'],
    ["action:(type:call)", 8, 'the field "type" stands inside the values of another'],
  ])("%s names position %i: %s", (text, position, problem) => {
    const failure = failureOf(text);
    expect(failure.code).toBe("QUERY_INVALID");
    expect(failure.details).toMatchObject({ position, problem });
    expect(failure.remedy).not.toBe("");
  });

  it("is one with too many characters, terms, parentheses or names of a path", () => {
    const codes = [
      "a".repeat(limits.queryCharsMax + 1),
      "a ".repeat(limits.queryTermsMax + 1),
      `${"(".repeat(limits.queryDepthMax + 1)}a${")".repeat(limits.queryDepthMax + 1)}`,
      `payload.${"a.".repeat(limits.queryPathKeysMax)}a:1`,
    ].map((text) => failureOf(text).code);
    expect(new Set(codes)).toEqual(new Set(["QUERY_INVALID"]));
    expect(parseQuery("a ".repeat(limits.queryTermsMax)).kind).toBe("and");
  });

  it("never breaks the terminal of the reader", () => {
    expect(failureOf("foo\u001b[2J:x\u001b[31m type:\u001b]0;x").message).not.toContain("\u001b");
  });
});

const pieces = fc.constantFrom(
  ...[
    "(",
    ")",
    '"',
    "-",
    "AND ",
    "OR ",
    "NOT ",
    " ",
    "*",
    "?",
    "\\",
    ":",
    "..",
    ">",
    "<=",
    "[1 TO 2]",
  ],
  ...[
    "station:",
    "type:",
    "latency:",
    "payload.",
    "payload.a.b:",
    "a",
    "é",
    "💥",
    "\u0000",
    "%",
    "_",
    "'",
  ],
);

it("arbitrary text is a query or a QUERY_INVALID within it, and nothing else", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(pieces).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseQuery(input);
      } catch (thrown) {
        if (!(thrown instanceof OperationalError) || thrown.code !== "QUERY_INVALID") throw thrown;
        const position = Number(thrown.details["position"]);
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position).toBeLessThanOrEqual(input.length);
        expect(thrown.message).not.toMatch(/\{\w+\}/);
      }
    }),
    { numRuns: 3_000 },
  );
});
