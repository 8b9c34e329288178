/** `ocpptap serve` as a user runs it, for a benchmark: its processes, its record and its lag. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openRunDir, type RunDir } from "../src/observe/run-dir.ts";
import { askHealth, askStatus } from "../src/observe/status.ts";
import { openStore, type Store } from "../src/store/client.ts";
import { endPointOf } from "../src/store/endpoint.ts";
import { end } from "./child.ts";

const READY_MS_MAX = 120_000;
const LOOK_MS = 100;
const ANSWER_MS_MAX = 30_000;
const MAIN = join(import.meta.dirname, "../src/main.ts");

export type Served = {
  readonly port: number;
  /** Of the supervisor. */
  readonly pid: number;
  readonly runDir: RunDir;
  readonly reader: Store;
  /** By role; workers by number. */
  readonly processes: () => ReadonlyMap<string, number>;
  /** As `/metrics` says. */
  readonly lagMs: () => Promise<number>;
  readonly close: () => Promise<void>;
};

export type ServeOptions = {
  readonly data: string;
  readonly routes: readonly {
    readonly match: string;
    readonly upstream: string;
    readonly mode?: "translate";
    readonly translate?: object;
  }[];
  readonly workers: number;
  /** Of Node, for all its processes. */
  readonly nodeOptions?: string;
};

export async function serve(options: ServeOptions): Promise<Served> {
  const { data, routes, workers, nodeOptions = "" } = options;
  const port = await freePort();
  await mkdir(data, { recursive: true });
  const file = join(data, "ocpptap.yaml");
  const config = {
    ...{ data, routes, relay: { workers, drainMs: 0 }, log: { level: "warn" } },
    listen: [{ address: `127.0.0.1:${port}` }],
    console: { address: "127.0.0.1:0" },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  const program = spawn(process.execPath, [MAIN, "serve", "--config", file], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_OPTIONS: nodeOptions },
  });
  const runDir = await openRunDir(data);
  await untilReady(runDir, () => program.exitCode);
  const reader = openStore(endPointOf({ url: "embedded:", runDir: runDir.path, user: "reader" }), {
    observe: () => undefined,
  });
  return {
    port,
    pid: program.pid ?? 0,
    runDir,
    reader,
    processes: () => childrenOf(program.pid ?? 0),
    lagMs: () => lagMsOf(runDir),
    async close() {
      await reader.close();
      await end(program);
    },
  };
}

async function untilReady(runDir: RunDir, exitCode: () => number | null): Promise<void> {
  const endMs = performance.now() + READY_MS_MAX;
  while ((await askHealth(runDir, "supervisor"))?.ready !== true) {
    if (exitCode() !== null) throw new Error(`ocpptap serve ended with code ${exitCode()}`);
    if (performance.now() > endMs) throw new Error("ocpptap serve was not ready in time");
    await pause(LOOK_MS);
  }
}

/** Command lines end in `role relay`, `role recorder`, … and a worker's number. */
function childrenOf(pid: number): ReadonlyMap<string, number> {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ");
  const named = new Map<string, number>();
  for (const child of pids.map(Number)) {
    const words = readFileSync(`/proc/${child}/cmdline`, "latin1").split("\0").filter(Boolean);
    // One that was just killed has none.
    if (words.length === 0) continue;
    const [role = "", worker] = words.slice(words.indexOf("role") + 1);
    const name = worker === undefined || worker === "1" ? role : `${role} ${worker}`;
    named.set(name, child);
  }
  return named;
}

/** A recorder that does not answer is behind as well: the time it is waited for is added. */
async function lagMsOf(runDir: RunDir): Promise<number> {
  const beganMs = performance.now();
  for (;;) {
    const askedMs = performance.now();
    const answer = await askStatus(runDir, "recorder", "/metrics");
    const text = answer.kind === "answer" ? answer.body : "";
    const lags = [...text.matchAll(/^ocpptap_recorder_lag_seconds(?:\{[^}]*\})? (\S+)$/gm)];
    const waitedMs = askedMs - beganMs;
    if (lags.length > 0) return waitedMs + Math.max(...lags.map(([, s]) => 1000 * Number(s)));
    if (waitedMs > ANSWER_MS_MAX) throw new Error("the recorder does not tell its lag");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
