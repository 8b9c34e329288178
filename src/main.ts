/** The process: arguments, streams and signals in, an exit code out. The only `process.exit`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApp } from "./app.ts";
import { runCli } from "./cli/program.ts";
import { readProcessEnv } from "./config/sources.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { readonly version: string };

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait. A supervised child leaves SIGINT to its supervisor.
    if (stop.signal.aborted && process.channel === undefined) process.exit(1);
    stop.abort();
  });
}

process.exit(
  await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: readProcessEnv(),
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY === true,
    signal: stop.signal,
    app: createApp(fileURLToPath(import.meta.url), version),
  }),
);
