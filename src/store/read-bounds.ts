/**
 * What a question may cost in ClickHouse, as settings: sent with each question, and the profile of
 * the embedded engine's reader. Promised: a question that carries them writes nothing, whatever
 * grants its user has, and ends with an error instead of half an answer where a bound is reached.
 */
import type { ClickHouseSettings } from "@clickhouse/client";
import { limits } from "../base/limits.ts";
import type { QueryConfig } from "../config/query.ts";
import type { Config } from "../config/schema.ts";

export type ReadBounds = Pick<
  QueryConfig,
  "timeMs" | "memoryBytesMax" | "rowsReadMax" | "resultBytesMax"
>;

/** Where nothing is configured. */
export const defaultBounds: ReadBounds = {
  timeMs: limits.queryMsMax,
  memoryBytesMax: limits.queryMemoryBytesMax,
  rowsReadMax: limits.queryRowsReadMax,
  resultBytesMax: limits.queryResultBytesMax,
};

/** The embedded engine has memory of its own: no question gets more than half of it. */
export function boundsOfEngine(memoryBytesMax: number, bounds: ReadBounds): ReadBounds {
  const half = Math.floor(memoryBytesMax / 2);
  return { ...bounds, memoryBytesMax: Math.min(bounds.memoryBytesMax, half) };
}

/** As configured, and as the store can give it. */
export function boundsFor({ store, query }: Pick<Config, "store" | "query">): ReadBounds {
  return store.url === "embedded:" ? boundsOfEngine(store.memoryBytesMax, query) : query;
}

/** Name and value of each bound but time, which each question has its own of. */
export function boundsOf({ memoryBytesMax, rowsReadMax, resultBytesMax }: ReadBounds) {
  return {
    max_memory_usage: memoryBytesMax,
    max_rows_to_read: rowsReadMax,
    max_result_bytes: resultBytesMax,
    max_result_rows: limits.exportRowsMax,
  } as const;
}

/** Where a bound is reached: never "break", which would leave out rows without a word. */
export const overflowModes = {
  timeout_overflow_mode: "throw",
  read_overflow_mode: "throw",
  result_overflow_mode: "throw",
} as const;

/** `readonly` 2: only reading, and settings for it (ClickHouse, "Permissions for Queries"). */
export function readSettings(bounds: ReadBounds): ClickHouseSettings {
  const values = Object.entries(boundsOf(bounds)).map(([name, value]) => [name, String(value)]);
  return { readonly: "2", ...Object.fromEntries(values), ...overflowModes };
}
