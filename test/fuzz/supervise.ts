/**
 * One target, fuzzed in a thread of its own, and the thread watched from outside: an input that
 * never ends, or that takes all memory, cannot say so itself. Such an input is tried once more,
 * alone, before it counts: a machine that stood still is no fault of it.
 */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { keepFound } from "./corpus.ts";
import type { Progress } from "./fuzzer.ts";
import type { Target } from "./target.ts";
import type { Said } from "./thread.ts";

/** What a thread is started with. */
export type Order = {
  /** URL of the module that exports `target`. */
  readonly module: string;
  readonly seed: string;
  readonly runsMax: number;
  readonly ms: number;
  /** Where inputs that reached something are kept between runs; null: nowhere. */
  readonly keptDir: string | null;
  /** Null: fuzz. Else nothing but this is tried. */
  readonly only: Uint8Array | null;
  /** How many inputs were tried, the length of the last, and its bytes. */
  readonly shared: { readonly numbers: SharedArrayBuffer; readonly bytes: SharedArrayBuffer };
};

export type Outcome = {
  readonly progress: Progress;
  readonly seconds: number;
  readonly failure: { readonly problem: string; readonly file: string } | null;
};

export type SuperviseOptions = Pick<Order, "seed" | "runsMax" | "ms" | "keptDir"> & {
  readonly told?: (progress: Progress) => void;
  /** An input that takes longer is tried alone. */
  readonly hangMs?: number;
  /** Keeps a failing input; returns where. */
  readonly keep?: (target: string, input: Uint8Array) => string;
};

/** No input takes a tenth of a second; the rest is for machines that do other things. Unit: ms. */
const HANG_MS = 20_000;
const LOOK_MS = 250;
/** Of the thread's JavaScript heap; what the checks need is below 100. Unit: MiB. */
const HEAP_MIB_MAX = 512;

const NONE: Progress = {
  ...{ runs: 0, inputs: 0, coveredAtStart: 0, covered: 0, slowestMs: 0 },
};

type Ended =
  | { readonly kind: "said"; readonly said: Extract<Said, { kind: "end" }> }
  | { readonly kind: "hung" }
  | { readonly kind: "died"; readonly problem: string };

/** `module`: URL of the target's module. */
export async function supervise(
  target: Pick<Target, "name" | "inputBytesMax">,
  module: string,
  options: SuperviseOptions,
): Promise<Outcome> {
  const { told, hangMs = HANG_MS, keep = keepFound, ...same } = options;
  const startedMs = performance.now();
  let progress = NONE;
  const order = { ...same, module, only: null, shared: sharedOf(target) };
  const ended = await run(order, hangMs, (latest) => {
    progress = latest;
    told?.(latest);
  });
  const end = (failure: { readonly input: Uint8Array; readonly problem: string } | null) => ({
    progress,
    seconds: (performance.now() - startedMs) / 1000,
    failure:
      failure === null
        ? null
        : { problem: failure.problem, file: keep(target.name, failure.input) },
  });
  if (ended.kind === "said") {
    progress = ended.said.progress;
    return end(ended.said.failure);
  }
  const input = lastOf(order);
  const alone = await run({ ...order, only: input }, 2 * hangMs, () => undefined);
  if (alone.kind === "said" && ended.kind === "hung") return end(null);
  if (alone.kind === "hung") {
    return end({ input, problem: `it does not end within ${2 * hangMs} ms` });
  }
  // One input alone did not do it: what was kept of those before did.
  const own = alone.kind === "died" ? alone : ended;
  return end({ input, problem: own.kind === "died" ? own.problem : "its thread ended" });
}

function sharedOf({ inputBytesMax }: Pick<Target, "inputBytesMax">): Order["shared"] {
  return { numbers: new SharedArrayBuffer(8), bytes: new SharedArrayBuffer(2 * inputBytesMax) };
}

function lastOf({ shared }: Order): Uint8Array {
  const length = new Int32Array(shared.numbers)[1] ?? 0;
  return Uint8Array.from(new Uint8Array(shared.bytes).subarray(0, length));
}

function run(order: Order, hangMs: number, told: (progress: Progress) => void): Promise<Ended> {
  const worker = new Worker(join(import.meta.dirname, "thread.ts"), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
  });
  const numbers = new Int32Array(order.shared.numbers);
  let tried = -1;
  let triedMs = performance.now();
  return new Promise((resolve) => {
    const settle = (ended: Ended) => {
      clearInterval(timer);
      worker.removeAllListeners();
      void worker.terminate();
      resolve(ended);
    };
    const timer = setInterval(() => {
      const now = Atomics.load(numbers, 0);
      // Before the first there is nothing to be judged: it is being loaded.
      if (now !== tried || now === 0) {
        tried = now;
        triedMs = performance.now();
      } else if (performance.now() - triedMs > hangMs) {
        settle({ kind: "hung" });
      }
    }, LOOK_MS);
    worker.on("message", (said: Said) => {
      if (said.kind === "progress") told(said.progress);
      else settle({ kind: "said", said });
    });
    worker.on("error", (thrown) => settle({ kind: "died", problem: String(thrown) }));
    worker.on("exit", (code) => settle({ kind: "died", problem: `its thread ended (${code})` }));
  });
}
