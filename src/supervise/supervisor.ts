/**
 * Keeps the roles of one machine running, each in a child process of its own (`keeper.ts`). In: the
 * roles with their configuration. Out: events, and the addresses they settled on.
 *
 * A role that cannot start for the first time (port in use, data directory locked) fails the whole,
 * because its user is watching and can act; once it has been ready it is only ever restarted.
 */
import { type KeeperDeps, keep, type RoleSpec } from "./keeper.ts";

export type Supervision = {
  /** Address of each role, once all have been ready. Rejects with the first role's failure. */
  readonly ready: Promise<ReadonlyMap<string, string>>;
  readonly pidOf: (role: string) => number | null;
  /** Ends the children one after the other, in the order given to `supervise`. */
  readonly close: () => Promise<void>;
};

export function supervise<Config extends object>(
  specs: readonly RoleSpec<Config>[],
  deps: KeeperDeps,
): Supervision {
  const keepers = specs.map((spec) => keep(spec, deps));
  const ready = Promise.all(
    keepers.map(async (keeper) => [keeper.role, await keeper.ready] as const),
  ).then((addresses) => new Map(addresses));
  // Whoever does not await `ready` must not be ended by its rejection.
  ready.catch(() => undefined);
  return {
    ready,
    pidOf: (role) => keepers.find((keeper) => keeper.role === role)?.pid() ?? null,
    async close() {
      for (const keeper of keepers) await keeper.close();
    },
  };
}
