import { describe, expect, it } from "vitest";
import { target as loop } from "./broken/loop.ts";
import { target as memory } from "./broken/memory.ts";
import { target as time } from "./broken/time.ts";
import { target as words } from "./broken/words.ts";
import { type Outcome, supervise } from "./supervise.ts";
import type { Target } from "./target.ts";
import { moduleOf, targets } from "./targets.ts";

/** Of all targets together; a slow machine tries fewer inputs, and fails nothing. Unit: ms. */
const ALL_MS = 110_000;
/** A quick machine need not go on. */
const RUNS_MAX = 100_000;

/** The same of every run, so that a change answers for itself; `npm run fuzz` takes others. */
const seed = process.env["OCPPTAP_FUZZ_SEED"] ?? "20261121";

describe(`a short look at what no input may break, seed ${seed}`, () => {
  it.each(targets)("$name: $promise", async (target) => {
    const outcome = await supervise(target, moduleOf(target), {
      ...{ seed, runsMax: RUNS_MAX, ms: ALL_MS / targets.length, keptDir: null },
    });
    const again = `seed ${seed}; npm run fuzz -- ${target.name} --fresh --seed ${seed}`;
    expect(outcome.failure, again).toBeNull();
    expect(outcome.progress.runs).toBeGreaterThanOrEqual(target.seeds.length);
    expect(outcome.progress.coveredAtStart).toBeGreaterThan(0);
  });
});

describe("a broken promise is found", () => {
  async function broken(target: Target, name: string, hangMs = 5_000) {
    const kept: Uint8Array[] = [];
    const outcome: Outcome = await supervise(
      target,
      new URL(`broken/${name}.ts`, import.meta.url).href,
      {
        ...{ seed: "1", runsMax: 1_000_000, ms: 60_000, keptDir: null, hangMs },
        keep: (_, input) => {
          kept.push(input);
          return "nowhere";
        },
      },
    );
    return { outcome, input: Buffer.from(kept[0] ?? []).toString("latin1") };
  }

  it("behind comparisons that chance does not pass, and made small", async () => {
    const { outcome, input } = await broken(words, "words");
    expect(outcome.failure?.problem).toContain("the word was spelt");
    expect(input).toBe("OCPP!");
    expect(outcome.progress.covered).toBeGreaterThan(outcome.progress.coveredAtStart);
  });

  it("where an input never ends", async () => {
    const { outcome, input } = await broken(loop, "loop");
    expect(outcome.failure?.problem).toContain("does not end");
    expect(input).toContain("!");
  });

  it("where an input takes all memory", async () => {
    const { outcome, input } = await broken(memory, "memory");
    expect(outcome.failure?.problem).toContain("memory");
    expect(input).toContain("!");
  });

  it("where an input takes too long", async () => {
    const { outcome } = await broken(time, "time", 100_000);
    expect(outcome.failure?.problem).toMatch(/^\d+ bytes took \d+ ms of CPU/);
  });
});
