/**
 * Query text → AST. Recursive descent: OR binds least, then AND (also where nothing stands between
 * two terms), then NOT and `-`. Throws QUERY_INVALID with the position, and nothing else.
 */
import { limits } from "../base/limits.ts";
import type { Query } from "./ast.ts";
import { type FieldName, fieldName, payloadField } from "./fields.ts";
import { invalidQuery, quoted, unknownField } from "./invalid.ts";
import { type Token, tokensOf, type WordToken } from "./lexer.ts";
import { fieldTest, payloadTest, wordTest } from "./term.ts";

/** What a bare word is compared with: the raw payload, a field, or a path in the payload. */
export type Scope =
  | { readonly kind: "words" }
  | { readonly kind: "field"; readonly field: FieldName }
  | { readonly kind: "payload"; readonly path: readonly string[] };

type State = {
  readonly tokens: readonly Token[];
  next: number;
  terms: number;
  depth: number;
};

const ADVICE = "Terms are joined by AND, OR, NOT and parentheses; quote text that holds these.";

/** The empty query is everything. */
export function parseQuery(text: string): Query {
  if (text.length > limits.queryCharsMax) {
    throw invalidQuery(
      limits.queryCharsMax,
      `it has ${text.length} characters, more than ${limits.queryCharsMax}`,
      "Shorten it, or search in several steps.",
    );
  }
  const state: State = { tokens: tokensOf(text), next: 0, terms: 0, depth: 0 };
  if (peek(state).kind === "end") return { kind: "all" };
  const query = alternatives(state, { kind: "words" });
  const rest = peek(state);
  if (rest.kind === "end") return query;
  throw invalidQuery(rest.at, "this parenthesis was never opened", ADVICE);
}

function alternatives(state: State, scope: Scope): Query {
  const terms = [conjunction(state, scope)];
  while (peek(state).kind === "or") {
    state.next += 1;
    terms.push(conjunction(state, scope));
  }
  return joined("or", terms);
}

function conjunction(state: State, scope: Scope): Query {
  const terms = [negation(state, scope)];
  for (;;) {
    const { kind } = peek(state);
    if (kind === "end" || kind === "close" || kind === "or") return joined("and", terms);
    if (kind === "and") state.next += 1;
    terms.push(negation(state, scope));
  }
}

/** NOT in a loop, not by recursion: thousands of them are as harmless as one. */
function negation(state: State, scope: Scope): Query {
  let isNegated = false;
  while (peek(state).kind === "not") {
    state.next += 1;
    isNegated = !isNegated;
  }
  const term = primary(state, scope);
  return isNegated ? { kind: "not", term } : term;
}

function primary(state: State, scope: Scope): Query {
  const token = peek(state);
  state.next += 1;
  switch (token.kind) {
    case "word":
      countTerm(state, token);
      return wordIn(scope, token);
    case "open":
      return group(state, scope, token);
    case "field":
      return fieldTerm(state, scope, token);
    case "end":
      throw invalidQuery(token.at, "a term is missing at the end", ADVICE);
    case "close":
      throw invalidQuery(token.at, "a term is missing before this parenthesis", ADVICE);
    case "and":
    case "or":
    case "not":
      throw invalidQuery(token.at, `a term is missing before ${token.kind.toUpperCase()}`, ADVICE);
  }
}

function group(state: State, scope: Scope, open: Token): Query {
  state.depth += 1;
  if (state.depth > limits.queryDepthMax) {
    throw invalidQuery(
      open.at,
      `parentheses are nested deeper than ${limits.queryDepthMax}`,
      ADVICE,
    );
  }
  const query = alternatives(state, scope);
  const close = peek(state);
  if (close.kind !== "close") {
    throw invalidQuery(open.at, "this parenthesis is never closed", "Close it with ).");
  }
  state.next += 1;
  state.depth -= 1;
  return query;
}

type FieldToken = Extract<Token, { kind: "field" }>;

/** `field:value`, and `field:(a OR b)`, where the bare words inside belong to the field. */
function fieldTerm(state: State, scope: Scope, token: FieldToken): Query {
  if (scope.kind !== "words") {
    throw invalidQuery(
      token.at,
      `the field ${quoted(token.name)} stands inside the values of another`,
      "Close the parenthesis first, or put the text in quotes.",
    );
  }
  const inner = scopeOf(token);
  const value = peek(state);
  const isAdjacent = value.at === token.at + token.name.length + 1;
  if (isAdjacent && value.kind === "open") {
    state.next += 1;
    return group(state, inner, value);
  }
  if (isAdjacent && value.kind === "word") {
    state.next += 1;
    countTerm(state, value);
    return wordIn(inner, value);
  }
  throw invalidQuery(
    token.at + token.name.length + 1,
    `a value is missing after ${quoted(`${token.name}:`)}`,
    "Write the value directly after the colon; * stands for any value.",
  );
}

function scopeOf({ name, at }: FieldToken): Scope {
  if (name === payloadField.name) return { kind: "words" };
  if (name.startsWith(`${payloadField.name}.`)) return payloadScope(name, at);
  const field = fieldName(name.toLowerCase());
  if (field === null) throw unknownField(at, name);
  return { kind: "field", field };
}

/** `payload.a.b` → ["a", "b"]; a dot that belongs to a key is written `\.`. */
function payloadScope(name: string, at: number): Scope {
  const written = name.slice(payloadField.name.length + 1);
  const path = (written.match(/(?:\\.|[^.\\])*(?:\.|$)/g) ?? [])
    .slice(0, written === "" ? 1 : -1)
    .map((key) => key.replace(/\.$/, "").replace(/\\(.)/g, "$1"));
  if (path.some((key) => key === "" || key.includes("*"))) {
    throw invalidQuery(
      at,
      `${quoted(name)} is not a path`,
      "Write the names of the payload's fields joined by dots, e.g. payload.idTagInfo.status:Blocked.",
    );
  }
  if (path.length > limits.queryPathKeysMax) {
    throw invalidQuery(at, `the path has more than ${limits.queryPathKeysMax} names`, ADVICE);
  }
  return { kind: "payload", path };
}

function wordIn(scope: Scope, token: WordToken): Query {
  switch (scope.kind) {
    case "words":
      return wordTest(token);
    case "field":
      return fieldTest(scope.field, token);
    case "payload":
      return payloadTest(scope.path, token);
  }
}

function countTerm(state: State, { at }: WordToken): void {
  state.terms += 1;
  if (state.terms > limits.queryTermsMax) {
    throw invalidQuery(at, `it has more than ${limits.queryTermsMax} terms`, "Use fewer terms.");
  }
}

function joined(kind: "and" | "or", terms: readonly Query[]): Query {
  const [first] = terms;
  return first !== undefined && terms.length === 1 ? first : { kind, terms };
}

function peek(state: State): Token {
  return state.tokens[Math.min(state.next, state.tokens.length - 1)] ?? { kind: "end", at: 0 };
}
