/**
 * A target → inputs that make it run code that none ran before, and the first that breaks its promise.
 * Inputs are tried a hundred at a time; where one of them reached something new, that one is found
 * and kept, and later ones are made of it. The same seed tries the same inputs.
 */
import { problemOf } from "../../src/base/errors.ts";
import { createRandom } from "../../src/simulate/random.ts";
import type { Coverage } from "./coverage.ts";
import { type Material, mutated } from "./mutate.ts";
import type { Target } from "./target.ts";

export type Failure = { readonly input: Buffer; readonly problem: string };

export type Progress = {
  readonly runs: number;
  /** Inputs that are kept because they reached something. */
  readonly inputs: number;
  /** Characters of code that ran, by what was given and in all. */
  readonly coveredAtStart: number;
  readonly covered: number;
  /** The longest that an input took. Unit: ms. */
  readonly slowestMs: number;
};

export type FuzzOptions = {
  readonly seed: string;
  readonly runsMax: number;
  /** Ends the run, however many are left. */
  readonly isOver: () => boolean;
  /** Kept inputs of earlier runs. */
  readonly known: readonly Buffer[];
  /** Told before each input is tried, so that one that never ends is known. */
  readonly trying: (input: Buffer) => void;
  readonly told: (progress: Progress) => void;
};

export type Fuzzed = {
  readonly progress: Progress;
  readonly inputs: readonly Buffer[];
  readonly failure: Failure | null;
};

const BATCH = 100;

/**
 * CPU that an input may take; an ordinary one takes far less than a tenth of a millisecond per
 * kilobyte. Far above what a slow or busy machine makes of that. Unit: ms.
 */
const CPU_MS_MAX = 1_000;

/** Tries to make a failing input smaller, and what they may take together: some are slow. */
const SHRINKS_MAX = 2_000;
const SHRINK_MS_MAX = 10_000;

export async function fuzz(
  target: Target,
  coverage: Coverage,
  options: FuzzOptions,
): Promise<Fuzzed> {
  const random = createRandom(`${target.name} ${options.seed}`);
  const kept: Buffer[] = [];
  const material: Material = {
    ...{ random, words: target.words, others: kept, bytesMax: target.inputBytesMax },
  };
  const trial = createTrial(target, options.trying);
  const count = { runs: 0, coveredAtStart: 0 };
  const progress = (): Progress => ({
    ...count,
    inputs: kept.length,
    covered: coverage.known(),
    slowestMs: trial.slowestMs(),
  });
  const end = async (failing: Failure | null): Promise<Fuzzed> => ({
    progress: progress(),
    inputs: kept,
    failure: failing === null ? null : await shrunk(failing, trial.run),
  });

  coverage.look(true);
  for (const input of [...target.seeds.map((seed) => Buffer.from(seed)), ...options.known]) {
    const failure = await trial.run(input);
    if (failure !== null) return end(failure);
    // Seeds are kept whatever they reach: they were chosen.
    if (coverage.look(true) > 0 || kept.length < target.seeds.length) kept.push(input);
    count.runs += 1;
  }
  count.coveredAtStart = coverage.known();

  while (count.runs < options.runsMax && !options.isOver()) {
    const batch = Array.from({ length: BATCH }, () => mutated(parentOf(kept, random), material));
    for (const input of batch) {
      if (options.isOver()) break;
      const failure = await trial.run(input);
      if (failure !== null) return end(failure);
      count.runs += 1;
    }
    if (coverage.look(false) > 0) kept.push(...(await newsIn(batch)));
    options.told(progress());
  }
  return end(null);

  /** Halves are run again until single inputs are left, which is when what they reached is known. */
  async function newsIn(batch: readonly Buffer[]): Promise<Buffer[]> {
    if (options.isOver()) return [];
    for (const input of batch) await trial.run(input);
    if (batch.length === 1) return coverage.look(true) > 0 ? [...batch] : [];
    if (coverage.look(false) === 0) return [];
    const half = batch.length >> 1;
    return [...(await newsIn(batch.slice(0, half))), ...(await newsIn(batch.slice(half)))];
  }
}

/** Later ones more often: they reached what is least explored. */
function parentOf(kept: readonly Buffer[], random: Material["random"]): Buffer {
  const from = random.chance(0.5) ? Math.floor(kept.length * 0.8) : 0;
  return kept[random.integer(from, kept.length - 1)] ?? Buffer.alloc(0);
}

type Run = (input: Buffer) => Promise<Failure | null>;

function createTrial(target: Target, trying: (input: Buffer) => void) {
  let slowestMs = 0;

  async function once(input: Buffer): Promise<Failure | null> {
    try {
      const checked = target.check(input);
      if (checked !== undefined) await checked;
      return null;
    } catch (thrown) {
      return { input, problem: problemWithStack(thrown) };
    }
  }

  const run: Run = async (input) => {
    trying(input);
    const startMs = performance.now();
    const failure = await once(input);
    const ms = performance.now() - startMs;
    slowestMs = Math.max(slowestMs, ms);
    if (failure !== null || ms < CPU_MS_MAX) return failure;
    const cpuMs = await leastCpuMs(() => once(input));
    if (cpuMs < CPU_MS_MAX) return null;
    const problem = `${input.length} bytes took ${Math.round(cpuMs)} ms of CPU`;
    return { input, problem };
  };
  return { run, slowestMs: () => slowestMs };
}

/** Of three: a machine that does something else meanwhile is no fault of the input. */
async function leastCpuMs(work: () => Promise<unknown>): Promise<number> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time += 1) {
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    leastMs = Math.min(leastMs, (user + system) / 1000);
  }
  return leastMs;
}

function problemWithStack(thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? "").split("\n") : [];
  const places = stack.filter((line) => /^\s+at .*\/(?:src|test)\//.test(line)).slice(0, 6);
  return [problemOf(thrown), ...places].join("\n");
}

/** A smaller input with the same fault: stretches are left out, long ones first. */
async function shrunk(failure: Failure, run: Run): Promise<Failure> {
  const fault = faultOf(failure);
  let best = failure;
  const startMs = performance.now();
  let tries = 0;
  const mayTry = () => tries < SHRINKS_MAX && performance.now() - startMs < SHRINK_MS_MAX;
  for (let size = best.input.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < best.input.length && mayTry(); ) {
      const { input } = best;
      const tried = await run(Buffer.concat([input.subarray(0, at), input.subarray(at + size)]));
      tries += 1;
      if (tried !== null && faultOf(tried) === fault) best = tried;
      else at += size;
    }
  }
  return best;
}

/** Where it was thrown; numbers and texts of the input are no part of it. */
function faultOf({ problem }: Failure): string {
  const [sentence = "", place = ""] = problem.split("\n");
  return place === "" ? sentence.replace(/\d+/g, "0").slice(0, 40) : place;
}
