/**
 * The whole program between a plain CSMS and plain stations, to be damaged in tests. In: how to
 * serve, and what to do. Out: an account of every message, and a row of the table.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { openStore, type Store } from "../../src/store/client.ts";
import { type EndPointOf, endPointOf } from "../../src/store/endpoint.ts";
import { type Account, readAccount } from "./accounts.ts";
import { tellFault } from "./fault-table.ts";
import { freePort } from "./free-port.ts";
import { whenOver } from "./lifetime.ts";
import { type MemoryWatch, watchMemory } from "./memory-watch.ts";
import { type PlainCsms, startPlainCsms } from "./peers.ts";
import { type LogLine, type Served, type ServeOptions, serve } from "./serve.ts";
import { tempDir } from "./temp-dir.ts";
import { startTraffic, type Traffic, type TrafficOptions } from "./traffic.ts";
import { type StrictCsms, startStrictCsms } from "./translated-peers.ts";
import { until } from "./until.ts";

/** An account that does not agree by then never will. */
const SETTLE_MS = 90_000;
/** Longer than the recorder waits for a fuller batch. */
const QUIET_MS = 2_000;

/** What a relay or a recorder under these loads never needs. Their own bounds are far below. */
const MEMORY_MIB_MAX = 700;

export type Ending = {
  /** Links that may be lost: those of a relay that was killed. Default: none. */
  readonly mayLose?: boolean;
  /** Messages that a killed relay may take with it unsaid. Default: none. */
  readonly unknownMax?: number;
};

export type Load = Traffic & {
  /**
   * Ends the load, waits until the record has settled, and proves that each message is in it once,
   * or in a gap. Writes the row of the table.
   */
  readonly settle: (ending?: Ending) => Promise<Account>;
  /** As of now; null while the store cannot be read. */
  readonly account: () => Promise<Account | null>;
};

export type Stage = {
  readonly csms: PlainCsms;
  readonly data: string;
  served: Served;
  /** What a service manager does once nothing of it is left: the same command, on the same data. */
  readonly serveAgain: () => Promise<void>;
  readonly store: Store;
  /** A load of its own stations; `fault` is what the table says. */
  readonly load: (fault: string, options: TrafficOptions) => Promise<Load>;
  readonly told: (event: string, role?: string) => number;
  /** Waits until a role was ready so often. */
  readonly readyAgain: (role: string, times: number) => Promise<void>;
  /** Waits until the role's process of the moment has been ready. */
  readonly runs: (role: string) => Promise<void>;
  readonly pidOf: (role: string) => number;
  readonly kill: (role: string, signal: NodeJS.Signals) => void;
};

export type StageOptions = ServeOptions & {
  readonly args?: readonly string[];
  readonly roles?: readonly string[];
  readonly csms?: PlainCsms;
  readonly data?: string;
  /** Where the program finds its store, and where the test does; default: the embedded one. */
  readonly storeUrl?: string;
  readonly store?: EndPointOf;
  /** Path of the plain route. */
  readonly path?: string;
  /** A port that lasts longer than its relay, or an address beyond loopback; default: any port. */
  readonly listen?: number | string;
};

/** Every process of the program, with both stores embedded. */
export const everyRole = ["store", "relay", "recorder", "console"] as const;

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const csms = options.csms ?? (await startPlainCsms());
  const data = options.data ?? (await tempDir());
  const { args = ["--upstream", csms.url], roles, path = "", listen = 0 } = options;
  const elsewhere = options.storeUrl === undefined ? [] : ["--store", options.storeUrl];
  const usual = ["--console", "0", "--log.format", "json", "--relay.drain-ms", "0"];
  const start = () =>
    serve(
      [...args, ...elsewhere, "--data", data],
      roles,
      ["--listen", String(listen), ...usual],
      options,
    );
  const embedded = () =>
    endPointOf({ url: "embedded:", runDir: join(data, "run"), user: "reader", waitMs: 0 });
  const store = openStore(options.store ?? embedded(), { observe: () => undefined });
  whenOver(() => store.close());
  const past: LogLine[] = [];
  const told = (event: string, role?: string) =>
    [...past, ...stage.served.log].filter(
      (line) => line["event"] === event && (role === undefined || line["role"] === role),
    ).length;
  const pidOf = (role: string) => currentPid(stage.served, role) ?? 0;
  const stage: Stage = {
    ...{ csms, data, store, told, pidOf, served: await start() },
    async serveAgain() {
      const left = everyRole.map(pidOf);
      await until(() => !left.some(isRunning), "nothing of it is left");
      const { log } = stage.served;
      const again = await start();
      past.push(...log);
      stage.served = again;
    },
    load: (fault, traffic) => startLoad(stage, { fault, path }, traffic),
    readyAgain: (role, times) =>
      until(() => told("ready", role) >= times, `${role} is ready for time ${times}`, 60_000),
    runs: (role) => until(() => isReady(stage.served, role), `${role} runs`, 60_000),
    kill(role, signal) {
      const pid = pidOf(role);
      // Zero is the whole group of the tests.
      if (pid === 0) throw new Error(`${role} does not run`);
      process.kill(pid, signal);
    },
  };
  return stage;
}

/**
 * Plain stations at `/plain`, translated ones at `/translated`, each message held for its append,
 * and a port that outlives the relay.
 */
export async function startMixedStage(dataDir?: string): Promise<{
  readonly stage: Stage;
  readonly strict: StrictCsms;
}> {
  const data = dataDir ?? (await tempDir());
  const csms = await startPlainCsms();
  const strict = await startStrictCsms();
  const translate = { station: "1.6", csms: "2.0.1", probe: false };
  const routes = [
    { match: "/plain/{station}", upstream: csms.url },
    { match: "/translated/{station}", upstream: strict.url, mode: "translate", translate },
  ];
  const config = join(data, "ocpptap.json");
  await writeFile(config, JSON.stringify({ routes, record: { strict: true } }));
  const listen = await freePort();
  const place = { data, listen, path: "/plain", roles: everyRole };
  return { stage: await startStage({ args: ["--config", config], csms, ...place }), strict };
}

async function startLoad(
  stage: Stage,
  { fault, path }: { readonly fault: string; readonly path: string },
  options: TrafficOptions,
): Promise<Load> {
  // Another than that of stations which a test has beside it.
  const { prefix = "LOAD" } = options;
  const { csms } = stage;
  const before = stage.told("childEnded");
  const memory = watchMemory(["relay", "recorder"], (role) => currentPid(stage.served, role));
  whenOver(memory.stop);
  const traffic = await startTraffic(`${stage.served.stationUrl}${path}`, { ...options, prefix });
  const readNow = () => readAccount(stage.store, { csms, traffic, prefix });
  return {
    ...traffic,
    account: readNow,
    async settle({ mayLose = false, unknownMax = 0 } = {}) {
      await traffic.finish();
      const account = await settled(readNow, unknownMax);
      tellFault({
        ...rowOf(account, memory),
        fault,
        restarts: stage.told("childEnded") - before,
        lost: traffic.lost(),
      });
      memory.stop();
      expect(account.wrong).toEqual([]);
      expect(account.unknown, "relayed = recorded + gaps").toBeLessThanOrEqual(unknownMax);
      if (!mayLose) {
        expect(traffic.lost()).toBe(0);
        expect(account.recorded + account.gapped).toBe(account.relayed);
      }
      expect(memory.peakMiB("relay")).toBeLessThan(MEMORY_MIB_MAX);
      expect(memory.peakMiB("recorder")).toBeLessThan(MEMORY_MIB_MAX);
      return account;
    },
  };
}

function rowOf({ relayed, recorded, gapped, unknown, undelivered }: Account, memory: MemoryWatch) {
  return {
    ...{ relayed, recorded, gapped, unknown, undelivered },
    relayMiB: memory.peakMiB("relay"),
    recorderMiB: memory.peakMiB("recorder"),
  };
}

function isReady(served: Served, role: string): boolean {
  const pid = currentPid(served, role);
  const lines = served.log.filter((line) => line["event"] === "ready" && line["role"] === role);
  return lines.some((line) => line["pid"] === pid);
}

/** The account once all that is expected is there, or, where some may be missing, nothing moves. */
async function settled(read: () => Promise<Account | null>, unknownMax: number): Promise<Account> {
  let account: Account | null = null;
  let changedMs = performance.now();
  let before = "";
  const isQuiet = () => performance.now() - changedMs > QUIET_MS;
  await until(
    async () => {
      account = await read();
      const text = JSON.stringify(account);
      if (text !== before) changedMs = performance.now();
      before = text;
      if (account === null) return false;
      return account.unknown === 0 || (account.unknown <= unknownMax && isQuiet());
    },
    "the record to settle",
    SETTLE_MS,
    100,
  ).catch((thrown: unknown) => {
    if (account === null) throw thrown;
  });
  if (account === null) throw new Error("the store was never read");
  return account;
}

/** The role's process, also while it starts; null for none. */
function currentPid(served: Served, role: string): number | null {
  const supervisor = served.process.pid ?? 0;
  if (role === "supervisor") return isRunning(supervisor) ? supervisor : null;
  if (role === "state") return childOf(currentPid(served, "relay") ?? 0, "file-process");
  return childOf(supervisor, `\0role\0${role}\0`);
}

/** Whose command line has these words. */
function childOf(parent: number, words: string): number | null {
  for (const child of readProc(`${parent}/task/${parent}/children`).trim().split(" ")) {
    const isIt = child !== "" && readProc(`${child}/cmdline`).includes(words);
    if (isIt && isRunning(Number(child))) return Number(child);
  }
  return null;
}

export function isRunning(pid: number): boolean {
  return pid > 0 && /^State:\s+[^ZX]/m.test(readProc(`${pid}/status`));
}

/** Empty where the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "latin1");
  } catch {
    return "";
  }
}
