/**
 * AST → predicate over one message in memory, for the live tail. Gives the same answer as `sql.ts`
 * gives over the same rows; a test compares the two on the real engine. Known to differ: a key that
 * occurs twice in one object (the record sees its first value, this its last) and whole numbers
 * beyond 2^53.
 */
import { unreachable } from "../base/assert.ts";
import type { Severity, Side } from "../findings/rule.ts";
import type { MessageRow } from "../store/rows.ts";
import type { NumberTest, Query, TextTest } from "./ast.ts";
import {
  type ChoiceFieldName,
  fields,
  type NumberFieldName,
  type TextFieldName,
} from "./fields.ts";
import { anywhere, asciiLower, hasWord, isLike, lowered, wordsOf } from "./pattern.ts";
import { elements, guardOf, numberOf, payloadElement, valuesAt } from "./payload-path.ts";

export type SubjectFinding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly side: Side;
};

/** One message against many queries: what is costly is done once, when first needed. */
export type Subject = {
  readonly row: MessageRow;
  readonly findings: readonly SubjectFinding[];
  readonly lowerPayload: () => string;
  readonly callPayload: () => unknown;
};

export function createSubject(row: MessageRow, findings: readonly SubjectFinding[]): Subject {
  let lower: string | undefined;
  let parsed: { readonly value: unknown } | undefined;
  return {
    row,
    findings,
    lowerPayload() {
      lower ??= asciiLower(row.payload);
      return lower;
    },
    callPayload() {
      parsed ??= { value: callPayloadOf(row) };
      return parsed.value;
    },
  };
}

function callPayloadOf(row: MessageRow): unknown {
  try {
    const message: unknown = JSON.parse(row.payload);
    return Array.isArray(message) ? message[payloadElement[row.messageType]] : undefined;
  } catch {
    // Not JSON: it has no values. That it is not is a finding of its own.
    return undefined;
  }
}

export type Match = (subject: Subject) => boolean;

export function matchOf(query: Query): Match {
  switch (query.kind) {
    case "all":
      return () => true;
    case "and": {
      const terms = query.terms.map(matchOf);
      return (subject) => terms.every((term) => term(subject));
    }
    case "or": {
      const terms = query.terms.map(matchOf);
      return (subject) => terms.some((term) => term(subject));
    }
    case "not": {
      const term = matchOf(query.term);
      return (subject) => !term(subject);
    }
    case "text":
      return textMatch(query);
    case "number": {
      const read = numbers[query.field];
      return (subject) => numberPasses(read(subject.row), query.test);
    }
    case "choice": {
      const read = choices[query.field];
      return (subject) => read(subject).some((value) => query.values.includes(value));
    }
    case "payload":
      return payloadMatch(query);
    case "words": {
      const text = asciiLower(query.text);
      const words = wordsOf(text);
      return (subject) => {
        const payload = subject.lowerPayload();
        return payload.includes(text) && words.every((word) => hasWord(payload, word));
      };
    }
    case "piece": {
      const pattern = anywhere(lowered(query.pattern));
      return (subject) => isLike(subject.lowerPayload(), pattern);
    }
    default:
      return unreachable(query);
  }
}

const texts = {
  station: ({ row }) => [row.stationId],
  action: ({ row }) => [row.action],
  id: ({ row }) => [row.messageId],
  error: ({ row }) => [row.errorCode],
  version: ({ row }) => [row.ocppVersion],
  link: ({ row }) => [row.linkId],
  instance: ({ row }) => [row.instance],
  tx: ({ row }) => [row.transactionId],
  token: ({ row }) => [row.idToken],
  finding: ({ findings }) => findings.map(({ rule }) => rule),
} as const satisfies Record<TextFieldName, (subject: Subject) => readonly string[]>;

const numbers = {
  seq: (row) => row.seq,
  connector: (row) => row.connectorId,
  evse: (row) => row.evseId,
  latency: (row) => (row.latencyUs === null ? null : row.latencyUs / 1000),
  bytes: (row) => row.payloadBytes,
} as const satisfies Record<NumberFieldName, (row: MessageRow) => number | null>;

const choices = {
  sender: ({ row }) => [row.sender],
  type: ({ row }) => [row.messageType],
  leg: ({ row }) => [row.leg],
  transport: ({ row }) => [row.transport || "websocket"],
  severity: ({ findings }) => findings.map(({ severity }) => severity),
  side: ({ findings }) => findings.map(({ side }) => side),
} as const satisfies Record<ChoiceFieldName, (subject: Subject) => readonly string[]>;

function textMatch({ field, test }: Extract<Query, { kind: "text" }>): Match {
  const read = texts[field];
  const fold = fields[field].isCaseSensitive ? (text: string) => text : asciiLower;
  const passes = textPasses(test, fold);
  return (subject) => read(subject).some(passes);
}

function textPasses(test: TextTest, fold: (text: string) => string): (text: string) => boolean {
  switch (test.kind) {
    case "equals": {
      const wanted = fold(test.text);
      return (text) => fold(text) === wanted;
    }
    case "like": {
      const pattern = test.pattern.map((part) =>
        part.kind === "text" ? { ...part, text: fold(part.text) } : part,
      );
      return (text) => isLike(fold(text), pattern);
    }
    case "exists":
      return (text) => text !== "";
    default:
      return unreachable(test);
  }
}

function numberPasses(value: number | null, test: NumberTest): boolean {
  if (value === null) return false;
  if (test.kind === "exists") return true;
  const { low, high } = test;
  if (low !== null && (low.isOpen ? value <= low.value : value < low.value)) return false;
  return high === null || (high.isOpen ? value < high.value : value <= high.value);
}

function payloadMatch({ path, test }: Extract<Query, { kind: "payload" }>): Match {
  const guard = guardOf(path, test);
  const passes = scalarPasses(test);
  return (subject) => {
    const payload = subject.lowerPayload();
    if (!guard.all.every((word) => hasWord(payload, word))) return false;
    if (guard.any.length > 0 && !guard.any.some((word) => hasWord(payload, word))) return false;
    const values = valuesAt(subject.callPayload(), path);
    return test.kind === "exists" ? values.length > 0 : elements(values).some(passes);
  };
}

/** A string, number, true, false or null; numbers also compare as numbers. */
function scalarPasses(test: TextTest | NumberTest): (value: unknown) => boolean {
  if (test.kind === "exists") return () => true;
  if (test.kind === "interval") {
    return (value) =>
      numberPasses(
        typeof value === "number" ? value : typeof value === "string" ? numberOf(value) : null,
        test,
      );
  }
  const passes = textPasses(test, asciiLower);
  const wanted = test.kind === "equals" ? numberOf(test.text) : null;
  return (value) => {
    if (typeof value === "object" && value !== null) return false;
    return passes(String(value)) || (typeof value === "number" && value === wanted);
  };
}
