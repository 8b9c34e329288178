/**
 * Two messages, one made of the other → field by field what was carried, what has another value now
 * and what is in one of them only. It compares values, and knows nothing of how the versions are
 * translated: a value that stands in both is taken to be the same one.
 */
import type { Message } from "../../console/contract.ts";
import { payloadElementOf } from "./message-words.ts";

export type Field = {
  /** `meterValue.0.timestamp`. */
  readonly path: string;
  /** As JSON. */
  readonly value: string;
};

export type Comparison = {
  readonly kind: "same" | "changed" | "gone" | "new";
  readonly from: Field | null;
  readonly to: Field | null;
};

/** Longer payloads are not compared: a browser would stand still for it. Unit: characters. */
const CHARS_MAX = 200_000;
/** Fields of one message that are looked at. */
const FIELDS_MAX = 300;

/** In the order of the source's fields, then of the other's. Null: one of them cannot be read. */
export function compare(source: Message, made: Message): readonly Comparison[] | null {
  const [from, to] = [fieldsOf(source), fieldsOf(made)];
  if (from === null || to === null) return null;
  const left = new Set(to);
  const take = (fits: (field: Leaf) => boolean): Leaf | null => {
    for (const field of left) {
      if (!fits(field)) continue;
      left.delete(field);
      return field;
    }
    return null;
  };
  const found = new Map<Leaf, Comparison>();
  const pass = (kind: "same" | "changed", fits: (one: Leaf, other: Leaf) => boolean) => {
    for (const one of from) {
      if (found.has(one)) continue;
      const other = take((candidate) => fits(one, candidate));
      if (other !== null) found.set(one, { kind, from: told(one), to: told(other) });
    }
  };
  // The surest first: so that no field is taken for another one's.
  pass("same", (one, other) => one.name === other.name && isEqual(one.value, other.value));
  pass("same", (one, other) => isTelling(one.value) && isEqual(one.value, other.value));
  pass("same", (one, other) => isAkin(one.name, other.name) && isEqual(one.value, other.value));
  pass("changed", (one, other) => one.name === other.name);
  pass("changed", (one, other) => isAkin(one.name, other.name));
  return [
    ...from.map((one) => found.get(one) ?? { kind: "gone" as const, from: told(one), to: null }),
    ...[...left].map((other) => ({ kind: "new" as const, from: null, to: told(other) })),
  ];
}

type Value = string | number | boolean | null;
type Leaf = { readonly path: string; readonly name: string; readonly value: Value };

function told({ path, value }: Leaf): Field {
  return { path, value: JSON.stringify(value) };
}

function fieldsOf(message: Message): readonly Leaf[] | null {
  const { payload, payloadEncoding } = message;
  if (payloadEncoding !== undefined || payload.length > CHARS_MAX) return null;
  try {
    const frame: unknown = JSON.parse(payload);
    if (!Array.isArray(frame)) return null;
    const leaves: Leaf[] = [];
    collect(frame[payloadElementOf(message)], [], leaves);
    return leaves;
  } catch {
    return null;
  }
}

function collect(value: unknown, path: readonly string[], leaves: Leaf[]): void {
  if (leaves.length >= FIELDS_MAX) return;
  if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) collect(inner, [...path, name], leaves);
    return;
  }
  const isValue = ["string", "number", "boolean"].includes(typeof value) || value === null;
  if (!isValue) return;
  const name = path.findLast((step) => !/^\d+$/.test(step)) ?? "";
  leaves.push({ path: path.join("."), name: name.toLowerCase(), value: value as Value });
}

/** `100`, `"100"` and `100.0` say the same, and so do two texts of one moment. */
function isEqual(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (isNumber(one) && isNumber(other)) return Number(one) === Number(other);
  if (!isTime(one) || !isTime(other)) return false;
  return Date.parse(one) === Date.parse(other);
}

function isNumber(value: Value): boolean {
  return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
}

function isTime(value: Value): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);
}

/** Ones and zeros are everywhere: that two are equal says nothing. */
function isTelling(value: Value): boolean {
  if (isNumber(value)) return Math.abs(Number(value)) >= 10;
  return typeof value === "string" && value.length > 2;
}

/** `status` and `connectorStatus`; not whatever ends in `Id`. */
function isAkin(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= AKIN_CHARS_MIN && long.endsWith(short);
}

const AKIN_CHARS_MIN = 5;
