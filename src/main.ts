/** The process: arguments, streams and signals in, an exit code out. The only `process.exit`. */
import { closeSync, openSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";

// Five processes start from the same sources: what one has compiled the others need not. Where the
// directory cannot be written this does nothing.
const root = join(import.meta.dirname, "..");
enableCompileCache(join(root, "node_modules", ".cache", "ocpptap"));

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait. A supervised child leaves SIGINT to its supervisor.
    if (stop.signal.aborted && process.channel === undefined) process.exit(1);
    stop.abort();
  });
}

/**
 * A terminal that is closed hangs up, too: then this is the end. Where nobody listens it is anyway.
 */
function onHangup(listener: () => void): void {
  const hadTerminal = [0, 1, 2].some((fd) => isatty(fd));
  process.on("SIGHUP", () => {
    if (hadTerminal && !hasTerminal()) stop.abort();
    else listener();
  });
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

const { CHILD, createApp, runRole } = await import("./app.ts");
const { processNamed } = await import("./roles/role.ts");
const [first, second] = process.argv.slice(2);
const child = first === CHILD ? processNamed(second) : null;
process.exit(await (child === null ? runCommand() : runRole(child)));

/** A child needs none of what reads the command line. */
async function runCommand(): Promise<number> {
  const { version } = await import("./base/version.ts");
  const { runCli } = await import("./cli/program.ts");
  const { readProcessEnv, takeServiceManagerEnv } = await import("./config/sources.ts");
  const serviceManager = takeServiceManagerEnv();
  return runCli(process.argv.slice(2), {
    // Only whoever reads it opens it.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: readProcessEnv(),
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY === true,
    ...{ signal: stop.signal, onHangup, serviceManager },
    app: createApp(fileURLToPath(import.meta.url), version),
  });
}
