/** A relay process on a port of its own that can be killed and started again, with its log kept. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.ts";
import { whenOver } from "./lifetime.ts";
import { until } from "./until.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

/** A machine may have more to do than this. */
const READY_MS = 60_000;

export type LogLine = Readonly<Record<string, unknown>>;

export type KilledRelay = {
  /** For stations: they append their identity. */
  readonly url: string;
  readonly log: readonly LogLine[];
  /** `kill -9`, and a new process on the same data. Resolves when it is ready. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** `config`: as in a configuration file, without `listen`. */
export async function startKilledRelay(dir: string, config: object): Promise<KilledRelay> {
  const port = await freePort();
  const path = join(dir, "ocpptap.json");
  await writeFile(path, JSON.stringify({ listen: [{ address: `127.0.0.1:${port}` }], ...config }));
  const log: LogLine[] = [];
  let child: ChildProcess | null = null;

  const start = async () => {
    const options = ["--log.format", "json", "--relay.drain-ms", "0"];
    const args = [main, "serve", "--only", "relay", "--config", path, ...options];
    const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    const before = log.length;
    createInterface({ input: started.stdout }).on("line", (line) => {
      log.push(JSON.parse(line) as LogLine);
    });
    const news = () => log.slice(before);
    const isReady = () => news().some(({ event }) => event === "ready");
    await until(
      () => {
        if (started.exitCode !== null) throw new Error(`it ended: ${JSON.stringify(news())}`);
        return isReady();
      },
      "the relay is ready",
      READY_MS,
    ).catch((thrown: unknown) => {
      throw new Error(`${String(thrown)}, but said: ${JSON.stringify(news())}`);
    });
  };
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  await start();
  const stop = () => end("SIGTERM");
  whenOver(stop);
  return {
    url: `ws://127.0.0.1:${port}/ocpp`,
    log,
    async restart() {
      await end("SIGKILL");
      await start();
    },
    stop,
  };
}
