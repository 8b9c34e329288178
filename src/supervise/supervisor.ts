/**
 * Keeps the roles of one machine running, each in a child process of its own (`keeper.ts`). In: the
 * roles with their configuration. Out: events, and the addresses they settled on.
 *
 * A role that cannot start for the first time (port in use, data directory locked) fails the whole,
 * because its user is watching and can act; once it has been ready it is only ever restarted.
 */
import { type Changing, type Keeper, type KeeperDeps, keep, type RoleSpec } from "./keeper.ts";

/** Another configuration; see `config/changes.ts`. */
export type Reload<Config> = {
  readonly change: Changing<Config>;
  /** Take it over as they run. */
  readonly told: readonly string[];
  /** Are started again with it. */
  readonly again: readonly string[];
  /** Of all roles that are to run from then on. */
  readonly specs: readonly RoleSpec<Config>[];
};

export type Supervision<Config> = {
  /** Address of each role, once all have been ready. Rejects with the first role's failure. */
  readonly ready: Promise<ReadonlyMap<string, string>>;
  readonly pidOf: (role: string) => number | null;
  /** What has gone wrong with the roles since the start, in words; empty for nothing. */
  readonly troubles: () => string;
  /** Of these roles: which run, and answer. */
  readonly alive: () => readonly string[];
  /**
   * Puts another configuration in force: everywhere, or, where it rejects, nowhere. Resolves when
   * what was started again has ended; that it is ready then is told by itself.
   */
  readonly reload: (reload: Reload<Config>) => Promise<void>;
  /**
   * Ends the children one after the other, in the order given to `supervise`; one and those that
   * came after it together.
   */
  readonly close: () => Promise<void>;
};

export function supervise<Config extends object>(
  specs: readonly RoleSpec<Config>[],
  deps: KeeperDeps,
): Supervision<Config> {
  let keepers: readonly Keeper<Config>[] = [];
  let isClosing = false;
  /** Role → the one that it comes after. */
  const leaders = new Map<string, string>();

  function add(spec: RoleSpec<Config>): void {
    const { role, after } = spec;
    const before = keepers.find((keeper) => keeper.role === after)?.settled ?? null;
    keepers = [...keepers, keep(spec, deps, before)];
    leaders.set(role, after ?? role);
  }

  async function closeAll(closing: readonly Keeper<Config>[]): Promise<void> {
    keepers = keepers.filter((keeper) => !closing.includes(keeper));
    await Promise.all(closing.map((keeper) => keeper.close()));
  }

  for (const spec of specs) add(spec);
  const ready = Promise.all(
    keepers.map(async (keeper) => [keeper.role, await keeper.ready] as const),
  ).then((addresses) => new Map(addresses));
  // Whoever does not await `ready` must not be ended by its rejection.
  ready.catch(() => undefined);
  return {
    ready,
    pidOf: (role) => keepers.find((keeper) => keeper.role === role)?.pid() ?? null,
    troubles: () =>
      keepers
        .map((keeper) => keeper.troubles())
        .filter((each) => each !== "")
        .join("; "),
    alive: () => keepers.filter((keeper) => keeper.isAlive()).map(({ role }) => role),
    async reload({ change, told, again, specs: wanted }) {
      const takers = keepers.filter(({ role }) => told.includes(role));
      await prepareAll(takers, change);
      if (isClosing) return;
      // Who does not say that it has is started again with it, by its pulse or by its end.
      await Promise.allSettled(takers.map((keeper) => keeper.commit()));
      for (const keeper of keepers) keeper.change(change);
      const names = wanted.map(({ role }) => role);
      await closeAll(keepers.filter(({ role }) => !names.includes(role)));
      const turning = keepers.filter(({ role }) => again.includes(role));
      await Promise.all(turning.map((keeper) => keeper.again()));
      if (isClosing) return;
      const known = keepers.map(({ role }) => role);
      for (const spec of wanted) if (!known.includes(spec.role)) add(spec);
    },
    async close() {
      isClosing = true;
      for (const leader of new Set(leaders.values())) {
        await closeAll(keepers.filter(({ role }) => leaders.get(role) === leader));
      }
    },
  };
}

/** All could take it over, or none is to. */
async function prepareAll<Config>(
  keepers: readonly Keeper<Config>[],
  change: Changing<Config>,
): Promise<void> {
  const prepared = await Promise.allSettled(keepers.map((keeper) => keeper.prepare(change)));
  const refused = prepared.find((outcome) => outcome.status === "rejected");
  if (refused === undefined) return;
  for (const keeper of keepers) keeper.discard();
  throw refused.reason;
}
