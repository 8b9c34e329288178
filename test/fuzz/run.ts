/**
 * `npm run fuzz -- [target …] [--seconds N] [--runs N] [--seed TEXT] [--fresh]`
 *
 * Fuzzes the named targets, or all, one after the other, for so many seconds in all (600) or so many
 * runs each. Exits 1 where a promise was broken; the input is in `test/fuzz/found` then, and every
 * run of the tests tries it again. What reached new code is kept in `.cache/fuzz`, and the next run
 * begins there, but with `--fresh`.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Progress } from "./fuzzer.ts";
import { type Outcome, supervise } from "./supervise.ts";
import { moduleOf, targets } from "./targets.ts";

const SECONDS = 600;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string" },
    runs: { type: "string" },
    seed: { type: "string" },
    fresh: { type: "boolean", default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function numberOf(name: "seconds" | "runs", value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  return number > 0 ? number : fail(`--${name} takes a number above 0, not ${value}.`);
}

const unknown = positionals.find((name) => targets.every((target) => target.name !== name));
if (unknown !== undefined) {
  fail(`There is no target ${unknown}: ${targets.map(({ name }) => name).join(", ")}.`);
}
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const runsMax = numberOf("runs", values.runs, Number.POSITIVE_INFINITY);
const seconds = numberOf("seconds", values.seconds, values.runs === undefined ? SECONDS : Infinity);
const seed = values.seed ?? String(Date.now());

function told({ runs, inputs, covered, coveredAtStart, slowestMs }: Progress): string {
  const growth = `${covered} characters of code (${coveredAtStart} by the seeds)`;
  return `${runs} runs, ${inputs} inputs kept, ${growth}, slowest ${slowestMs.toFixed(1)} ms`;
}

function summary(name: string, { progress, seconds: took, failure }: Outcome): string {
  const rate = Math.round(progress.runs / took);
  const end = failure === null ? "ok" : "FAILED";
  return `${end}: ${name}, ${took.toFixed(1)} s, ${rate} runs/s, ${told(progress)}`;
}

say(`seed ${seed}`);
let failed = 0;
for (const target of chosen) {
  const outcome = await supervise(target, moduleOf(target), {
    ...{ seed, runsMax, ms: (seconds * 1000) / chosen.length },
    keptDir: values.fresh ? null : join(import.meta.dirname, "../../.cache/fuzz", target.name),
    told: (progress) => {
      if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${target.name}: ${told(progress)}`);
    },
  });
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
  say(summary(target.name, outcome));
  if (outcome.failure === null) continue;
  failed += 1;
  say(`  promised: ${target.promise}`);
  say(`  ${outcome.failure.problem.replaceAll("\n", "\n  ")}`);
  say(`  kept in ${outcome.failure.file}`);
}
say(`${chosen.length - failed} targets held, ${failed} broke their promise`);
process.exitCode = failed > 0 ? 1 : 0;
