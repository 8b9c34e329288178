/** The console wired to the world: its own reading user of the store, the other roles' sockets. */
import { systemClock } from "../base/clock.ts";
import { startConsole } from "../console/console.ts";
import { openBooks } from "../fleet/books.ts";
import { openFleet } from "../fleet/fleet.ts";
import { type Health, serveStatus } from "../observe/status.ts";
import { openStore } from "../store/client.ts";
import { endPointOf } from "../store/endpoint.ts";
import { boundsFor } from "../store/read-bounds.ts";
import { timed } from "../store/timed.ts";
import type { RunningRole } from "../supervise/child.ts";
import { openHashToken } from "./privacy.ts";
import { parseConfig, type RoleContext } from "./role.ts";

export async function startConsoleRole({
  config,
  runDir,
  observer,
}: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  let health: Health = { ready: false, detail: "starting" };
  const status = await serveStatus({ runDir, role: "console", metrics, health: () => health });
  const resolve = endPointOf({ ...config.store, runDir: runDir.path, user: "reader" });
  const hashToken = await openHashToken(config);
  const store = openStore(resolve, { observe, reads: boundsFor(config) });
  const fleet = await openFleet(config, "console", { runDir, observe, metrics });
  const { board } = fleet;
  const books = await openBooks({ board, observe, fileOf: () => null });
  fleet.onBeat(({ versions }) => books.look(versions));
  const console = await startConsole(config, {
    ...{ fleet, books, hashToken },
    store: timed(store, metrics.timing("storeQuery")),
    runDir,
    observe,
    metrics,
    clock: systemClock,
  });
  health = { ready: true, detail: `serving ${console.address}` };
  return {
    address: console.address,
    settled: {
      console: {
        ...config.console,
        address: { ...config.console.address, port: portOf(console.address) },
      },
    },
    async prepare(wanted) {
      const prepared = await console.prepare(parseConfig(wanted));
      return { ...prepared, discard: () => undefined };
    },
    async close() {
      await console.close();
      await books.close();
      await fleet.close();
      await store.close();
      await status.close();
    },
  };
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? "").port);
}
