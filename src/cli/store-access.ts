/**
 * The configured store, opened for one command and closed after it. An embedded store is reached
 * through the files of the running `serve`; where none runs, that is said in one sentence.
 */
import { OperationalError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { locateRunDir } from "../observe/run-dir.ts";
import { askHealth } from "../observe/status.ts";
import { openStore, type Store } from "../store/client.ts";
import { endPointOf, type StoreUser } from "../store/endpoint.ts";
import { boundsFor } from "../store/read-bounds.ts";

export type OpenedStore = { readonly store: Store; readonly database: string };

export async function withStore<Result>(
  config: Config,
  user: StoreUser,
  work: (opened: OpenedStore) => Promise<Result>,
): Promise<Result> {
  const runDir = await locateRunDir(config.data);
  if (config.store.url === "embedded:" && (await askHealth(runDir, "store")) === null) {
    throw new OperationalError("STORE_NOT_RUNNING", { dir: config.data });
  }
  const resolve = endPointOf({ ...config.store, runDir: runDir.path, user });
  const { database } = await resolve();
  // What a store tells while one command asks it is told by the command's own outcome.
  const observe = () => undefined;
  const store = openStore(
    resolve,
    user === "reader" ? { observe, reads: boundsFor(config) } : { observe },
  );
  try {
    return await work({ store, database });
  } finally {
    await store.close();
  }
}
