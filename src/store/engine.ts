/**
 * The embedded engine: ClickHouse's own server out of libchdb, in this very process. In:
 * directories and a memory limit. Out: an HTTP address on loopback that any ClickHouse client can
 * use, announced in `run/store.json`.
 *
 * Crash-only. The engine shares its process: when it ends, the process has nothing left to do, and
 * `close` ends the process at once. An orderly end of the engine takes 5 s and can fail after all
 * is committed, whereas what was acknowledged is on the disk already. So run it in a process of its
 * own that ends when its parent does, and send nothing that you want acknowledged before you close
 * it.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import {
  type EngineSettings,
  engineArguments,
  engineConfigXml,
  engineStartSql,
  engineUsersXml,
} from "./engine-config.ts";
import { type EngineLibrary, loadEngineLibrary } from "./engine-library.ts";
import { defaultBounds, type ReadBounds } from "./read-bounds.ts";
import { readStoreFile, type StoreFile, writeStoreFile } from "./store-file.ts";

export type EngineOptions = {
  /** `data/store`, of the engine alone. */
  readonly dir: string;
  /** `data/run`. */
  readonly runDir: string;
  readonly memoryBytesMax?: number;
  readonly reads?: ReadBounds;
};

export type Engine = {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The engine ended by itself; the text says why. */
  readonly ended: Promise<string>;
  /** Ends this process with exit code 0. */
  readonly close: () => Promise<never>;
};

/** The database of the embedded engine. */
const DATABASE = "ocpptap";

export async function startEngine(
  options: EngineOptions,
  deps: { readonly observe: Observe },
): Promise<Engine> {
  const startedMs = performance.now();
  const library = await loadEngineLibrary();
  const status = join(options.dir, "status");
  // The engine itself would tell this only to standard error.
  if (library.isLocked(status)) throw await inUse(options.dir);
  const { settings, isPortKept } = await prepare(options);
  // Opened for writing too, so that the engine's reading of it neither fails nor ever ends.
  library.makeFifo(settings.holdFile);
  const hold = await open(settings.holdFile, "r+");

  const ended = run(library, settings, hold);
  const starting = new AbortController();
  const failed = ended.then(async (problem) => {
    starting.abort();
    if (library.isLocked(status)) throw await inUse(options.dir);
    throw new OperationalError("STORE_ENGINE_FAILED", { problem });
  });
  // Once it has started, its end is told by `ended` alone.
  failed.catch(() => undefined);
  const port = await Promise.race([listening(settings, starting.signal), failed]);
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([answering(url, settings, starting.signal), failed]);

  const { database, recorder, reader } = settings;
  await writeStoreFile(options.runDir, { url, recorder, reader, database });
  const ms = Math.round(performance.now() - startedMs);
  deps.observe({ name: "engineStarted", ms, port, isPortKept });
  return { url, port, ended, close: () => end(library) };
}

/** Files and directories as the engine wants to find them. */
async function prepare(
  options: EngineOptions,
): Promise<{ readonly settings: EngineSettings; readonly isPortKept: boolean }> {
  const { dir, runDir } = options;
  try {
    await mkdir(runDir, { recursive: true, mode: 0o700 });
    // Without `metadata` a first start leaves the background tasks stopped.
    await mkdir(join(dir, "metadata"), { recursive: true, mode: 0o700 });
    const previous = await readStoreFile(runDir);
    const port = await portToTry(previous);
    const settings: EngineSettings = {
      dir,
      usersFile: join(runDir, "engine-users.xml"),
      configFile: join(runDir, "engine-config.xml"),
      startFile: join(runDir, "engine-start.sql"),
      holdFile: join(runDir, "engine-hold"),
      portFile: join(runDir, "engine-port"),
      port,
      memoryBytesMax: options.memoryBytesMax ?? limits.engineMemoryBytesMax,
      reads: options.reads ?? defaultBounds,
      database: DATABASE,
      recorder: { user: "recorder", password: previous?.recorder.password ?? newPassword() },
      reader: { user: "reader", password: previous?.reader.password ?? newPassword() },
    };
    await rm(settings.portFile, { force: true });
    await rm(settings.holdFile, { force: true });
    await writePrivately(settings.usersFile, engineUsersXml(settings));
    await writePrivately(settings.configFile, engineConfigXml(settings));
    await writePrivately(settings.startFile, engineStartSql(settings));
    return { settings, isPortKept: port !== 0 };
  } catch (thrown) {
    throw new OperationalError(
      "DATA_DIR_UNWRITABLE",
      { dir, problem: problemOf(thrown) },
      { cause: thrown },
    );
  }
}

async function writePrivately(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600, flag: "wx" });
}

function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * The port of the last run, so that dashboards and running roles find it again; 0 when it is taken.
 */
async function portToTry(previous: StoreFile | null): Promise<number> {
  const port = previous === null ? 0 : Number(new URL(previous.url).port);
  return port !== 0 && (await isFree(port)) ? port : 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1" }, () => probe.close(() => resolve(true)));
  });
}

async function run(
  library: EngineLibrary,
  settings: EngineSettings,
  hold: FileHandle,
): Promise<string> {
  try {
    const problem = await library.run(engineArguments(settings));
    // What follows is a stack of ClickHouse, for its own developers.
    return problem.split(", Stack trace")[0]?.trim() || "it ended without an error";
  } catch (thrown) {
    return problemOf(thrown);
  } finally {
    await hold.close();
  }
}

async function listening(settings: EngineSettings, signal: AbortSignal): Promise<number> {
  for (const end = performance.now() + limits.engineStartMsMax; performance.now() < end; ) {
    if (existsSync(settings.portFile)) {
      const port = /^(\d+)\n$/.exec(await readFile(settings.portFile, "utf8"))?.[1];
      if (port !== undefined) return Number(port);
    }
    await pause(limits.enginePollMs, undefined, { signal });
  }
  throw tooSlow();
}

async function answering(
  url: string,
  settings: EngineSettings,
  signal: AbortSignal,
): Promise<void> {
  const { user, password } = settings.recorder;
  const headers = { "X-ClickHouse-User": user, "X-ClickHouse-Key": password };
  for (const end = performance.now() + limits.engineStartMsMax; performance.now() < end; ) {
    // Refused connections are expected until it listens; what lasts is told by `tooSlow`.
    const answer = await fetch(`${url}/?query=SELECT+1`, { headers, signal }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await pause(limits.enginePollMs, undefined, { signal });
  }
  throw tooSlow();
}

function tooSlow(): OperationalError {
  const problem = `it did not answer within ${limits.engineStartMsMax / 1000} s of its start`;
  return new OperationalError("STORE_ENGINE_FAILED", { problem });
}

async function inUse(dir: string): Promise<OperationalError> {
  // The holder's own note of who it is; it may not be written yet.
  const status = await readFile(join(dir, "status"), "utf8").catch(() => "");
  const pid = /^PID: (\d+)$/m.exec(status)?.[1] ?? "unknown";
  return new OperationalError("DATA_DIR_IN_USE", { role: "store", pid, dir });
}

async function end(library: EngineLibrary): Promise<never> {
  // One turn of the event loop, for what was written to pipes just before.
  await pause(0);
  library.exitNow(0);
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
}
