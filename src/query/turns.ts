/**
 * Readers that ask the store only so many questions at once; the rest wait for their turn, first
 * come, first served, and only so many of them. One page asks a dozen, the store refuses those
 * beyond its own bound, and several people look at the same time. Of one caller only so many are
 * asked at once that others always find a turn. Who has gone waits no more.
 */
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Reader } from "./reader.ts";

export type Turns = {
  readonly atOnce: number;
  /** Beyond it nobody waits: QUERIES_FULL. */
  readonly waitingMax: number;
};

type Waiting = { readonly caller: string; readonly start: () => void };

/** For each caller a reader; all of them take turns at this one. */
export function takeTurns(
  reader: Reader,
  { atOnce, waitingMax }: Turns,
): (caller: string) => Reader {
  const callerMax = Math.max(1, Math.floor(atOnce * limits.consoleQueriesOfCallerPart));
  const waiting = new Set<Waiting>();
  const running = new Map<string, number>();
  let all = 0;

  const hasRoom = (caller: string) => all < atOnce && (running.get(caller) ?? 0) < callerMax;

  function begin(caller: string): void {
    all += 1;
    running.set(caller, (running.get(caller) ?? 0) + 1);
  }

  /** Resolves when it may ask. */
  function turn(caller: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (hasRoom(caller)) {
      begin(caller);
      return Promise.resolve();
    }
    if (waiting.size >= waitingMax) {
      const details = { count: waiting.size, seconds: limits.busyRetrySeconds };
      throw new OperationalError("QUERIES_FULL", details);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      waiting.delete(one);
      reject(signal?.reason);
    };
    const one: Waiting = {
      caller,
      start() {
        signal?.removeEventListener("abort", leave);
        resolve();
      },
    };
    waiting.add(one);
    signal?.addEventListener("abort", leave, { once: true });
    return promise;
  }

  /** The turn goes to the first who may have it. */
  function end(caller: string): void {
    all -= 1;
    const left = (running.get(caller) ?? 1) - 1;
    if (left === 0) running.delete(caller);
    else running.set(caller, left);
    for (const one of waiting) {
      if (!hasRoom(one.caller)) continue;
      waiting.delete(one);
      begin(one.caller);
      one.start();
      return;
    }
  }

  return (caller) => ({
    async query(statement, params, options) {
      await turn(caller, options?.signal);
      try {
        return await reader.query(statement, params, options);
      } finally {
        end(caller);
      }
    },
  });
}
