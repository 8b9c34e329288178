/** Reading what the other peer sent: a field that is missing or of another type is undefined. */
import { isObject } from "../base/objects.ts";
import type { Json, JsonObject } from "../exchange/message.ts";

export function textOf(from: Json | undefined, name: string): string | undefined {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

export function numberOf(from: Json | undefined, name: string): number | undefined {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === "number" ? value : undefined;
}

export function objectOf(from: Json | undefined, name: string): JsonObject | undefined {
  const value = isObject(from) ? from[name] : undefined;
  return isObject(value) ? value : undefined;
}

export function listOf(from: Json | undefined, name: string): readonly Json[] {
  const value = isObject(from) ? from[name] : undefined;
  return Array.isArray(value) ? value : [];
}

/** Text → JSON; undefined where it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
