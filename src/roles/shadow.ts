/** The shadows wired to the world: spool, state store, status socket. */
import { systemClock } from "../base/clock.ts";
import { openStateStore } from "../fleet/open-state-store.ts";
import { serveStatus } from "../observe/status.ts";
import type { RunningRole } from "../supervise/child.ts";
import { type Shadow, startShadow } from "../translate/shadow/shadow.ts";
import { openSpoolDisk, openStateKey } from "./privacy.ts";
import type { RoleContext } from "./role.ts";

export async function startShadowRole({
  config,
  runDir,
  observer,
}: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  const stateKey = await openStateKey(config);
  const store = await openStateStore(config, { observe, metrics, stateKey });
  let shadow: Shadow | null = null;
  const health = () => {
    if (shadow === null) return { ready: false, detail: "starting" };
    const problem = shadow.problem();
    const { stations, connected } = shadow.counts();
    const told = `${connected} of ${stations} stations connected; ${store.health().detail}`;
    return { ready: problem === null, detail: problem ?? told };
  };
  const status = await serveStatus({ runDir, role: "shadow", metrics, health });
  const deps = { store, clock: systemClock, observe, disk: await openSpoolDisk(config) };
  const started = await startShadow(config, deps);
  shadow = started;
  metrics.measure("shadowStations", () => started.counts().stations);
  metrics.measure("shadowConnected", () => started.counts().connected);
  return {
    address: config.shadows.map(({ match }) => match).join(", "),
    settled: {},
    async close() {
      await started.close();
      await store.close();
      await status.close();
    },
  };
}
