/**
 * The state store that the configuration names: Redis where `redis.url` is set, otherwise a file in
 * the data directory. Opening never fails: a store that cannot be used says so in its health and
 * its answers, and is tried again.
 */
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { createFileBackend } from "./file-backend.ts";
import { createStateStore, type StateStoreDeps } from "./shared-store.ts";
import type { StateStore } from "./state-store.ts";

export async function openStateStore(
  { data, redis }: Pick<Config, "data" | "redis">,
  deps: StateStoreDeps,
): Promise<StateStore> {
  if (redis.url === undefined) {
    return createStateStore(createFileBackend(join(data, "state")), deps);
  }
  // 25 MB of memory that nobody else needs.
  const { createRedisBackend } = await import("./redis-backend.ts");
  return createStateStore(createRedisBackend(redis.url), deps);
}
