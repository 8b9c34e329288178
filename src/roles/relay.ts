/** The relay wired to the world: listeners, spool, status socket. Loads no database, no rules. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { assert } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { openStateStore } from "../fleet/open-state-store.ts";
import type { Reading } from "../observe/metrics.ts";
import { type Health, serveStatus } from "../observe/status.ts";
import { startRelay } from "../relay/listen.ts";
import { realDisk } from "../spool/disk.ts";
import { openSpoolWriter } from "../spool/writer.ts";
import type { RunningRole } from "../supervise/child.ts";
import { createMiddle } from "../translate/middle.ts";
import type { RoleContext } from "./role.ts";

export async function startRelayRole({
  config,
  runDir,
  observer,
}: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  const deps = { clock: systemClock, observe };
  const isTranslating = config.routes.some(({ mode }) => mode === "translate");
  const store = isTranslating ? await openStateStore(config, { observe, metrics }) : null;
  let health: Health = { ready: false, detail: "starting" };
  const status = await serveStatus({
    ...{ runDir, role: "relay", metrics },
    // Without its state store it still relays what it need not translate.
    health: () =>
      store === null ? health : { ...health, detail: `${health.detail}; ${store.health().detail}` },
  });
  const spool = await openSpoolWriter(
    {
      ...config.spool,
      dir: join(config.data, "spool"),
      instance: config.instance,
      relayRun: randomUUID(),
    },
    { ...deps, disk: realDisk },
  );
  const relay = await startRelay(config, {
    ...{ ...deps, spool },
    middleOf(translate) {
      assert(store !== null, "a route that translates opens the state store");
      return createMiddle(translate, { ...deps, store });
    },
  });
  metrics.measure("linksOpen", () => relay.stats().links);
  metrics.measure("linksDialling", () => relay.stats().pending);
  metrics.measure("translatedStations", () => relay.stats().translated);
  metrics.measure("relayedMessages", () => bySender(relay.stats().traffic.messages));
  metrics.measure("relayedBytes", () => bySender(relay.stats().traffic.bytes));
  metrics.measure("spoolPendingBytes", () => spool.pendingBytes());
  health = { ready: true, detail: `relaying on ${relay.addresses.join(", ")}` };
  return {
    address: relay.addresses.join(", "),
    settled: {
      listen: config.listen.map((listener, index) => ({
        ...listener,
        address: { ...listener.address, port: portOf(relay.addresses[index]) },
      })),
    },
    async close() {
      await relay.close();
      await store?.close();
      await spool.close();
      await status.close();
    },
  };
}

function bySender(counts: { readonly station: number; readonly csms: number }): Reading {
  return Object.entries(counts).map(([sender, value]) => ({ labels: { sender }, value }));
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? "").port);
}
