/**
 * Where JSON breaks, and what was expected there (RFC 8259). Payload bytes in; null or the offset
 * of the first byte that no valid JSON text could have after the bytes before it (the length,
 * where the text merely ends early).
 *
 * An own validator because `JSON.parse` tells neither reliably and counts characters, not bytes. It
 * is linear, keeps one byte per level of nesting, never recurses, and checks UTF-8 in passing.
 */
import { limits } from "../base/limits.ts";

export type JsonFault = { readonly offset: number; readonly expected: string };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const ARRAY_OPEN = 0x5b;
const ARRAY_CLOSE = 0x5d;
const OBJECT_OPEN = 0x7b;
const OBJECT_CLOSE = 0x7d;
/** What `bytes[at] ?? END` gives beyond the last byte. */
const END = -1;

/** What may come next. */
type Expecting = "value" | "value-or-end" | "name" | "name-or-end" | "colon" | "next" | "nothing";

const sentences = {
  value: "a value",
  "value-or-end": 'a value or "]"',
  name: "a name in double quotes",
  "name-or-end": 'a name in double quotes or "}"',
  colon: '":"',
  nothing: "the end of the text",
} as const;

export function findJsonFault(
  bytes: Uint8Array,
  depthMax: number = limits.jsonDepthMax,
): JsonFault | null {
  const open: number[] = [];
  let expecting: Expecting = "value";
  let at = 0;
  for (;;) {
    at = skipSpace(bytes, at);
    const byte = bytes[at] ?? END;
    const inner = open.at(-1);
    if (byte === END && expecting === "nothing") return null;
    if (isClosing(byte, expecting, inner)) {
      open.pop();
      at += 1;
      expecting = open.length === 0 ? "nothing" : "next";
    } else if (expecting === "next" && byte === COMMA) {
      at += 1;
      expecting = inner === OBJECT_OPEN ? "name" : "value";
    } else if (expecting === "colon" && byte === COLON) {
      at += 1;
      expecting = "value";
    } else if (expecting === "name" || expecting === "name-or-end") {
      if (byte !== QUOTE) return fault(at, sentences[expecting]);
      const end = endOfString(bytes, at);
      if (typeof end !== "number") return end;
      at = end;
      expecting = "colon";
    } else if (expecting === "value" || expecting === "value-or-end") {
      if (byte === ARRAY_OPEN || byte === OBJECT_OPEN) {
        if (open.length === depthMax) return fault(at, `at most ${depthMax} levels of nesting`);
        open.push(byte);
        at += 1;
        expecting = byte === ARRAY_OPEN ? "value-or-end" : "name-or-end";
        continue;
      }
      const end = endOfScalar(bytes, at);
      if (end === null) return fault(at, sentences[expecting]);
      if (typeof end !== "number") return end;
      at = end;
      expecting = inner === undefined ? "nothing" : "next";
    } else {
      return fault(at, expecting === "next" ? closingOf(inner) : sentences[expecting]);
    }
  }
}

/**
 * True where there are more objects and arrays than we make: V8 needs seconds for millions of them,
 * and everybody else waits. Counts brackets inside of strings, too.
 */
export function hasTooManyContainers(bytes: Uint8Array): boolean {
  const most = limits.jsonContainersMax;
  return bytes.length > most && openingsAtMost(bytes) > most;
}

/** True where more levels are open at once than we let `JSON.parse` see. Expects no valid JSON. */
export function isTooDeep(bytes: Uint8Array, depthMax: number = limits.jsonDepthMax): boolean {
  // A text with so many levels has as many opening brackets and their closing ones.
  if (bytes.length < 2 * depthMax || openingsAtMost(bytes) <= depthMax) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) {
      isInString = true;
    } else if (byte === ARRAY_OPEN || byte === OBJECT_OPEN) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (byte === ARRAY_CLOSE || byte === OBJECT_CLOSE) {
      depth -= 1;
    }
  }
  return false;
}

/**
 * At least as many as there are brackets that open, also those inside strings. Quicker than telling
 * them apart: four bytes at a time, of which each that becomes zero is a bracket (and sometimes a
 * byte behind it counts, too).
 */
function openingsAtMost(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = bytes.length & 3;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    // The two brackets differ in one bit only.
    const word = (view.getInt32(at, true) & 0xdfdfdfdf) ^ 0x5b5b5b5b;
    const zeros = (word - 0x01010101) & ~word & 0x80808080;
    if (zeros !== 0) count += Math.imul(zeros >>> 7, 0x01010101) >>> 24;
  }
  return count;
}

function fault(offset: number, expected: string): JsonFault {
  return { offset, expected };
}

function closingOf(inner: number | undefined): string {
  return inner === OBJECT_OPEN ? '"," or "}"' : '"," or "]"';
}

function isClosing(byte: number, expecting: Expecting, inner: number | undefined): boolean {
  if (byte === ARRAY_CLOSE) {
    return inner === ARRAY_OPEN && (expecting === "next" || expecting === "value-or-end");
  }
  if (byte === OBJECT_CLOSE) {
    return inner === OBJECT_OPEN && (expecting === "next" || expecting === "name-or-end");
  }
  return false;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) {
    at += 1;
  }
  return at;
}

/** The offset after the string, number or literal at `at`; null where none begins there. */
function endOfScalar(bytes: Uint8Array, at: number): number | JsonFault | null {
  const byte = bytes[at] ?? END;
  if (byte === QUOTE) return endOfString(bytes, at);
  if (byte === 0x2d || isDigit(byte)) return endOfNumber(bytes, at);
  if (byte === 0x74) return endOfLiteral(bytes, at, "true");
  if (byte === 0x66) return endOfLiteral(bytes, at, "false");
  if (byte === 0x6e) return endOfLiteral(bytes, at, "null");
  return null;
}

function endOfLiteral(bytes: Uint8Array, from: number, word: string): number | JsonFault {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[from + index] !== word.charCodeAt(index)) return fault(from + index, `"${word}"`);
  }
  return from + word.length;
}

function endOfNumber(bytes: Uint8Array, from: number): number | JsonFault {
  let at = from;
  if (bytes[at] === 0x2d) at += 1;
  if (!isDigit(bytes[at] ?? END)) return fault(at, "a digit");
  if (bytes[at] === 0x30) {
    at += 1;
    if (isDigit(bytes[at] ?? END)) return fault(at, "no digit after a leading 0");
  } else {
    at = endOfDigits(bytes, at);
  }
  if (bytes[at] === 0x2e) {
    if (!isDigit(bytes[at + 1] ?? END)) return fault(at + 1, "a digit after the decimal point");
    at = endOfDigits(bytes, at + 1);
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at += 1;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1;
    if (!isDigit(bytes[at] ?? END)) return fault(at, "a digit of the exponent");
    at = endOfDigits(bytes, at);
  }
  return at;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? END)) at += 1;
  return at;
}

function endOfString(bytes: Uint8Array, from: number): number | JsonFault {
  let at = from + 1;
  for (;;) {
    const byte = bytes[at] ?? END;
    if (byte === END) return fault(at, "the closing double quote of a string");
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return fault(at, "no bare control character inside a string");
    if (byte === BACKSLASH) {
      const end = endOfEscape(bytes, at + 1);
      if (typeof end !== "number") return end;
      at = end;
    } else if (byte < 0x80) {
      at += 1;
    } else {
      const end = endOfUtf8(bytes, at);
      if (typeof end !== "number") return end;
      at = end;
    }
  }
}

/** `at` is the byte after the backslash. */
function endOfEscape(bytes: Uint8Array, at: number): number | JsonFault {
  const byte = bytes[at] ?? END;
  if (byte === 0x75) {
    for (let index = at + 1; index <= at + 4; index += 1) {
      if (!isHexDigit(bytes[index] ?? END))
        return fault(index, "four hexadecimal digits after \\u");
    }
    return at + 5;
  }
  return byte !== END && '"\\/bfnrt'.includes(String.fromCharCode(byte))
    ? at + 1
    : fault(at, 'one of " \\ / b f n r t u after a backslash');
}

/** RFC 3629 §4. */
function endOfUtf8(bytes: Uint8Array, at: number): number | JsonFault {
  const lead = bytes[at] ?? END;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4) return fault(at, "UTF-8");
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? END;
    const min = index > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const max = index > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < min || byte > max) return fault(at + index, "UTF-8");
  }
  return at + length;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
