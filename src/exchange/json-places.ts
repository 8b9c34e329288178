/**
 * Valid JSON → where in the text each of its values stands, so that one can be replaced and every
 * other character stays as it was. In: text that `JSON.parse` has accepted. Out: a tree of offsets.
 */
import { limits } from "../base/limits.ts";

export type Place =
  | { readonly kind: "object"; readonly entries: readonly Entry[] }
  | { readonly kind: "array"; readonly items: readonly Place[] }
  /** `from` and `to` lie inside the quotes. */
  | { readonly kind: "string"; readonly from: number; readonly to: number; readonly text: string }
  | { readonly kind: "number"; readonly from: number; readonly to: number }
  | { readonly kind: "word" };

/** Names may come twice, and then both are here. */
export type Entry = { readonly name: string; readonly value: Place };

/** Null where the text is no JSON, or nested deeper than we follow. */
export function placesOf(text: string): Place | null {
  try {
    JSON.parse(text);
  } catch {
    // A peer's text is what it is; the caller has another way for what is no JSON.
    return null;
  }
  return createScanner(text).value(0);
}

type StringPlace = Extract<Place, { kind: "string" }>;

const WORD: Place = { kind: "word" };
const NUMBER = /-?\d[\d.eE+-]*/y;
const SPACE = /[ \t\r\n]*/y;

function createScanner(text: string) {
  let at = 0;

  function skipSpace(): string {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
    return text.charAt(at);
  }

  /** At a quote. */
  function string(): StringPlace {
    const place = stringAt(text, at + 1);
    at = place.to + 1;
    return place;
  }

  /** Behind an opening bracket: members until the closing one, which is passed. */
  function members<Member>(closing: string, member: () => Member | null): Member[] | null {
    const all: Member[] = [];
    at += 1;
    while (skipSpace() !== closing) {
      if (text.charAt(at) === ",") at += 1;
      const one = member();
      if (one === null) return null;
      all.push(one);
    }
    at += 1;
    return all;
  }

  function value(depth: number): Place | null {
    if (depth > limits.jsonDepthMax) return null;
    switch (skipSpace()) {
      case "{": {
        const entries = members("}", () => entry(depth + 1));
        return entries === null ? null : { kind: "object", entries };
      }
      case "[": {
        const items = members("]", () => value(depth + 1));
        return items === null ? null : { kind: "array", items };
      }
      case '"':
        return string();
      case "t":
      case "n":
        at += 4;
        return WORD;
      case "f":
        at += 5;
        return WORD;
    }
    const from = at;
    NUMBER.lastIndex = from;
    at = NUMBER.test(text) ? NUMBER.lastIndex : text.length;
    return { kind: "number", from, to: at };
  }

  function entry(depth: number): Entry | null {
    skipSpace();
    const { text: name } = string();
    skipSpace();
    at += 1;
    const found = value(depth);
    return found === null ? null : { name, value: found };
  }

  return { value };
}

/** `from` is behind the quote. */
function stringAt(text: string, from: number): StringPlace {
  let to = from;
  let isPlain = true;
  for (; text.charCodeAt(to) !== 0x22; to += 1) {
    if (text.charCodeAt(to) !== 0x5c) continue;
    isPlain = false;
    to += 1;
  }
  const raw = text.slice(from, to);
  return { kind: "string", from, to, text: isPlain ? raw : String(JSON.parse(`"${raw}"`)) };
}

/** Of a string's inside: where in `raw` each UTF-16 unit of the text begins, and the end. */
export function unitOffsets(raw: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = 0; at < raw.length; ) {
    offsets.push(at);
    if (raw.charAt(at) !== "\\") at += 1;
    else at += raw.charAt(at + 1) === "u" ? 6 : 2;
  }
  return [...offsets, raw.length];
}
