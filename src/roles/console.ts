/** The console wired to the world: its own reading user of the store, the other roles' sockets. */
import { systemClock } from "../base/clock.ts";
import { startConsole } from "../console/console.ts";
import { type Health, serveStatus } from "../observe/status.ts";
import { openStore } from "../store/client.ts";
import { endPointOf } from "../store/endpoint.ts";
import type { RunningRole } from "../supervise/child.ts";
import type { RoleContext } from "./role.ts";

export async function startConsoleRole({
  config,
  runDir,
  observer,
}: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  let health: Health = { ready: false, detail: "starting" };
  const status = await serveStatus({ runDir, role: "console", metrics, health: () => health });
  const resolve = endPointOf({ url: config.store.url, runDir: runDir.path, user: "reader" });
  const store = openStore(resolve, { observe });
  const console = await startConsole(config, {
    store,
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
    async close() {
      await console.close();
      await store.close();
      await status.close();
    },
  };
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? "").port);
}
