/**
 * A reader that asks the store only so many questions at once; the rest wait for their turn, first
 * come, first served. One page asks a dozen, the store refuses those beyond its own bound, and
 * several people look at the same time. Who has gone waits no more.
 */
import type { Reader } from "./reader.ts";

export function takeTurns(reader: Reader, most: number): Reader {
  const waiting = new Set<() => void>();
  let running = 0;

  /** Resolves when it may ask. */
  function turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (running < most) {
      running += 1;
      return Promise.resolve();
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      waiting.delete(start);
      reject(signal?.reason);
    };
    const start = () => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    waiting.add(start);
    signal?.addEventListener("abort", leave, { once: true });
    return promise;
  }

  /** The turn goes to the next one, or back. */
  function pass(): void {
    const [next] = waiting;
    if (next === undefined) running -= 1;
    else {
      waiting.delete(next);
      next();
    }
  }

  return {
    async query(statement, params, options) {
      await turn(options?.signal);
      try {
        return await reader.query(statement, params, options);
      } finally {
        pass();
      }
    },
  };
}
