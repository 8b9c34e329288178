/**
 * The state store that the configuration names: Redis where `redis.url` is set, otherwise a file in
 * the data directory. Opening never fails: a store that cannot be used says so in its health and
 * its answers, and is tried again.
 */
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { createFileBackend } from "./file-backend.ts";
import { createRedisBackend } from "./redis-backend.ts";
import { createStateStore, type StateStoreDeps } from "./shared-store.ts";
import type { StateStore } from "./state-store.ts";

export function openStateStore(
  { data, redis }: Pick<Config, "data" | "redis">,
  deps: StateStoreDeps,
): StateStore {
  const backend =
    redis.url === undefined
      ? createFileBackend(join(data, "state"))
      : createRedisBackend(redis.url);
  return createStateStore(backend, deps);
}
