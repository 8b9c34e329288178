/**
 * Query text → tokens with positions. Words are kept as parts, so that an escaped or quoted `*` is
 * the character and a bare one the wildcard. Throws nothing but QUERY_INVALID.
 */
import type { Pattern, PatternPart } from "./ast.ts";
import { invalidQuery } from "./invalid.ts";

export type WordToken = {
  readonly kind: "word";
  readonly at: number;
  readonly pattern: Pattern;
  readonly isQuoted: boolean;
  /** As written, without quotes. */
  readonly written: string;
};

export type Token =
  | { readonly kind: "open" | "close" | "and" | "or" | "not" | "end"; readonly at: number }
  | { readonly kind: "field"; readonly at: number; readonly name: string }
  | WordToken;

/** A name directly followed by a colon; after `payload.` any characters a JSON key may have. */
const FIELD = /(payload\.(?:\\.|[^\s:()"\\])*|[A-Za-z][\w.-]*):/y;
/** `[10 TO 20]` and `{10 TO 20}`: the only values that hold blanks without quotes. */
const RANGE = /[[{]\s*\S+\s+TO\s+\S+?\s*[\]}]/y;
const BLANK = /\s/;
const OPERATORS = { AND: "and", OR: "or", NOT: "not" } as const;

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const { token, end } = tokenAt(text, at, tokens.at(-1)?.kind === "field");
    if (token !== null) tokens.push(token);
    at = end;
  }
  tokens.push({ kind: "end", at: text.length });
  return tokens;
}

type Lexed = { readonly token: Token | null; readonly end: number };

function tokenAt(text: string, at: number, isValue: boolean): Lexed {
  const character = text[at] ?? "";
  if (BLANK.test(character)) return { token: null, end: at + 1 };
  if (character === "(") return { token: { kind: "open", at }, end: at + 1 };
  if (character === ")") return { token: { kind: "close", at }, end: at + 1 };
  if (character === '"') return quotedAt(text, at);
  if (isValue) return rangeAt(text, at) ?? wordAt(text, at);
  if (character === "-") return { token: { kind: "not", at }, end: at + 1 };
  return fieldAt(text, at) ?? operatorOr(wordAt(text, at));
}

function fieldAt(text: string, at: number): Lexed | null {
  FIELD.lastIndex = at;
  const name = FIELD.exec(text)?.[1];
  if (name === undefined) return null;
  return { token: { kind: "field", at, name }, end: at + name.length + 1 };
}

function rangeAt(text: string, at: number): Lexed | null {
  RANGE.lastIndex = at;
  const written = RANGE.exec(text)?.[0];
  if (written === undefined) return null;
  const pattern: Pattern = [{ kind: "text", text: written }];
  return {
    token: { kind: "word", at, pattern, isQuoted: false, written },
    end: at + written.length,
  };
}

/** A `-` inside a word is the character; only one before a term means NOT. */
function wordAt(text: string, at: number): { readonly token: WordToken; readonly end: number } {
  const parts: PatternPart[] = [];
  let literal = "";
  let end = at;
  const flush = () => {
    if (literal !== "") parts.push({ kind: "text", text: literal });
    literal = "";
  };
  for (; end < text.length; end++) {
    const character = text[end] ?? "";
    if (BLANK.test(character) || '()"'.includes(character)) break;
    if (character === "*" || character === "?") {
      flush();
      // Several stars in a row are one.
      if (character === "?") parts.push({ kind: "one" });
      else if (parts.at(-1)?.kind !== "many") parts.push({ kind: "many" });
    } else if (character === "\\" && end + 1 < text.length) {
      end += 1;
      literal += text[end] ?? "";
    } else {
      literal += character;
    }
  }
  flush();
  const written = text.slice(at, end);
  return { token: { kind: "word", at, pattern: parts, isQuoted: false, written }, end };
}

function operatorOr({ token, end }: { readonly token: WordToken; readonly end: number }): Lexed {
  const { written, at } = token;
  if (written === "AND" || written === "OR" || written === "NOT") {
    return { token: { kind: OPERATORS[written], at }, end };
  }
  return { token, end };
}

/** Inside quotes only `\"` and `\\` are escapes: payloads are full of other backslashes. */
function quotedAt(text: string, at: number): Lexed {
  let literal = "";
  for (let end = at + 1; end < text.length; end++) {
    const character = text[end] ?? "";
    if (character === '"') {
      const pattern: Pattern = literal === "" ? [] : [{ kind: "text", text: literal }];
      return {
        token: { kind: "word", at, pattern, isQuoted: true, written: literal },
        end: end + 1,
      };
    }
    const next = text[end + 1];
    if (character === "\\" && (next === '"' || next === "\\")) {
      literal += next;
      end += 1;
    } else {
      literal += character;
    }
  }
  throw invalidQuery(at, "the quote is not closed", 'Close it with ", or write \\" for a quote.');
}
