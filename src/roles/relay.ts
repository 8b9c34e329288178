/** The relay wired to the world: listeners, spool, status socket. Loads no database, no rules. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { assert } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { instanceOf, relayNameOf, writersOf } from "../config/workers.ts";
import { openHandoverDesk } from "../fleet/handover.ts";
import { openStateStore } from "../fleet/open-state-store.ts";
import { openRelayFleet } from "../fleet/relay-fleet.ts";
import type { Reading } from "../observe/metrics.ts";
import { watchStalls } from "../observe/stall.ts";
import { type Health, serveStatus } from "../observe/status.ts";
import { noteClock } from "../relay/clock-notes.ts";
import { sampleLatency } from "../relay/latency.ts";
import { startRelay } from "../relay/listen.ts";
import { findLeftSpools, tendLeftSpools } from "../spool/left-spools.ts";
import { shareOf, spoolDirOf } from "../spool/spools.ts";
import { openSpoolWriter } from "../spool/writer.ts";
import type { RunningRole } from "../supervise/child.ts";
import { createMiddle, type HandingOver } from "../translate/middle.ts";
import { type Intercepts, openIntercepts } from "./intercepts.ts";
import { openSpoolDisk, openStateKey } from "./privacy.ts";
import { parseConfig, type RoleContext } from "./role.ts";

export async function startRelayRole({
  config: machine,
  runDir,
  observer,
  worker = 1,
}: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  const config = { ...machine, instance: instanceOf(machine.instance, worker) };
  const role = relayNameOf(worker);
  const deps = { clock: systemClock, observe };
  const openState = async () => {
    const stateKey = await openStateKey(machine);
    return openStateStore(config, { observe, metrics, stateKey });
  };
  let store = hasState(config) ? await openState() : null;
  const fleet = await openRelayFleet(config, { ...deps, runDir, metrics });
  let health: Health = { ready: false, detail: "starting" };
  let intercepts: Intercepts | null = null;
  const stalls = watchStalls(role, observe);
  const status = await serveStatus({
    ...{ runDir, role, metrics },
    // Without its state store it still relays what it need not translate, and alone it relays all.
    health: () => {
      const shared = [store, fleet].map((each) => each?.health().detail ?? "");
      const detail = [health.detail, stalls.detail(), ...shared, intercepts?.detail() ?? ""]
        .filter((each) => each !== "")
        .join("; ");
      return { ...health, detail };
    },
  });
  const { data, instance } = config;
  const writers = writersOf(config);
  const disk = await openSpoolDisk(machine);
  const { length: others } = await findLeftSpools({ data, ...writers }, disk);
  const bytesMax = shareOf(config.spool.bytesMax, { ...writers, others });
  const bounds = { ...config.spool, bytesMax };
  const dir = spoolDirOf(data, worker);
  const spool = await openSpoolWriter(
    { ...bounds, dir, instance, relayRun: randomUUID() },
    { ...deps, disk },
  );
  const endClockNotes = noteClock(instance, { ...deps, spool });
  const instanceOfLeft = (gone: number) => instanceOf(machine.instance, gone);
  const tending = { ...bounds, data, ...writers, instanceOf: instanceOfLeft };
  const leftSpools = worker === 1 ? await tendLeftSpools(tending, { ...deps, disk }) : null;
  /** Stations that are translated here, by the names of their states. */
  const driven = new Map<string, () => Promise<void>>();
  const letGo = async (name: string) => driven.get(name)?.();
  const handover = openHandoverDesk({ board: fleet.board, asks: "shadow", letGo });
  const handing: HandingOver = {
    isShadowed: (tenant) => machine.shadows.some((each) => each.translate.tenant === tenant),
    ask: handover.ask,
    opened(name, end) {
      driven.set(name, end);
      return () => void (driven.get(name) === end && driven.delete(name));
    },
  };
  intercepts = openIntercepts({
    ...{ ...deps, spool, metrics, faults: fleet.faults },
    store() {
      assert(store !== null, "a route with further back-ends opens the state store");
      return store;
    },
  });
  const relay = await startRelay(config, {
    ...intercepts.forRelay,
    ticketKeyFile: join(runDir.path, "tls-tickets.key"),
    ...{ ...deps, spool, elsewhere: fleet.elsewhere, overrides: fleet.overrides },
    middleOf(translate) {
      assert(store !== null, "a route that translates opens the state store");
      return createMiddle(translate, { ...deps, store, handing });
    },
  });
  fleet.serve(relay);
  sampleLatency(metrics.timing("relay"));
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
    async prepare(wanted) {
      const next = { ...parseConfig(wanted), instance: config.instance };
      // Kept where the rest cannot be used: it does no harm, and may be wanted again.
      if (hasState(next)) store ??= await openState();
      return relay.prepare(next);
    },
    async drain(signal) {
      health = { ready: false, detail: "draining: no new stations, links are closed by and by" };
      await relay.drain(signal);
    },
    async close() {
      stalls.close();
      endClockNotes?.();
      await relay.close();
      await intercepts?.close();
      handover.close();
      await fleet.close();
      await store?.close();
      await spool.close();
      await leftSpools?.close();
      await status.close();
    },
  };
}

/** Of translated stations, and of those with further back-ends, something is remembered. */
function hasState({ routes }: Pick<Config, "routes">): boolean {
  return routes.some(({ mode, backends = [] }) => mode === "translate" || backends.length > 0);
}

function bySender(counts: { readonly station: number; readonly csms: number }): Reading {
  return Object.entries(counts).map(([sender, value]) => ({ labels: { sender }, value }));
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? "").port);
}
