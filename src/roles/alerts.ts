/** Alerts wired to the world: a reading user of the store, the other roles' sockets, receivers. */
import { type AlertsDeps, startAlerts } from "../alerts/alerts.ts";
import { systemClock } from "../base/clock.ts";
import { type Needs, neededProcessesOf } from "../config/roles.ts";
import { openLease } from "../fleet/lease.ts";
import type { RunDir } from "../observe/run-dir.ts";
import { singleOf } from "../observe/samples.ts";
import { askHealth, askStatus, serveStatus } from "../observe/status.ts";
import { realDisk } from "../spool/disk.ts";
import { openStore } from "../store/client.ts";
import { endPointOf } from "../store/endpoint.ts";
import { boundsFor } from "../store/read-bounds.ts";
import type { RunningRole } from "../supervise/child.ts";
import { openHashToken } from "./privacy.ts";
import type { RoleContext } from "./role.ts";

export async function startAlertsRole({
  config,
  runDir,
  observer,
}: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  let health = () => ({ ready: false, detail: "starting" });
  const status = await serveStatus({ runDir, role: "alerts", metrics, health: () => health() });
  const resolve = endPointOf({
    ...config.store,
    ...{ runDir: runDir.path, user: "reader", waitMs: 0 },
  });
  const store = openStore(resolve, { observe, reads: boundsFor(config) });
  const lease = await openLease(config, "alerts");
  const alerts = await startAlerts(config, {
    reader: store,
    hashToken: await openHashToken(config),
    clock: systemClock,
    observe,
    disk: realDisk,
    askRoles: () => askRoles(config, runDir),
    isTelling: lease.isHeld,
  });
  health = alerts.health;
  metrics.measure("alertGroups", alerts.groups);
  metrics.measure("alertsWaiting", alerts.waiting);
  metrics.measure("alertLastSeconds", () => {
    const lastUs = alerts.lastSentUs();
    return lastUs === null ? [] : [{ labels: {}, value: lastUs / 1_000_000 }];
  });
  return {
    address: config.alerts.map(({ name }) => name).join(", "),
    settled: {},
    async close() {
      await alerts.close();
      await lease.close();
      await store.close();
      await status.close();
    },
  };
}

/** Roles that do not run on this machine are none of its troubles. */
export async function askRoles(config: Needs, runDir: RunDir): ReturnType<AlertsDeps["askRoles"]> {
  const roles = neededProcessesOf(["relay", "recorder", "shadow"], config);
  const unready: { role: string; detail: string }[] = [];
  for (const role of roles) {
    const told = await askHealth(runDir, role);
    if (told !== null && !told.ready) unready.push({ role, detail: told.detail });
  }
  const metrics = await askStatus(runDir, "recorder", "/metrics");
  const lag =
    metrics.kind === "answer" ? singleOf(metrics.body, "ocpptap_recorder_lag_seconds") : null;
  return { recorderLagSeconds: lag, unready };
}
