/**
 * A payload → a copy that is small enough to look for all its faults: finding all of them costs the
 * square of their number, and a hostile payload has as many as it has items. What was cut off must
 * not count as missing, so faults found on the copy are checked against the original.
 */
import { limits } from "../base/limits.ts";

export function cappedCopy(payload: unknown): unknown {
  return copy(payload, { values: limits.violationValuesMax });
}

function copy(value: unknown, left: { values: number }): unknown {
  left.values--;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      if (items.length >= limits.violationItemsMax || left.values <= 0) break;
      items.push(copy(item, left));
    }
    return items;
  }
  const fields: [string, unknown][] = [];
  const object: Readonly<Record<string, unknown>> = value as Readonly<Record<string, unknown>>;
  // Not entries(): of a hundred thousand fields that would be a hundred thousand arrays.
  for (const name in object) {
    if (fields.length >= limits.violationFieldsMax || left.values <= 0) break;
    if (Object.hasOwn(object, name)) fields.push([name, copy(object[name], left)]);
  }
  return Object.fromEntries(fields);
}
