/** The whole program as a user starts it: a process of its own, with its log lines read. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { whenOver } from "./lifetime.ts";
import { until } from "./until.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

export type LogLine = Readonly<Record<string, unknown>>;

export type Served = {
  /** `ws://127.0.0.1:PORT`, without a trailing slash. */
  readonly stationUrl: string;
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly consoleUrl: string;
  readonly log: readonly LogLine[];
  /** What all its processes wrote there so far; shown beside the test, too. */
  readonly stderr: () => string;
  /** Process id of a role's child. */
  readonly pidOf: (role: string) => Promise<number>;
  readonly process: ChildProcess;
  readonly stop: () => Promise<number | null>;
};

/** The machine may be busy with other tests. */
const READY_MS = 60_000;

export type ServeOptions = {
  /** Beside what the tests have themselves. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Starts `ocpptap serve` with free ports, and waits until these roles said `ready`. */
export async function serve(
  args: readonly string[],
  roles: readonly string[] = ["relay", "recorder", "console"],
  defaults: readonly string[] = [
    ...["--listen", "0", "--console", "0", "--log.format", "json"],
    // Tests end with links open.
    ...["--relay.drain-ms", "0"],
  ],
  { env = {} }: ServeOptions = {},
): Promise<Served> {
  const child = spawn(process.execPath, [main, "serve", ...defaults, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    process.stderr.write(text);
  });
  const log: LogLine[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => log.push(parseLogLine(line)));
  const exit = once(child, "exit");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exit;
    return child.exitCode;
  };
  whenOver(async () => void (await stop()));

  const readyOf = (role: string) =>
    log.findLast((line) => line["event"] === "ready" && line["role"] === role);
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`serve ended: ${JSON.stringify(log, null, 1)}`);
      return roles.every((role) => readyOf(role) !== undefined);
    },
    `ready: ${roles.join(", ")}`,
    READY_MS,
  );
  return {
    stationUrl: addressOf(readyOf("relay")),
    consoleUrl: addressOf(readyOf("console")),
    log,
    stderr: () => stderr,
    pidOf: async (role) => Number(readyOf(role)?.["pid"]),
    process: child,
    stop,
  };
}

/** Runs one command to its end, as from a shell. */
export async function run(args: readonly string[], input = "") {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code: Number(code), stdout, stderr };
}

function addressOf(line: LogLine | undefined): string {
  return String(line?.["address"]).replace(/\/$/, "");
}

function parseLogLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { event: "not-json", line };
  }
}
