/**
 * A store that stands still (stopped, or beyond a dead network) must not hold an asker for as long
 * as a long search may take: while a question waits, a trivial one is asked beside it, and when
 * that is not answered either, the store is down.
 */
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Reader } from "../query/reader.ts";
import type { Parameters, StatementOptions } from "../store/client.ts";

export function createVigil(reader: Reader, everyMs: number = limits.apiStoreMsMax): Reader {
  return {
    async query<Row>(statement: string, params?: Parameters, options?: StatementOptions) {
      const down = new AbortController();
      const given = options?.signal;
      const signal = given === undefined ? down.signal : AbortSignal.any([given, down.signal]);
      const watch = setInterval(() => {
        const overdue = AbortSignal.timeout(everyMs);
        reader.query("SELECT 1", {}, { signal: overdue }).catch((thrown: unknown) => {
          // A store that refuses because it is busy is not down.
          if (!overdue.aborted && !isUnreachable(thrown)) return;
          const details = { url: "store.url", problem: "it does not answer" };
          down.abort(new OperationalError("STORE_UNREACHABLE", details));
        });
      }, everyMs);
      try {
        return await reader.query<Row>(statement, params, { ...options, signal });
      } finally {
        clearInterval(watch);
      }
    },
  };
}

function isUnreachable(thrown: unknown): boolean {
  return thrown instanceof OperationalError && thrown.code === "STORE_UNREACHABLE";
}
