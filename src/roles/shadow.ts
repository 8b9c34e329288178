/** The shadows wired to the world: the relays' spools and their own, state store, status socket. */
import { randomUUID } from "node:crypto";
import { systemClock } from "../base/clock.ts";
import { instanceOf, SHADOWS } from "../config/workers.ts";
import { openFleet } from "../fleet/fleet.ts";
import { openHandoverDesk } from "../fleet/handover.ts";
import { openStateStore } from "../fleet/open-state-store.ts";
import { serveStatus } from "../observe/status.ts";
import { shadowShareOf, spoolDirOf } from "../spool/spools.ts";
import { openSpoolWriter } from "../spool/writer.ts";
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
  const disk = await openSpoolDisk(config);
  const instance = instanceOf(config.instance, SHADOWS);
  const spool = await openSpoolWriter(
    {
      ...{ ...config.spool, bytesMax: shadowShareOf(config.spool.bytesMax) },
      ...{ dir: spoolDirOf(config.data, SHADOWS), instance, relayRun: randomUUID() },
    },
    { clock: systemClock, observe, disk },
  );
  const fleet = await openFleet(config, "shadow", { runDir, observe, metrics });
  const { board } = fleet;
  const letGo = async (name: string) => shadow?.letGo(name);
  const handover = openHandoverDesk({ board, asks: "relay", letGo });
  const handing = {
    ask: handover.ask,
    newestOf: async (key: string) => (await board.holderOf(key))?.linkId ?? null,
  };
  const { messageBytesMax } = config.record;
  const record = { spool, instance, messageBytesMax };
  const deps = { store, clock: systemClock, observe, disk, record, handing };
  const started = await startShadow(config, deps);
  shadow = started;
  metrics.measure("shadowStations", () => started.counts().stations);
  metrics.measure("spoolPendingBytes", () => spool.pendingBytes());
  metrics.measure("shadowConnected", () => started.counts().connected);
  return {
    address: config.shadows.map(({ match }) => match).join(", "),
    settled: {},
    async close() {
      handover.close();
      await started.close();
      await fleet.close();
      await spool.close();
      await store.close();
      await status.close();
    },
  };
}
