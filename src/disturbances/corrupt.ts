/**
 * A message's text → the same, broken in one way. Promised: the same text is broken in the same
 * way; null where there is nothing in it that could be broken so.
 */
import { isObject } from "../base/objects.ts";
import type { Json } from "../exchange/message.ts";

export type CorruptHow = "truncate" | "flip" | "type" | "id";

export function corrupted(text: string, how: CorruptHow): string | null {
  switch (how) {
    case "truncate":
      return text.length < 2 ? null : text.slice(0, Math.floor(text.length / 2)).toWellFormed();
    case "flip":
      return flipped(text);
    case "type":
      return withOtherType(text);
    case "id":
      return withOtherId(text);
  }
}

/** The lowest bit of the ASCII character nearest behind the middle: it stays UTF-8. */
function flipped(text: string): string | null {
  const middle = Math.floor(text.length / 2);
  const behind = text.slice(middle).search(ASCII);
  const at = behind < 0 ? text.search(ASCII) : middle + behind;
  if (at < 0) return null;
  const other = String.fromCharCode(text.charCodeAt(at) ^ 1);
  return text.slice(0, at) + other + text.slice(at + 1);
}

const ASCII = /[ -~]/;

/** The payload's first field: text where there was none, a number where there was. */
function withOtherType(text: string): string | null {
  const parts = partsOf(text);
  const index =
    parts?.findLastIndex((part) => isObject(part) && Object.keys(part).length > 0) ?? -1;
  const payload = parts?.[index];
  if (parts === null || !isObject(payload)) return null;
  const [name = "", value = null] = Object.entries(payload)[0] ?? [];
  const other: Json = typeof value === "string" ? value.length : JSON.stringify(value);
  return JSON.stringify(parts.with(index, { ...payload, [name]: other }));
}

function withOtherId(text: string): string | null {
  const parts = partsOf(text);
  const id = parts?.[1];
  if (parts === null || typeof id !== "string") return null;
  return JSON.stringify(parts.with(1, `${id.slice(0, -1)}${id.endsWith("x") ? "y" : "x"}`));
}

function partsOf(text: string): readonly Json[] | null {
  try {
    const value: Json = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
