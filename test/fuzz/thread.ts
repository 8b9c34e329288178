/** The thread that fuzzes one target. What it tries lies in shared memory, should it never end. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { fileNameOf } from "./corpus.ts";
import { startCoverage } from "./coverage.ts";
import { type Fuzzed, fuzz, type Progress } from "./fuzzer.ts";
import type { Order } from "./supervise.ts";
import type { Target } from "./target.ts";

export type Said =
  | { readonly kind: "progress"; readonly progress: Progress }
  | {
      readonly kind: "end";
      readonly progress: Progress;
      readonly failure: { readonly input: Uint8Array; readonly problem: string } | null;
    };

const TELL_MS = 1_000;

const order = workerData as Order;
const shown = new Uint8Array(order.shared.bytes);
const numbers = new Int32Array(order.shared.numbers);
// Loaded before coverage begins, so that only what inputs bring about counts.
const { target } = (await import(order.module)) as { target: Target };
const end = order.only === null ? await fuzzed() : await tried(order.only);
parentPort?.postMessage(end);

async function fuzzed(): Promise<Said> {
  const startedMs = performance.now();
  let toldMs = startedMs;
  const { progress, inputs, failure } = await fuzz(target, startCoverage(), {
    seed: order.seed,
    runsMax: order.runsMax,
    isOver: () => performance.now() - startedMs > order.ms,
    known: await readKept(),
    trying: show,
    told(progress) {
      if (performance.now() - toldMs < TELL_MS) return;
      toldMs = performance.now();
      parentPort?.postMessage({ kind: "progress", progress } satisfies Said);
    },
  });
  await keep(inputs);
  return { kind: "end", progress, failure };
}

/** One input alone: does it really not end? */
async function tried(input: Uint8Array): Promise<Said> {
  show(Buffer.from(input));
  const nothing: Fuzzed["progress"] = {
    ...{ runs: 1, inputs: 0, coveredAtStart: 0, covered: 0, slowestMs: 0 },
  };
  await target.check(Buffer.from(input));
  return { kind: "end", progress: nothing, failure: null };
}

function show(input: Buffer): void {
  shown.set(input);
  Atomics.store(numbers, 1, input.length);
  Atomics.add(numbers, 0, 1);
}

async function readKept(): Promise<Buffer[]> {
  if (order.keptDir === null) return [];
  const names = await readdir(order.keptDir).catch(() => []);
  return Promise.all(names.sort().map((name) => readFile(join(order.keptDir ?? "", name))));
}

/** What reached something, so that the next run begins there. */
async function keep(inputs: readonly Buffer[]): Promise<void> {
  if (order.keptDir === null) return;
  await rm(order.keptDir, { recursive: true, force: true });
  await mkdir(order.keptDir, { recursive: true });
  for (const input of inputs) await writeFile(join(order.keptDir, fileNameOf(input)), input);
}
