/**
 * The composition root: start reading here. `serve` runs every role as a supervised child process;
 * each role is wired in `roles/`, and loaded only by the process that runs it.
 *
 *   station ══▶ relay ══▶ CSMS       relay → spool → recorder → store ← console ← engineer
 */
import type { App } from "./cli/io.ts";
import type { Config } from "./config/schema.ts";
import { createObserver } from "./observe/observer.ts";
import { openRunDir } from "./observe/run-dir.ts";
import { type Health, serveStatus } from "./observe/status.ts";
import { type Role, roles, type StartRole } from "./roles/role.ts";
import type { DemoStations } from "./simulate/demo.ts";
import { type RunningRole, runAsChild } from "./supervise/child.ts";
import { supervise } from "./supervise/supervisor.ts";

/** The first argument of a child's command line; its role is the second. */
export const CHILD = "role";

const starters = {
  relay: async () => (await import("./roles/relay.ts")).startRelayRole,
  recorder: async () => (await import("./roles/recorder.ts")).startRecorderRole,
  shadow: async () => (await import("./roles/shadow.ts")).startShadowRole,
  console: async () => (await import("./roles/console.ts")).startConsoleRole,
  store: async () => (await import("./roles/store.ts")).startStoreRole,
} satisfies Record<Role, () => Promise<StartRole>>;

export function roleNamed(name: string | undefined): Role | null {
  return roles.find((role) => role === name) ?? null;
}

/** The roles that this configuration needs: an external store runs by itself. */
export function rolesOf(config: Config): readonly Role[] {
  const isNeeded: Readonly<Partial<Record<Role, boolean>>> = {
    store: config.store.url === "embedded:",
    shadow: config.shadows.length > 0,
  };
  return roles.filter((role) => isNeeded[role] ?? true);
}

/** Runs one role in this process, with its log lines on standard output. */
export async function startRole(role: Role, config: Config): Promise<RunningRole> {
  const observer = createObserver({ role, ...config.log, out: process.stdout });
  const runDir = await openRunDir(config.data);
  const start = await starters[role]();
  const running = await start({ config, runDir, observer });
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

/** One role as a child of `serve`, which sends the configuration. Resolves with the exit code. */
export function runRole(role: Role): Promise<number> {
  return runAsChild((config) => startRole(role, parseConfig(config)));
}

/** What the command line runs. `module` is the program itself, which children are started with. */
export function createApp(module: string, version: string): App {
  return {
    version,
    async serve(config, { only, signal }) {
      if (only === null) return serveAll(config, module, signal);
      const role = await startRole(only, config);
      const end = await Promise.race([aborted(signal), role.ended ?? never()]);
      await role.close();
      return end === "aborted" ? 0 : 1;
    },
    async demo(config, { stations, rate, seed, signal }) {
      const demo = await import("./simulate/demo.ts");
      const seeded = seed === null ? {} : { seed };
      const csms = await demo.startDemoCsms(seeded);
      const exchange = { timeoutMs: demo.demoExchangeTimeoutMs };
      let stationsRunning: DemoStations | null = null;
      const code = await serveAll(
        { ...config, exchange, routes: [], upstream: csms.url },
        module,
        signal,
        (addresses) => {
          stationsRunning = demo.startDemoStations({
            url: addresses.get("relay")?.split(", ")[0] ?? "",
            ...seeded,
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
    { observe, program: { module, args: [CHILD] } },
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
