/**
 * One value with its scope → one test of the AST: wildcards, comparisons, ranges and units are
 * decided here, so that the evaluators need no text of the query any more.
 */
import { parseLinkId } from "../base/ids.ts";
import { nearest } from "../base/nearest.ts";
import { parseByteSize } from "../config/units.ts";
import type { Bound, NumberTest, Pattern, Query, TextTest } from "./ast.ts";
import {
  type ChoiceFieldName,
  type FieldName,
  fields,
  isChoiceField,
  isNumberField,
  type NumberFieldName,
} from "./fields.ts";
import { invalidQuery, quoted } from "./invalid.ts";
import type { WordToken } from "./lexer.ts";
import { isLike } from "./pattern.ts";

export function wordTest(token: WordToken): Query {
  if (token.isQuoted || !token.pattern.some((part) => part.kind !== "text")) {
    const text = textOf(token.pattern);
    if (text.trim() === "") {
      throw invalidQuery(token.at, "there is no text in the quotes", "Write the text to search.");
    }
    return { kind: "words", text };
  }
  return token.pattern.length === 1 && token.pattern[0]?.kind === "many"
    ? { kind: "all" }
    : { kind: "piece", pattern: token.pattern };
}

export function fieldTest(field: FieldName, token: WordToken): Query {
  if (isChoiceField(field)) return { kind: "choice", field, values: choices(field, token) };
  if (isNumberField(field)) return { kind: "number", field, test: numberTest(field, token) };
  const test = textTest(token);
  if (field === "link" && test.kind === "equals" && parseLinkId(test.text) === null) {
    throw invalidQuery(
      token.at,
      `${quoted(test.text)} is not a link id`,
      "A link id is a UUID; with a * at the end its beginning is enough.",
    );
  }
  return { kind: "text", field, test };
}

function numberTest(name: NumberFieldName, token: WordToken): NumberTest {
  if (isExists(token)) return exists;
  const field = fields[name];
  const test = intervalOf(token, (text) => parseIn(field.unit, text));
  if (test !== null) return field.unit === "ms" ? widened(test) : test;
  throw invalidQuery(
    token.at,
    `${quoted(token.written)} is not a number that ${name}: can be compared with`,
    `Write a number, a comparison or a range, e.g. ${field.examples.join(" or ")}.`,
  );
}

/** Times are measured in µs, and nobody types those: 12 means 12.000 up to 12.999. */
function widened(test: NumberTest): NumberTest {
  if (test.kind === "exists" || test.low === null || test.low.value !== test.high?.value)
    return test;
  return between(test.low, { value: test.low.value + 1, isOpen: true });
}

/** Comparisons look at numbers and at text that is one; everything else compares as text. */
export function payloadTest(path: readonly string[], token: WordToken): Query {
  if (!token.isQuoted && /^(?:[<>]|[[{].*\sTO\s)|\.\./.test(token.written)) {
    const test = intervalOf(token, plainNumber);
    if (test !== null) return { kind: "payload", path, test };
    if (/^[<>]/.test(token.written)) {
      throw invalidQuery(
        token.at,
        `${quoted(token.written)} does not compare with a number`,
        "Write e.g. >10 or 10..20, or put the text in quotes.",
      );
    }
  }
  return { kind: "payload", path, test: textTest(token) };
}

const exists = { kind: "exists" } as const;

function isExists({ pattern }: WordToken): boolean {
  return pattern.length === 1 && pattern[0]?.kind === "many";
}

function textTest(token: WordToken): TextTest {
  if (token.pattern.every((part) => part.kind === "text")) {
    return { kind: "equals", text: textOf(token.pattern) };
  }
  return isExists(token) ? exists : { kind: "like", pattern: token.pattern };
}

function choices(name: ChoiceFieldName, { pattern, at, written }: WordToken): readonly string[] {
  const { values } = fields[name];
  const lower = pattern.map((part) =>
    part.kind === "text" ? { ...part, text: part.text.toLowerCase() } : part,
  );
  const found = values.filter((value: string) => isLike(value.toLowerCase(), lower));
  if (found.length > 0) return found;
  const advice = nearest(written, values);
  throw invalidQuery(
    at,
    `${quoted(written)} is not a ${name}`,
    `${advice === null ? "" : `Did you mean ${advice}? `}Values are ${values.join(", ")}.`,
  );
}

/** `5`, `>5`, `<=5`, `5..10`, `5..`, `..10`, `[5 TO 10]`, `{5 TO *}`; null where it is none. */
function intervalOf(
  { written, isQuoted }: WordToken,
  parse: (text: string) => number | null,
): NumberTest | null {
  const comparison = isQuoted ? null : /^(>=|<=|>|<|=)(.*)$/s.exec(written);
  if (comparison !== null) {
    const value = parse(comparison[2] ?? "");
    return value === null ? null : compared(comparison[1] ?? "", value);
  }
  const range =
    /^([[{])\s*(\S+)\s+TO\s+(\S+?)\s*([\]}])$/.exec(written) ?? /^()(.*)\.\.(.*)()$/s.exec(written);
  if (range === null || isQuoted) {
    const value = parse(written);
    return value === null ? null : between({ value, isOpen: false }, { value, isOpen: false });
  }
  const low = boundOf(range[2] ?? "", range[1] === "{", parse);
  const high = boundOf(range[3] ?? "", range[4] === "}", parse);
  return low === undefined || high === undefined || (low === null && high === null)
    ? null
    : between(low, high);
}

/** null: no bound. undefined: not a number. */
function boundOf(
  text: string,
  isOpen: boolean,
  parse: (text: string) => number | null,
): Bound | null | undefined {
  if (text === "" || text === "*") return null;
  const value = parse(text);
  return value === null ? undefined : { value, isOpen };
}

function compared(operator: string, value: number): NumberTest {
  const bound = { value, isOpen: operator === ">" || operator === "<" };
  if (operator === "=") return between(bound, bound);
  return operator.startsWith(">") ? between(bound, null) : between(null, bound);
}

function between(low: Bound | null, high: Bound | null): NumberTest {
  return { kind: "interval", low, high };
}

/** A number as JSON writes it. */
export function plainNumber(text: string): number | null {
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : null;
}

function parseIn(unit: "ms" | "bytes" | "", text: string): number | null {
  if (unit === "bytes") return plainNumber(text) ?? parseByteSize(text);
  const time = /^(.*?)(ms|s|min)$/.exec(text);
  if (unit === "" || time === null) return plainNumber(text);
  const value = plainNumber(time[1] ?? "");
  const ms = { ms: 1, s: 1_000, min: 60_000 }[time[2] ?? "ms"] ?? 1;
  return value === null ? null : value * ms;
}

function textOf(pattern: Pattern): string {
  return pattern.map((part) => (part.kind === "text" ? part.text : "")).join("");
}
