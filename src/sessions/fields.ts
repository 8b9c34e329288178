/** Fields of what peers sent, read totally: what is missing or of another kind counts as absent. */

import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";

export type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};

export function objectOf(value: unknown): Fields {
  return isObject(value) ? value : noFields;
}

export function objectAt(from: Fields, name: string): Fields {
  return objectOf(from[name]);
}

export function itemsAt(from: Fields, name: string): readonly unknown[] {
  const value = from[name];
  return Array.isArray(value) ? value : [];
}

/** "" for none. */
export function textAt(from: Fields, name: string): string {
  const value = from[name];
  return typeof value === "string" ? value.slice(0, limits.columnCharsMax) : "";
}

/** An id may be a number or text; "" for none. */
export function idAt(from: Fields, name: string): string {
  const value = from[name];
  return typeof value === "number" && Number.isFinite(value) ? String(value) : textAt(from, name);
}

/** Digits in quotes pass for a number: stations in the field send them. */
export function integerAt(from: Fields, name: string): number | null {
  const value = from[name];
  const number = typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

export function numberAt(from: Fields, name: string): number | null {
  const value = from[name];
  const isText = typeof value === "string" && /^-?\d{1,15}(\.\d{1,9})?$/.test(value);
  const number = isText ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
