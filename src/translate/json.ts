/** Payloads are built of values that may be missing; an absent field is left out, never null. */
import type { Json, JsonObject } from "../exchange/message.ts";

export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const payload: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) payload[name] = value;
  }
  return payload;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's field that is itself an object; an empty one otherwise. */
export function objectIn(from: unknown, name: string): JsonObject {
  const value = isObject(from) && Object.hasOwn(from, name) ? from[name] : null;
  return isObject(value) ? value : {};
}

/** As is, where the field is there. */
export function fieldOf(from: unknown, name: string): Json | undefined {
  return isObject(from) && Object.hasOwn(from, name) ? (from[name] ?? undefined) : undefined;
}

export function listIn(from: unknown, name: string): readonly Json[] {
  const value = fieldOf(from, name);
  return Array.isArray(value) ? value : [];
}
