/**
 * Of several machines that could do something, one that does. In: a name. Out: whether it is this
 * one. Without Redis it always is. Promised: as long as Redis answers, at most one holds it at a
 * time (but for a pause of a process that is longer than the lease); another takes it within the
 * lease when its holder has gone. Where Redis does not answer, whoever held it last goes on: what
 * leases are for is better done twice than not at all.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { isFailure } from "./backend.ts";
import { keepScript, releaseScript } from "./redis-board-scripts.ts";

export type Lease = {
  readonly isHeld: () => boolean;
  /** Gives it back. */
  readonly close: () => Promise<void>;
};

const everyone: Lease = { isHeld: () => true, close: async () => undefined };

export async function openLease(
  { redis }: Pick<Config, "redis">,
  name: string,
  lastsMs: number = limits.alertLeaseMs,
): Promise<Lease> {
  const { url } = redis;
  if (url === undefined) return everyone;
  const { connectRedis, readCa } = await import("./redis-connection.ts");
  const { ask, run, redis: client } = connectRedis({ ...redis, url }, await readCa(redis));
  const token = randomUUID();
  const key = `lease:${name}`;
  const stop = new AbortController();
  const openedMs = performance.now();
  let isHolder = false;
  /** Until when nobody else can have it. */
  let untilMs = 0;
  let hasAnswered = false;

  async function renew(): Promise<void> {
    const askedMs = performance.now();
    const answer: unknown = await ask(() => run(keepScript, key, [token, lastsMs]));
    if (isFailure(answer)) {
      if (!hasAnswered && performance.now() - openedMs > lastsMs) isHolder = true;
      // Nobody can say that another has it.
      if (isHolder) untilMs = performance.now() + lastsMs;
      return;
    }
    hasAnswered = true;
    isHolder = answer === null;
    untilMs = askedMs + lastsMs;
  }
  async function keepOn(): Promise<void> {
    while (!stop.signal.aborted) {
      await renew();
      await pause(lastsMs / 3, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }
  const keeping = keepOn();
  return {
    isHeld: () => isHolder && performance.now() < untilMs,
    async close() {
      stop.abort();
      await keeping;
      if (isHolder) await ask(() => run(releaseScript, key, [token]));
      isHolder = false;
      client.disconnect();
    },
  };
}
