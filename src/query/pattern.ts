/**
 * Text with wildcards, and words: how both evaluators read them. What ClickHouse does is the
 * standard, and this does the same in memory: `lower()` folds ASCII only, `splitByNonAlpha` takes
 * ASCII letters, digits and everything beyond ASCII as parts of words, `_` of LIKE is one code point.
 */
import type { Pattern } from "./ast.ts";

export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function lowered(pattern: Pattern): Pattern {
  return pattern.map((part) =>
    part.kind === "text" ? { kind: "text", text: asciiLower(part.text) } : part,
  );
}

/** Words of a lowered text, each once. */
export function wordsOf(lowerText: string): readonly string[] {
  return [...new Set(lowerText.match(/[0-9A-Za-z\u0080-\uffff]+/g) ?? [])];
}

/** The word stands in the text with no part of another word next to it. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordPart(text.charCodeAt(at - 1)) && !isWordPart(text.charCodeAt(at + word.length))) {
      return true;
    }
  }
  return false;
}

/** NaN, beyond either end of a text, is none. */
function isWordPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code >= 0x80
  );
}

/** The pattern of LIKE: its special characters in our text are escaped. */
export function likePattern(pattern: Pattern): string {
  return pattern
    .map((part) =>
      part.kind === "text" ? likeEscaped(part.text) : part.kind === "many" ? "%" : "_",
    )
    .join("");
}

export function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

/** The same pattern, found anywhere. */
export function anywhere(pattern: Pattern): Pattern {
  return [{ kind: "many" }, ...pattern, { kind: "many" }];
}

/**
 * Whole-text match. Pieces between stars are searched from the left, the last from the right: no
 * backtracking, so that no pattern is slow on any text.
 */
export function isLike(text: string, pattern: Pattern): boolean {
  const pieces = piecesOf(pattern);
  const [first = []] = pieces;
  const last = pieces.at(-1) ?? [];
  const start = endOfPiece(text, first, 0);
  if (start < 0) return false;
  if (pieces.length === 1) return start === text.length;
  let at = start;
  for (const piece of pieces.slice(1, -1)) {
    at = endOfFound(text, piece, at);
    if (at < 0) return false;
  }
  const lastAt = startOfLast(text, last);
  return lastAt >= at && endOfPiece(text, last, lastAt) === text.length;
}

/** Text parts and null for one code point. */
type Piece = readonly (string | null)[];

function piecesOf(pattern: Pattern): readonly Piece[] {
  const pieces: (string | null)[][] = [[]];
  for (const part of pattern) {
    if (part.kind === "many") pieces.push([]);
    else pieces.at(-1)?.push(part.kind === "text" ? part.text : null);
  }
  return pieces;
}

/** Where the piece ends that begins exactly at `at`; -1 where it does not stand there. */
function endOfPiece(text: string, piece: Piece, at: number): number {
  let end = at;
  for (const part of piece) {
    if (part === null) {
      if (end >= text.length) return -1;
      end += codePointChars(text, end);
    } else {
      if (!text.startsWith(part, end)) return -1;
      end += part.length;
    }
  }
  return end;
}

function endOfFound(text: string, piece: Piece, from: number): number {
  const [head] = piece;
  if (head === undefined) return from;
  for (let at = from; at <= text.length; at += codePointChars(text, at)) {
    // Text is searched by the language itself; only a piece that begins with ? is tried everywhere.
    const found = head === null ? at : text.indexOf(head, at);
    if (found < 0) return -1;
    const end = endOfPiece(text, piece, found);
    if (end >= 0) return end;
    at = found;
  }
  return -1;
}

/** Where the last piece would have to begin in order to end with the text. */
function startOfLast(text: string, piece: Piece): number {
  let at = text.length;
  for (const part of piece.toReversed()) {
    if (part === null) at -= at > 1 && isLowSurrogate(text, at - 1) ? 2 : 1;
    else at -= part.length;
  }
  return at;
}

function codePointChars(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
