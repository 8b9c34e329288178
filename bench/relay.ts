/**
 * What relaying costs: round trips per CPU time of the relaying process, latency at a fixed rate, memory
 * of an idle link, a storm of connects. ocpptap, with recording on, beside other ways across.
 */
import { startChild } from "./child.ts";
import {
  atMost,
  type BenchContext,
  type Column,
  figuresOf,
  type Goal,
  median,
  ratios,
  type Section,
  withSpread,
} from "./figures.ts";
import { nginxVersion } from "./nginx.ts";
import {
  createResults,
  type Measure,
  measureRound,
  type Results,
  type Sizes,
} from "./relay-round.ts";
import type { Target } from "./targets.ts";
import * as targets from "./targets.ts";

const FULL: Sizes = {
  links: 100,
  // What a process compiles, it compiles once, and it runs for months.
  warmMs: 10_000,
  slices: 5,
  sliceMs: 1_000,
  sliceWarmMs: 200,
  perSecond: 4_000,
  idleLinks: 2_000,
  stormLinks: 5_000,
};
const QUICK: Sizes = { ...FULL, warmMs: 1_000, slices: 1, idleLinks: 500, stormLinks: 1_000 };

type Measured = Measure | "ratio" | "pacedRatio";

const COLUMNS: readonly Column<Measured>[] = [
  { measure: "perCpuSecond", head: "rt per CPU-second", decimals: 0 },
  { measure: "cpu", head: "CPU, µs/rt", decimals: 1 },
  { measure: "ratio", head: "÷ http-proxy-3", decimals: 2 },
  { measure: "pacedCpu", head: "CPU at 4,000 rt/s, µs/rt", decimals: 1 },
  { measure: "pacedRatio", head: "÷ http-proxy-3 there", decimals: 2 },
  { measure: "p50", head: "p50, µs", decimals: 0 },
  { measure: "p99", head: "p99, µs", decimals: 0 },
  { measure: "start", head: "memory, MB", decimals: 0 },
  { measure: "idle", head: "idle link, kB", decimals: 1 },
  { measure: "storm", head: "storm, s", decimals: 2 },
  { measure: "linkCpu", head: "CPU of a link, µs", decimals: 0 },
];

export async function benchRelay(context: BenchContext): Promise<Section> {
  const sizes = context.isQuick ? QUICK : FULL;
  const version = await nginxVersion();
  const subjects = [
    targets.direct,
    ...(version === null ? [] : [targets.nginx]),
    targets.splice,
    targets.pipe,
    targets.ocpptap,
    targets.ocpptapStrict,
  ];
  if (version === null) context.say("nginx IS NOT INSTALLED: no figures of it, no storm goal");
  const load = await startChild("./load.ts");
  const answerer = await startChild("./answerer.ts");
  const results = createResults();
  try {
    const upstream = await answerer.ask<number>("port");
    const peers = { load, answerer, upstream };
    for (let round = 0; round < context.rounds; round += 1) {
      context.say(`relay, round ${round + 1} of ${context.rounds}`);
      await measureRound(subjects, { context, sizes, peers, results });
    }
  } finally {
    await load.close();
    await answerer.close();
  }
  return sectionOf(subjects, results, { sizes, version, isQuick: context.isQuick });
}

type Circumstances = {
  readonly sizes: Sizes;
  readonly version: string | null;
  readonly isQuick: boolean;
};

function sectionOf(
  subjects: readonly Target[],
  results: Results,
  circumstances: Circumstances,
): Section {
  const { version } = circumstances;
  return {
    title: "Relay",
    meaning: meaningOf(circumstances),
    figures: figuresOf(subjects, COLUMNS, (target, measure) => valuesOf(target, measure, results)),
    goals: goalsOf(results, circumstances),
    remarks: [
      `Without a proxy p99 is ${withSpread(results.valuesOf(targets.direct, "p99"), 0)} µs: that much of every p99 is the machine's.`,
      `While figures were taken, other programs and the hypervisor used ${withSpread(results.others, 2)} cores.`,
      ...(median(results.others) > 0.1
        ? ["That is much on a small machine: latencies and storms are blurred, CPU less so."]
        : []),
      ...(version === null
        ? ["**nginx was not installed here**: its figures and the goal for the storm are missing."]
        : [`nginx is ${version}, one process, no log of requests.`]),
    ],
  };
}

function valuesOf(target: Target, measure: Measured, results: Results) {
  const toPipe = (each: Measure) =>
    ratios(results.valuesOf(target, each), results.valuesOf(targets.pipe, each));
  if (measure === "ratio") return toPipe("cpu");
  return measure === "pacedRatio" ? toPipe("pacedCpu") : results.valuesOf(target, measure);
}

function goalsOf({ valuesOf }: Results, { sizes, version }: Circumstances): readonly Goal[] {
  const { ocpptap, pipe, nginx } = targets;
  const against = (measure: Measure, base: Target) =>
    ratios(valuesOf(ocpptap, measure), valuesOf(base, measure));
  return [
    atMost({
      text: "CPU per round trip with recording on: at most 1.15 × a bare http-proxy-3 pipe",
      values: against("cpu", pipe),
      bound: 1.15,
      unit: " ×",
    }),
    atMost({
      text: `p99 at ${sizes.perSecond} round trips a second: at most 1.25 × a bare http-proxy-3 pipe`,
      values: against("p99", pipe),
      bound: 1.25,
      unit: " ×",
    }),
    atMost({
      text: "An idle link: at most 20 kB",
      values: valuesOf(ocpptap, "idle"),
      bound: 20,
      decimals: 1,
      unit: " kB",
    }),
    atMost({
      text: `A storm of ${sizes.stormLinks} connects: at most 1.5 × nginx`,
      values: version === null ? [] : against("storm", nginx),
      bound: 1.5,
      unit: " ×",
    }),
  ];
}

function meaningOf({ sizes, isQuick }: Circumstances): readonly string[] {
  const { links, warmMs, slices, sliceMs, perSecond, idleLinks, stormLinks } = sizes;
  const seconds = (slices * sliceMs) / 1000;
  return [
    "Stations, CSMS and what is between them are processes of their own on loopback, sharing the cores. " +
      "A round trip (rt) is one call and its answer; payloads are of mixed sizes, calls 1.3 kB on average. " +
      "Every answer is compared with the right one, also while it is timed. ocpptap runs as in the " +
      "product, its spool on a real disk and followed by another process, which asserts that every call " +
      "and every answer was recorded once, in order, with the right bytes.",
    "**CPU**: user and system time of all threads of the relaying process alone, as the kernel counts it, " +
      `while ${links} links send as fast as they are answered; then at ${perSecond} round trips a second, ` +
      `after ${warmMs / 1000} s that do not count, in which a process compiles its code. ` +
      `For each, ${seconds} s in slices of ${sliceMs / 1000} s for which the subjects take turns.`,
    `**p50, p99**: of the round trips at ${perSecond} a second, counted from when the call was due, so that a ` +
      "stall costs every call it delayed; p99 is the median of the slices' own.",
    `**Idle link**: growth of the resident memory by ${idleLinks} links that are open and silent, divided by ` +
      "them, after a garbage collection before and after where there is a collector; **memory** is before.",
    `**Storm**: from the first of ${stormLinks} simultaneous connects to the last answered handshake. The ` +
      "load generator and the CSMS take their part of it: see the line without a proxy. **CPU of a link**: " +
      "of the relaying process for opening and closing one of these.",
    ...(isQuick
      ? ["**A quick run: one short round. It shows that it works and proves nothing.**"]
      : []),
  ];
}
