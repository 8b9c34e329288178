/**
 * What operators can have done, opened together: route overrides, faults on purpose, calls of
 * stations, and plans of a cut-over, whose runner is at work from here on. In: the configuration of
 * now, and what a console has of the fleet and the record. Out: a desk for each.
 */
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { openCutover } from "../cutover/cutover.ts";
import { createFaultDesk } from "../disturbances/desk.ts";
import type { Books } from "../fleet/books.ts";
import { createCommandDesk } from "../fleet/command-desk.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { createOverrideDesk } from "../fleet/override-desk.ts";
import type { Observe } from "../observe/events.ts";
import type { RunDir } from "../observe/run-dir.ts";
import type { QueryDeps } from "../query/reader.ts";
import type { RouteDeps } from "./route.ts";

export type Desks = Pick<RouteDeps, "overrides" | "faults" | "commands" | "plans"> & {
  readonly close: () => Promise<void>;
};

export type DesksDeps = {
  readonly fleet: Pick<Fleet, "board">;
  readonly books: Books;
  readonly runDir: RunDir;
  readonly clock: Clock;
  readonly observe: Observe;
  /** What plans ask the record with. */
  readonly query: QueryDeps;
};

export async function openDesks(current: () => Config, deps: DesksDeps): Promise<Desks> {
  const { books, fleet, ...rest } = deps;
  const shared = { ...rest, board: fleet.board };
  const overrides = createOverrideDesk(current, { ...shared, book: books.overrides });
  const faults = createFaultDesk(current, { ...shared, book: books.faults });
  const commands = createCommandDesk(current, fleet.board);
  const plans = await openCutover(current, { ...shared, overrides });
  return {
    ...{ overrides, faults, commands, plans },
    async close() {
      await plans.close();
      commands.close();
    },
  };
}
