/**
 * The state store that the configuration names: Redis where `redis.url` is set, otherwise a file in
 * the data directory. Opening never fails: a store that cannot be used says so in its health and
 * its answers, and is tried again.
 */
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Backend } from "./backend.ts";
import { createFileBackend } from "./file-backend.ts";
import { sealedBackend } from "./sealed-backend.ts";
import { createStateStore, type StateStoreDeps } from "./shared-store.ts";
import type { StateStore } from "./state-store.ts";

export type OpenStateDeps = StateStoreDeps & {
  /** Of documents with credentials; null: they are kept as they are. */
  readonly stateKey: Buffer | null;
};

export async function openStateStore(
  { data, redis }: Pick<Config, "data" | "redis">,
  deps: OpenStateDeps,
): Promise<StateStore> {
  const { url } = redis;
  const { stateKey } = deps;
  const sealed = (backend: Backend) =>
    stateKey === null ? backend : sealedBackend(backend, stateKey);
  if (url === undefined) {
    return createStateStore(sealed(createFileBackend(join(data, "state"))), deps);
  }
  // 25 MB of memory that nobody else needs.
  const { createRedisBackend } = await import("./redis-backend.ts");
  const { readCa } = await import("./redis-connection.ts");
  const backend = createRedisBackend({ ...redis, url }, await readCa(redis));
  return createStateStore(sealed(backend), deps);
}
