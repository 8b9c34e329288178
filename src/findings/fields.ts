/**
 * Fields of what peers sent → values of the kind that is wanted. Total: any JSON is allowed, and a
 * field that is missing or of another kind counts as absent.
 */

/** Names of fields from the outside in; `*` stands for every item of an array. */
export type Place = readonly string[];

export type Found = { readonly path: string; readonly value: unknown };

/** A hostile payload may hold millions of items; a real one has some hundred. */
const FOUND_MAX = 1_000;
/** Of one array these are looked at. */
const ITEMS_MAX = 10_000;

export function valueIn(from: unknown, ...names: Place): unknown {
  let value = from;
  for (const name of names) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** "" for none. */
export function textIn(from: unknown, ...names: Place): string {
  const value = valueIn(from, ...names);
  return typeof value === "string" ? value : "";
}

export function numberIn(from: unknown, ...names: Place): number | null {
  const value = valueIn(from, ...names);
  return typeof value === "number" ? value : null;
}

/** Digits in quotes pass, because stations in the field send them. */
export function integerIn(from: unknown, ...names: Place): number | null {
  const value = valueIn(from, ...names);
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

export function itemsIn(from: unknown, ...names: Place): readonly unknown[] {
  const value = valueIn(from, ...names);
  return Array.isArray(value) ? value : [];
}

/** Whether anything at this place passes. Makes nothing: most messages are asked in vain. */
export function hasAt(
  payload: unknown,
  place: Place,
  passes: (value: unknown) => boolean,
  depth = 0,
): boolean {
  const name = place[depth];
  if (name === undefined) return passes(payload);
  if (name !== "*") {
    if (typeof payload !== "object" || payload === null || !Object.hasOwn(payload, name)) {
      return false;
    }
    const inner = (payload as Readonly<Record<string, unknown>>)[name];
    return inner !== undefined && hasAt(inner, place, passes, depth + 1);
  }
  if (!Array.isArray(payload)) return false;
  const items = Math.min(payload.length, ITEMS_MAX);
  for (let index = 0; index < items; index += 1) {
    if (hasAt(payload[index], place, passes, depth + 1)) return true;
  }
  return false;
}

/** Everything at this place, each with its own path, e.g. `meterValue.0.timestamp`. */
export function foundAt(payload: unknown, place: Place): readonly Found[] {
  const found: Found[] = [];
  collect({ path: "", value: payload }, place, found);
  return found;
}

function collect({ path, value }: Found, place: Place, found: Found[]): void {
  const [name, ...rest] = place;
  if (name === undefined) {
    found.push({ path, value });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const prefix = path === "" ? "" : `${path}.`;
  if (name !== "*") {
    const inner = valueIn(value, name);
    if (inner !== undefined) collect({ path: `${prefix}${name}`, value: inner }, rest, found);
    return;
  }
  if (!Array.isArray(value)) return;
  const items = Math.min(value.length, ITEMS_MAX);
  for (let index = 0; index < items && found.length < FOUND_MAX; index += 1) {
    collect({ path: `${prefix}${index}`, value: value[index] }, rest, found);
  }
}
