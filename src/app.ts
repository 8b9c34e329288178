/**
 * The composition root: start reading here. `serve` runs every role as a supervised child process;
 * each role is wired in `roles/`, and loaded only by the process that runs it.
 *
 *   station ══▶ relay ══▶ CSMS       relay → spool → recorder → store ← console ← engineer
 */
import { systemClock } from "./base/clock.ts";
import type { App, ReloadOptions, ServeOptions } from "./cli/io.ts";
import { type Plan, patched } from "./config/changes.ts";
import { processesOf, type Role, rolesOf } from "./config/roles.ts";
import type { Config } from "./config/schema.ts";
import type { ServiceManagerEnv } from "./config/sources.ts";
import { instanceOf, isRelayName, relayNameOf } from "./config/workers.ts";
import { createObserver, type Observer } from "./observe/observer.ts";
import { openRunDir } from "./observe/run-dir.ts";
import { type Health, serveStatus } from "./observe/status.ts";
import {
  nodeOptionsOf,
  parseConfig,
  type RoleProcess,
  type StartRole,
  takePriority,
} from "./roles/role.ts";
import type { DemoStations } from "./simulate/demo.ts";
import { type RunningRole, runAsChild } from "./supervise/child.ts";
import type { RoleSpec } from "./supervise/keeper.ts";
import { configurationDetail, createReloading } from "./supervise/reloading.ts";
import { openServiceManager } from "./supervise/service-manager.ts";
import { type Supervision, supervise } from "./supervise/supervisor.ts";

/** The first argument of a child's command line; its role is the second. */
export const CHILD = "role";

const starters = {
  relay: async () => (await import("./roles/relay.ts")).startRelayRole,
  recorder: async () => (await import("./roles/recorder.ts")).startRecorderRole,
  shadow: async () => (await import("./roles/shadow.ts")).startShadowRole,
  alerts: async () => (await import("./roles/alerts.ts")).startAlertsRole,
  console: async () => (await import("./roles/console.ts")).startConsoleRole,
  store: async () => (await import("./roles/store.ts")).startStoreRole,
} satisfies Record<Role, () => Promise<StartRole>>;

/**
 * Runs one role in this process, with its log lines on standard output. `worker`: of the relay,
 * which of its processes this is.
 */
export async function startRole(
  role: Role,
  config: Config,
  { worker = 1, observer = observerOf(role, config, worker) }: RoleProcessOptions = {},
): Promise<RunningRole> {
  const name = role === "relay" ? relayNameOf(worker) : role;
  takePriority(role);
  const runDir = await openRunDir(config.data);
  const start = await starters[role]();
  const running = await start({ config, runDir, observer, worker });
  const ready = (running.ready ?? Promise.resolve()).then(() =>
    observer.observe({ name: "ready", role: name, address: running.address }),
  );
  return {
    ...running,
    ready,
    async prepare(wanted) {
      const prepared = await running.prepare?.(wanted);
      const { level } = parseConfig(wanted).log;
      return {
        commit() {
          observer.setLevel(level);
          prepared?.commit();
        },
        discard: () => prepared?.discard(),
      };
    },
    async close() {
      observer.observe({ name: "stopping", role: name, reason: "it was told to" });
      observer.flush();
      await running.close();
      observer.flush();
    },
  };
}

type RoleProcessOptions = { readonly worker?: number; readonly observer?: Observer };

function observerOf(role: Role, config: Config, worker = 1): Observer {
  const name = role === "relay" ? relayNameOf(worker) : role;
  const labels = role === "relay" ? { role, instance: instanceOf(config.instance, worker) } : {};
  return createObserver({ role: name, labels, ...config.log, out: process.stdout });
}

/** One process as a child of `serve`, which sends the configuration. Resolves with the exit code. */
export function runRole({ role, worker }: RoleProcess): Promise<number> {
  return runAsChild((config) => startRole(role, parseConfig(config), { worker }));
}

/** What the command line runs. `module` is the program itself, which children are started with. */
export function createApp(module: string, version: string): App {
  return {
    version,
    async serve(config, { only, signal, reload, serviceManager }) {
      // Workers run under a supervisor, also where they are all that runs here.
      if (only === null || (only === "relay" && config.relay.workers > 1)) {
        const wantedOf = only === null ? rolesOf : () => [only];
        return serveAll(config, wantedOf, { module, signal, reload, serviceManager });
      }
      return serveAlone(only, config, { signal, reload, serviceManager });
    },
    async demo(config, { stations, rate, seed, signal }) {
      const demo = await import("./simulate/demo.ts");
      const seeded = seed === null ? {} : { seed };
      const csms = await demo.startDemoCsms(seeded);
      const exchange = { timeoutMs: demo.demoExchangeTimeoutMs };
      let stationsRunning: DemoStations | null = null;
      // Simulated stations are in no hurry to come back.
      const relay = { ...config.relay, drainMs: 0 };
      const simulated = { ...config, exchange, relay, routes: [], upstream: csms.url };
      const code = await serveAll(simulated, rolesOf, {
        module,
        signal,
        onReady(addresses) {
          stationsRunning = demo.startDemoStations({
            url: addresses.get("relay")?.split(", ")[0] ?? "",
            ...seeded,
            ...(stations === null ? {} : { stations }),
            ...(rate === null ? {} : { rate }),
          });
        },
      });
      await (stationsRunning as DemoStations | null)?.close();
      await csms.close();
      return code;
    },
  };
}

/** One role in this process, until the signal or its own end. */
async function serveAlone(
  only: Role,
  config: Config,
  { signal, reload, serviceManager }: Omit<ServeOptions, "only">,
): Promise<number> {
  const observer = observerOf(only, config);
  const { observe, metrics } = observer;
  const failed = Promise.withResolvers<"failed">();
  const start = async (own: Config) => {
    const role = await startRole(only, own, { observer });
    void role.ended?.then(() => failed.resolve("failed"));
    return role;
  };
  let role: RunningRole | null = await start(config);
  const again = async (own: Config) => {
    const before = role;
    role = null;
    await before?.close();
    try {
      role = await start(own);
    } catch (thrown) {
      failed.resolve("failed");
      throw thrown;
    }
  };
  const apply = async (plan: Plan, next: Config) => {
    if (includes(plan.again, only)) return again(next);
    if (includes([...plan.told, "relay"], only)) (await role?.prepare?.(next))?.commit();
  };
  const manager = await openServiceManager(serviceManager, {
    observe,
    isAlive: () => true,
    status: () => joined(`the ${only} alone`, configurationDetail(reloading.state())),
  });
  const { reloading: onBegin, reloaded: onEnd } = manager;
  const reloading = createReloading(
    { config, load: reload.load, apply, onBegin, onEnd },
    { observe, metrics, clock: systemClock },
  );
  reload.onHangup(reloading.hangUp);
  void role.ready?.then(manager.ready);
  const end = await Promise.race([aborted(signal), failed.promise]);
  manager.stopping();
  await reloading.close();
  // A second signal ends the process.
  if (end === "aborted") await role?.drain?.(new AbortController().signal);
  await role?.close();
  manager.close();
  return end === "aborted" ? 0 : 1;
}

type Serving = {
  readonly module: string;
  readonly signal: AbortSignal;
  /** Absent: the configuration is read once. */
  readonly reload?: ReloadOptions;
  /** Absent: there is none. */
  readonly serviceManager?: ServiceManagerEnv;
  readonly onReady?: (addresses: ReadonlyMap<string, string>) => void;
};

/** These roles as children of this process, until the signal. Rejects where one could not start. */
async function serveAll(
  config: Config,
  wantedOf: (config: Config) => readonly Role[],
  { module, signal, reload, serviceManager = {}, onReady = () => undefined }: Serving,
): Promise<number> {
  const observer = createObserver({ role: "supervisor", ...config.log, out: process.stdout });
  const { observe, metrics } = observer;
  const runDir = await openRunDir(config.data);
  let health: Health = { ready: false, detail: "starting" };
  let told = (): Health => health;
  const status = await serveStatus({
    ...{ runDir, role: "supervisor", metrics },
    health: () => told(),
  });
  await refuseTakenPorts(config);
  const specs = specsOf(config, wantedOf(config));
  const supervision = supervise(specs, { observe, program: { module, args: [CHILD] } });
  const manager = await openServiceManager(serviceManager, {
    observe,
    isAlive: () => isRelaying(supervision, specs),
    status: () => told().detail,
  });
  const { reloading: onBegin, reloaded: onEnd } = manager;
  const reloading = createReloading(
    {
      ...{ config, onBegin, onEnd },
      load: reload?.load ?? (() => Promise.resolve(config)),
      async apply({ now, told: takers, again }, next) {
        const among = (roles: readonly string[]) =>
          specsOf(next, wantedOf(next))
            .map(({ role }) => role)
            .filter((role) => includes(roles, isRelayName(role) ? "relay" : role));
        await supervision.reload({
          change: (own) => patched(own, now),
          // Certificates, keys and passwords are looked at, whatever has changed.
          told: among([...takers, "relay"]),
          again: among(again),
          specs: specsOf(next, wantedOf(next)),
        });
        observer.setLevel(next.log.level);
      },
    },
    { observe, metrics, clock: systemClock },
  );
  reload?.onHangup(reloading.hangUp);
  told = () => {
    const configuration = reloading.state();
    const details = [health.detail, supervision.troubles(), configurationDetail(configuration)];
    const degraded = configuration.refused !== null;
    return { ...health, detail: joined(...details), degraded, configuration };
  };
  const ready = supervision.ready.then((addresses) => {
    health = { ready: true, detail: "every role has been ready" };
    manager.ready();
    onReady(addresses);
    return never();
  });
  try {
    await Promise.race([aborted(signal), ready]);
    health = { ready: false, detail: "stopping" };
    return 0;
  } finally {
    manager.stopping();
    await Promise.all([reloading.close(), supervision.close()]);
    manager.close();
    await status.close();
    observer.flush();
  }
}

/** One worker that is being started again is no reason to end the links of the others. */
function isRelaying(
  { alive }: Pick<Supervision<Config>, "alive">,
  specs: readonly RoleSpec<Config>[],
): boolean {
  return !specs.some(({ role }) => isRelayName(role)) || alive().some(isRelayName);
}

/** The first worker settles the ports; the others listen on the same. */
function specsOf(config: Config, wanted: readonly Role[]): readonly RoleSpec<Config>[] {
  return wanted.flatMap((role) =>
    processesOf(role, config).map((name) => ({
      ...{ role: name, config },
      ...(name === role ? {} : { after: role }),
      nodeOptions: nodeOptionsOf(role),
      ...(role === "relay" ? { drainMs: ({ relay }: Config) => relay.drainMs } : {}),
    })),
  );
}

function includes(roles: readonly string[], role: string): boolean {
  return roles.includes(role);
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((each) => each !== "").join("; ");
}

/** Only several workers can share a port with a stranger. */
async function refuseTakenPorts(config: Config): Promise<void> {
  if (config.relay.workers === 1) return;
  const { provePortsFree } = await import("./relay/shared-ports.ts");
  await provePortsFree(config);
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
