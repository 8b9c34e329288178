/** What the read models need of the store, and how they take values out of its answers. */

import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { isObject } from "../base/objects.ts";
import type { HashToken } from "../config/record-key.ts";
import type { Store } from "../store/client.ts";

/** One row of an answer; 64-bit integers come as text, so that none is rounded on the way. */
export type StoredRow = Readonly<Record<string, unknown>>;

export type Reader = Pick<Store, "query">;

export type QueryDeps = {
  readonly reader: Reader;
  readonly clock: Clock;
  /** How far back there is anything to be found. */
  readonly retentionDays: number;
  /** How tokens are written in the record; null or absent: as they are. */
  readonly hashToken?: HashToken | null;
  /** The asker has gone. */
  readonly signal?: AbortSignal;
};

/** All rows of one bounded question. */
export function readRows(
  statement: string,
  params: Readonly<Record<string, unknown>>,
  { reader, signal }: QueryDeps,
): Promise<readonly StoredRow[]> {
  return reader.query<StoredRow>(statement, params, signal === undefined ? {} : { signal });
}

export function textIn(row: StoredRow, column: string): string {
  const value = row[column];
  assert(typeof value === "string", `the column ${column} is text`);
  return value;
}

/** "" stands for absent in the store, null in the answers. */
export function textOrNullIn(row: StoredRow, column: string): string | null {
  return textIn(row, column) || null;
}

export function numberIn(row: StoredRow, column: string): number {
  const value = Number(row[column]);
  assert(row[column] !== null && Number.isFinite(value), `the column ${column} is a number`);
  return value;
}

export function numberOrNullIn(row: StoredRow, column: string): number | null {
  return row[column] === null ? null : numberIn(row, column);
}

export function booleanIn(row: StoredRow, column: string): boolean {
  const value = row[column];
  assert(typeof value === "boolean" || value === 0 || value === 1, `${column} is true or false`);
  return Boolean(value);
}

export function textsIn(row: StoredRow, column: string): readonly string[] {
  const value = row[column];
  assert(Array.isArray(value), `the column ${column} is a list`);
  return value.map(String);
}

export function numbersIn(row: StoredRow, column: string): readonly number[] {
  return textsIn(row, column).map(Number);
}

/** A JSON object that we wrote ourselves; anything else is shown as it is. */
export function detailsIn(row: StoredRow, column: string): Readonly<Record<string, unknown>> {
  const text = textIn(row, column);
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return isObject(value) ? value : { text };
  } catch {
    return { text };
  }
}
