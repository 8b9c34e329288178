/**
 * What a recorder does before it sends its first batch: bring the schema up to date, then look
 * whether the store can be relied on. Throws the first `OperationalError`; one that is retryable
 * (the store is down) is worth another call later.
 */
import type { Observe } from "../observe/events.ts";
import { findStoreFaults } from "./check.ts";
import type { Store } from "./client.ts";
import { layoutOf } from "./layout.ts";
import { type Migrated, type MigrateOptions, migrate } from "./migrate.ts";

export async function prepareStore(
  store: Store,
  options: MigrateOptions,
  deps: { readonly observe: Observe },
): Promise<Migrated> {
  const migrated = await migrate(store, options, deps);
  const [fault] = await findStoreFaults(store, migrated.server, layoutOf(options));
  if (fault !== undefined) throw fault;
  return migrated;
}
