/**
 * For health checks of containers, which run every few seconds: asks roles of a data directory over
 * their sockets, without configuration, port or console, in a fifth of the time that the
 * command line needs to load.
 *
 *   node probe-process.js ready|alive DIR ROLE…
 *
 * Exits 0 when every role is ready (does its work) or alive (answers at all), else 1, and says why.
 */
import { locateRunDir } from "./run-dir.ts";
import { askRole } from "./status.ts";

const [wanted = "", dir = "", ...roles] = process.argv.slice(2);
if ((wanted !== "ready" && wanted !== "alive") || roles.length === 0) {
  process.stderr.write("Usage: probe-process ready|alive DIR ROLE…\n");
  process.exitCode = 2;
} else {
  const runDir = await locateRunDir(dir);
  for (const role of roles) {
    const { ready, detail, pid } = await askRole(runDir, role);
    process.stdout.write(`${role}: ${detail}\n`);
    if (pid === null || (wanted === "ready" && !ready)) process.exitCode = 1;
  }
}
