/**
 * The test command: brings what a fresh machine lacks, then lint, types, dead code and every test.
 * Ends in the plain line `N passed, N failed`, and exits 1 if anything failed or nothing ran.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit } from "./supply/audit.ts";
import { bringTools } from "./tools.ts";

type Tally = { passed: number; failed: number; skipped: number };

const bin = (name: string) => join(import.meta.dirname, "..", "node_modules", ".bin", name);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs one tool whose exit code is its verdict. */
function check(title: string, command: string, args: readonly string[]): Tally {
  const startedMs = Date.now();
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  const hasPassed = status === 0;
  say(
    `${hasPassed ? "ok" : "FAILED"}: ${title} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`,
  );
  return { passed: hasPassed ? 1 : 0, failed: hasPassed ? 0 : 1, skipped: 0 };
}

/** Runs vitest, and reads the counts from its JSON report: a run that crashed has none and fails. */
function runVitest(args: readonly string[]): Tally {
  const dir = mkdtempSync(join(tmpdir(), "ocpptap-run-"));
  const report = join(dir, "report.json");
  const { status } = spawnSync(
    bin("vitest"),
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, "utf8")) as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly numPendingTests: number;
  };
  rmSync(dir, { recursive: true });
  const hasHiddenFailure = status !== 0 && counts.numFailedTests === 0;
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests + (hasHiddenFailure ? 1 : 0),
    skipped: counts.numPendingTests,
  };
}

/** Known vulnerabilities of what ships, where a registry answers; else it is named at the end. */
function checkVulnerabilities(missing: string[]): Tally {
  const found = audit();
  switch (found.kind) {
    case "clean":
      say("ok: vulnerabilities of what ships (npm audit)");
      return { passed: 1, failed: 0, skipped: 0 };
    case "found":
      for (const problem of found.problems) say(`FAILED: ${problem}`);
      return { passed: 0, failed: 1, skipped: 0 };
    case "notRun":
      missing.push(`npm audit, which looks for vulnerabilities of what ships: ${found.reason}`);
      return { passed: 0, failed: 0, skipped: 0 };
  }
}

const missing = bringTools(say);
const tallies = [
  check("lint and format (biome ci)", bin("biome"), ["ci", "--error-on-warnings", "."]),
  check("types (tsc)", bin("tsc"), ["--noEmit"]),
  check("types of the pages (tsc)", bin("tsc"), ["--noEmit", "-p", "src/ui"]),
  check("pages (vite)", bin("vite"), ["build", "src/ui", "--logLevel", "warn"]),
  check("dead code and dependencies (knip)", bin("knip"), []),
  checkVulnerabilities(missing),
  runVitest(process.argv.slice(2)),
];
const total = tallies.reduce((sum, tally) => ({
  passed: sum.passed + tally.passed,
  failed: sum.failed + tally.failed,
  skipped: sum.skipped + tally.skipped,
}));
for (const line of missing) say(`NOT RUN: ${line}`);
say(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exitCode = total.failed > 0 || total.passed < 10 ? 1 : 0;
