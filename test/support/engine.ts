/**
 * A real embedded engine for tests, in a child process on a directory of its own. Start one for a
 * test file: `const engine = await startTestEngine(); afterAll(() => engine.close());`
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../../src/base/limits.ts";
import { type EndPoint, type EndPointOf, endPointOf } from "../../src/store/endpoint.ts";
import type { ReadBounds } from "../../src/store/read-bounds.ts";

export type TestEngine = {
  /** Asked anew each time, as the engine may move to another port. */
  readonly recorder: EndPointOf;
  readonly reader: EndPointOf;
  /** As of the last start. */
  readonly endpoint: { readonly recorder: EndPoint; readonly reader: EndPoint };
  /** The data directory: `run/store.json` is below it. */
  readonly dir: string;
  readonly runDir: string;
  readonly process: ChildProcess;
  /** SIGKILL, and wait for its end. */
  readonly kill: () => Promise<void>;
  /** `kill` if it still runs, and start again on the same directory. */
  readonly restart: () => Promise<void>;
  /** `kill`, and remove the directory. */
  readonly close: () => Promise<void>;
};

const child = join(import.meta.dirname, "engine-child.ts");

export async function startTestEngine(
  memoryBytesMax: number = limits.engineMemoryBytesMax,
  reads?: ReadBounds,
): Promise<TestEngine> {
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-engine-"));
  const runDir = join(dir, "run");
  const recorder = endPointOf({ url: "embedded:", runDir, user: "recorder", waitMs: 0 });
  const reader = endPointOf({ url: "embedded:", runDir, user: "reader", waitMs: 0 });
  const start = () =>
    forkEngine({
      ...{ dir: join(dir, "store"), runDir, memoryBytesMax },
      ...(reads === undefined ? {} : { reads }),
    });
  let running = await start();
  let endpoint = { recorder: await recorder(), reader: await reader() };

  const kill = async () => {
    if (running.exitCode !== null || running.signalCode !== null) return;
    const exit = once(running, "exit");
    running.kill("SIGKILL");
    await exit;
  };
  return {
    recorder,
    reader,
    dir,
    runDir,
    kill,
    get endpoint() {
      return endpoint;
    },
    get process() {
      return running;
    },
    async restart() {
      await kill();
      running = await start();
      endpoint = { recorder: await recorder(), reader: await reader() };
    },
    async close() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type EnginePlace = {
  readonly dir: string;
  readonly runDir: string;
  readonly memoryBytesMax?: number;
  readonly reads?: ReadBounds;
};

/** Resolves once it answers; rejects with its `code: problem` where it could not start. */
export async function forkEngine(place: EnginePlace): Promise<ChildProcess> {
  const engine = fork(child, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const exit = once(engine, "exit").then(([code, signal]) => {
    throw new Error(`the engine's process ended: ${signal ?? code}`);
  });
  exit.catch(() => undefined);
  engine.send(place);
  const [told] = await Promise.race([once(engine, "message"), exit]);
  const { code, problem } = told as { readonly code?: string; readonly problem?: string };
  if (code !== undefined) throw new Error(`${code}: ${problem}`);
  return engine;
}
