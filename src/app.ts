/**
 * The composition root: start reading here. One function per role wires its stage to the world;
 * `serve` runs them all as supervised children, `startRole` runs one in this process.
 *
 *   station ══▶ relay ══▶ CSMS       relay → spool → recorder → store ← console ← engineer
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { unreachable } from "./base/assert.ts";
import { systemClock } from "./base/clock.ts";
import type { App, Role } from "./cli/io.ts";
import type { Config } from "./config/schema.ts";
import { parseAddress } from "./config/units.ts";
import { startConsole } from "./console/console.ts";
import { createObserver, type Observer } from "./observe/observer.ts";
import { openRunDir, type RunDir } from "./observe/run-dir.ts";
import { type Health, serveStatus } from "./observe/status.ts";
import { type Recorder, startRecorder } from "./recorder/recorder.ts";
import { startRelay } from "./relay/listen.ts";
import {
  type DemoStations,
  demoExchangeTimeoutMs,
  startDemoCsms,
  startDemoStations,
} from "./simulate/demo.ts";
import { realDisk } from "./spool/disk.ts";
import { openSpoolWriter } from "./spool/writer.ts";
import { openStore } from "./store/client.ts";
import { endPointOf } from "./store/endpoint.ts";
import { startEngine } from "./store/engine.ts";
import { migrate } from "./store/migrate.ts";
import { type RunningRole, runAsChild } from "./supervise/child.ts";
import { supervise } from "./supervise/supervisor.ts";

type RoleContext = {
  readonly config: Config;
  readonly runDir: RunDir;
  readonly observer: Observer;
};

/** In the order in which they are stopped: what is charging first, what holds the record last. */
export function rolesOf(config: Config): readonly Role[] {
  return config.store.url === "embedded:"
    ? ["relay", "recorder", "console", "store"]
    : ["relay", "recorder", "console"];
}

/** Runs one role in this process, with its log lines on standard output. */
export async function startRole(role: Role, config: Config): Promise<RunningRole> {
  const observer = createObserver({ role, ...config.log, out: process.stdout });
  const runDir = await openRunDir(config.data);
  const running = await start(role, { config, runDir, observer });
  const ready = (running.ready ?? Promise.resolve()).then(() =>
    observer.observe({ name: "ready", role, address: running.address }),
  );
  return {
    ...running,
    ready,
    async close() {
      observer.observe({ name: "stopping", role, reason: "it was told to" });
      observer.flush();
      await running.close();
      observer.flush();
    },
  };
}

function start(role: Role, context: RoleContext): Promise<RunningRole> {
  switch (role) {
    case "relay":
      return startRelayRole(context);
    case "recorder":
      return startRecorderRole(context);
    case "console":
      return startConsoleRole(context);
    case "store":
      return startStoreRole(context);
  }
  return unreachable(role);
}

async function startRelayRole({ config, runDir, observer }: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  const deps = { clock: systemClock, observe };
  let health: Health = { ready: false, detail: "starting" };
  const status = await serveStatus({ runDir, role: "relay", metrics, health: () => health });
  const spool = await openSpoolWriter(
    {
      ...config.spool,
      dir: join(config.data, "spool"),
      instance: config.instance,
      relayRun: randomUUID(),
    },
    { ...deps, disk: realDisk },
  );
  const relay = await startRelay(config, { ...deps, spool });
  metrics.measure("linksOpen", () => relay.stats().links);
  metrics.measure("linksDialling", () => relay.stats().pending);
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
      await spool.close();
      await status.close();
    },
  };
}

async function startRecorderRole({ config, runDir, observer }: RoleContext): Promise<RunningRole> {
  const { observe, metrics } = observer;
  const resolve = endPointOf({ url: config.store.url, runDir: runDir.path, user: "recorder" });
  const store = openStore(resolve, { observe });
  const prepared = Promise.withResolvers<void>();
  const prepare = async () => {
    const { database } = await resolve();
    await migrate(store, { database, retentionDays: config.record.retentionDays }, { observe });
    prepared.resolve();
  };
  let recorder: Recorder | null = null;
  const status = await serveStatus({
    runDir,
    role: "recorder",
    metrics,
    health: () => recorder?.health() ?? { ready: false, detail: "starting" },
    routes: { "/live": (request, response) => recorder?.live.handle(request, response) },
  });
  const started = await startRecorder(config, {
    clock: systemClock,
    observe,
    disk: realDisk,
    sink: { insert: store.insert, prepare },
  });
  recorder = started;
  metrics.measure("recorderLagSeconds", () => started.health().lagMs / 1000);
  return {
    address: join(config.data, "spool"),
    settled: {},
    ready: prepared.promise,
    async close() {
      await started.close();
      await store.close();
      await status.close();
    },
  };
}

async function startConsoleRole({ config, runDir, observer }: RoleContext): Promise<RunningRole> {
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

async function startStoreRole({ config, runDir, observer }: RoleContext): Promise<RunningRole> {
  let health: Health = { ready: false, detail: "starting" };
  const { metrics, observe } = observer;
  await serveStatus({ runDir, role: "store", metrics, health: () => health });
  const dir = join(config.data, "store");
  const engine = await startEngine({ dir, runDir: runDir.path }, { observe });
  health = { ready: true, detail: `the embedded engine answers on ${engine.url}` };
  const ended = engine.ended.then((problem) => {
    health = { ready: false, detail: problem };
    return problem;
  });
  return { address: engine.url, settled: {}, ended, close: engine.close };
}

/** What the command line runs. `module` is the program itself, which children are started with. */
export function createApp(module: string, version: string): App {
  return {
    version,
    role: (role) => runAsChild((config) => startRole(role, parseConfig(config))),
    async serve(config, { only, signal }) {
      if (only === null) return serveAll(config, module, signal);
      const role = await startRole(only, config);
      const end = await Promise.race([aborted(signal), role.ended ?? never()]);
      await role.close();
      return end === "aborted" ? 0 : 1;
    },
    async demo(config, { stations, rate, signal }) {
      const csms = await startDemoCsms();
      const exchange = { timeoutMs: demoExchangeTimeoutMs };
      let stationsRunning: DemoStations | null = null;
      const code = await serveAll(
        { ...config, exchange, routes: [], upstream: csms.url },
        module,
        signal,
        (addresses) => {
          stationsRunning = startDemoStations({
            url: addresses.get("relay")?.split(", ")[0] ?? "",
            ...(stations === null ? {} : { stations }),
            ...(rate === null ? {} : { rate }),
          });
        },
      );
      await (stationsRunning as DemoStations | null)?.close();
      await csms.close();
      return code;
    },
  };
}

/** All roles as children of this process, until the signal. Rejects where one could not start. */
async function serveAll(
  config: Config,
  module: string,
  signal: AbortSignal,
  onReady: (addresses: ReadonlyMap<string, string>) => void = () => undefined,
): Promise<number> {
  const observer = createObserver({ role: "supervisor", ...config.log, out: process.stdout });
  const { observe, metrics } = observer;
  const runDir = await openRunDir(config.data);
  let health: Health = { ready: false, detail: "starting" };
  const status = await serveStatus({ runDir, role: "supervisor", metrics, health: () => health });
  const supervision = supervise(
    rolesOf(config).map((role) => ({ role, config })),
    { observe, program: { module, args: ["role"] } },
  );
  const ready = supervision.ready.then((addresses) => {
    health = { ready: true, detail: "every role has been ready" };
    onReady(addresses);
    return never();
  });
  try {
    await Promise.race([aborted(signal), ready]);
    return 0;
  } finally {
    await supervision.close();
    await status.close();
    observer.flush();
  }
}

function aborted(signal: AbortSignal): Promise<"aborted"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("aborted");
    else signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** It was checked by the supervisor, which is this same program. */
function parseConfig(config: unknown): Config {
  return config as Config;
}

function portOf(url: string | undefined): number {
  return parseAddress(new URL(url ?? "").host)?.port ?? 0;
}
