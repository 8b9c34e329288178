/**
 * One round of the relay's benchmark. In: what to measure. Out: one value of each measure for each
 * target. Every target has a new process in every round. Traffic is timed in slices of a second for
 * which the targets take turns, so that what the machine does beside hits all of them alike.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "./child.ts";
import { type BenchContext, median, quantile } from "./figures.ts";
import type {
  Door,
  PacedReport,
  StormReport,
  TimedReport,
  TimedTraffic,
  TrafficReport,
} from "./load-orders.ts";
import { cpuMsOf, rssBytesOf } from "./process-figures.ts";
import type { Running, Target } from "./targets.ts";

export type Measure =
  | "perCpuSecond"
  | "cpu"
  | "pacedCpu"
  | "p50"
  | "p99"
  | "idle"
  | "storm"
  /** CPU of opening and closing one link. */
  | "linkCpu"
  /** The same of a storm in which every TLS session is resumed; none without TLS. */
  | "resumedStorm"
  | "resumedLinkCpu"
  /** Resident memory before the links. */
  | "start";

export type Results = {
  readonly add: (target: Target, measure: Measure, value: number) => void;
  /** One a round. */
  readonly valuesOf: (target: Target, measure: Measure) => readonly number[];
  /** What the machine did beside while figures were taken, in cores. */
  readonly others: number[];
};

export type Sizes = {
  readonly links: number;
  /** Once for each process. */
  readonly warmMs: number;
  readonly slices: number;
  readonly sliceMs: number;
  /** Of each slice, before it is timed. */
  readonly sliceWarmMs: number;
  readonly perSecond: number;
  readonly idleLinks: number;
  readonly stormLinks: number;
};

export type Measuring = {
  readonly context: BenchContext;
  readonly sizes: Sizes;
  readonly peers: { readonly load: Child; readonly answerer: Child; readonly upstream: number };
  readonly results: Results;
};

export function createResults(): Results {
  const values = new Map<string, number[]>();
  const keyOf = (target: Target, measure: Measure) => `${target.name} ${measure}`;
  return {
    add(target, measure, value) {
      const key = keyOf(target, measure);
      values.set(key, [...(values.get(key) ?? []), value]);
    },
    valuesOf: (target, measure) => values.get(keyOf(target, measure)) ?? [],
    others: [],
  };
}

export async function measureRound(
  subjects: readonly Target[],
  measuring: Measuring,
): Promise<void> {
  await measureTraffic(subjects, measuring);
  for (const target of subjects) {
    await withFresh(target, measuring, (running) => measureIdle(target, running, measuring));
    await withFresh(target, measuring, (running) => measureStorm(target, running, measuring));
  }
}

let starts = 0;

/** A new process: none pays for what another left in memory. */
async function withFresh(
  target: Target,
  { context, peers }: Measuring,
  use: (running: Running) => Promise<void>,
): Promise<void> {
  starts += 1;
  const dir = join(context.dir, String(starts));
  const running = await target.start(peers.upstream, dir);
  try {
    await use(running);
  } finally {
    await running.close();
    await rm(dir, { recursive: true, force: true });
  }
}

type Subject = {
  readonly target: Target;
  readonly running: Running;
  /** Everything that was sent to it, for the comparison with what it recorded. */
  readonly sent: TrafficReport[];
  readonly fast: TimedReport[];
  readonly paced: PacedReport[];
};

async function measureTraffic(targets: readonly Target[], measuring: Measuring): Promise<void> {
  const subjects: Subject[] = [];
  const startNext = async (rest: readonly Target[]): Promise<void> => {
    const [target, ...others] = rest;
    if (target === undefined) return timeSlices(subjects, measuring);
    await withFresh(target, measuring, async (running) => {
      subjects.push({ target, running, sent: [], fast: [], paced: [] });
      await startNext(others);
    });
  };
  await startNext(targets);
}

async function timeSlices(subjects: readonly Subject[], measuring: Measuring): Promise<void> {
  const { sizes, results, context } = measuring;
  const { load } = measuring.peers;
  for (const subject of subjects) {
    const door = doorOf(subject.running);
    subject.sent.push(await load.ask<TrafficReport>("verify", { ...door, links: 8 }));
    await assertRecorded(subject);
    const warming = { ...trafficTo(subject, measuring), warmMs: 0, ms: sizes.warmMs };
    subject.sent.push(await load.ask<TimedReport>("runClosedLoop", warming));
  }
  for (let slice = 0; slice < sizes.slices; slice += 1) {
    // Who comes first changes, so that nobody is always the one after a pause.
    const order = slice % 2 === 0 ? subjects : subjects.toReversed();
    for (const subject of order) {
      const report = await load.ask<TimedReport>("runClosedLoop", trafficTo(subject, measuring));
      subject.fast.push(report);
      results.others.push(report.otherCores);
    }
    for (const subject of order) {
      const paced = { ...trafficTo(subject, measuring), perSecond: sizes.perSecond };
      const report = await load.ask<PacedReport>("runPaced", paced);
      subject.paced.push(report);
      results.others.push(report.otherCores);
    }
  }
  for (const subject of subjects) {
    await assertRecorded(subject);
    addFigures(subject, results);
    context.say(`  ${subject.target.name}: ${tellTraffic(subject)}`);
  }
}

function doorOf({ port, tls }: Running): Door {
  return { port, ...(tls !== undefined && { tls }) };
}

function trafficTo({ running }: Subject, { sizes, peers }: Measuring): TimedTraffic {
  const { pid, helperPids } = running;
  return {
    ...doorOf(running),
    links: sizes.links,
    warmMs: sizes.sliceWarmMs,
    ms: sizes.sliceMs,
    proxyPid: pid,
    ownPids: [peers.answerer.pid, ...(pid === null ? [] : [pid]), ...helperPids],
  };
}

function addFigures({ target, running, fast, paced }: Subject, results: Results): void {
  const latenciesUs = paced.flatMap((report) => report.latenciesUs);
  results.add(target, "p50", quantile(latenciesUs, 0.5));
  results.add(target, "p99", p99Of(paced));
  if (running.pid === null) return;
  results.add(target, "cpu", cpuUsOf(fast));
  results.add(target, "perCpuSecond", 1e6 / cpuUsOf(fast));
  results.add(target, "pacedCpu", cpuUsOf(paced));
}

/** The middle one of the slices' own: one stall of the machine must not stand for all of them. */
function p99Of(reports: readonly PacedReport[]): number {
  return median(reports.map(({ latenciesUs }) => quantile(latenciesUs, 0.99)));
}

/** CPU of the proxy's process for one round trip. Unit: µs. */
function cpuUsOf(reports: readonly TimedReport[]): number {
  const sum = (of: (report: TimedReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  return (1000 * sum((report) => report.proxyCpuMs)) / sum((report) => report.timedRoundTrips);
}

function tellTraffic({ fast, paced }: Subject): string {
  const latenciesUs = paced.flatMap((report) => report.latenciesUs);
  const [p50, p99] = [quantile(latenciesUs, 0.5), p99Of(paced)].map((us) => us.toFixed(0));
  const [cpu, pacedCpu] = [fast, paced].map((reports) => cpuUsOf(reports).toFixed(1));
  return `CPU ${cpu} µs/rt, paced ${pacedCpu} µs/rt, p50 ${p50} µs, p99 ${p99} µs`;
}

/** Every call and every answer is in the spool, once, in order, with the bytes that were sent. */
async function assertRecorded({ target, running, sent, fast, paced }: Subject): Promise<void> {
  if (running.tally === null) return;
  const reports: readonly TrafficReport[] = [...sent, ...fast, ...paced];
  const roundTrips = reports.reduce((sum, report) => sum + report.roundTrips, 0);
  const crcSum = reports.reduce((sum, report) => sum + report.crcSum, 0) % 2 ** 32;
  const expected = { calls: roundTrips, answers: roundTrips, crcSum, faults: 0 };
  const [found, wanted] = [await running.tally(roundTrips), expected].map((tally) =>
    JSON.stringify(tally),
  );
  if (found !== wanted) {
    throw new Error(`the spool of ${target.name} holds ${found}, which should be ${wanted}`);
  }
}

async function measureIdle(
  target: Target,
  running: Running,
  { sizes, peers, results }: Measuring,
): Promise<void> {
  const { pid, collect } = running;
  if (pid === null) return;
  const { load } = peers;
  const door = doorOf(running);
  await load.ask("hold", { ...door, links: 100 });
  await load.ask("release");
  await collect();
  const before = rssBytesOf(pid);
  await load.ask("hold", { ...door, links: sizes.idleLinks });
  await collect();
  const bytes = rssBytesOf(pid) - before;
  await load.ask("release");
  results.add(target, "start", before / 1e6);
  results.add(target, "idle", bytes / 1000 / sizes.idleLinks);
}

async function measureStorm(
  target: Target,
  running: Running,
  { sizes, peers, results, context }: Measuring,
): Promise<void> {
  const { load } = peers;
  const { pid } = running;
  const count = sizes.stormLinks;
  const storm = async (door: Door) => {
    const cpuMs = pid === null ? 0 : cpuMsOf(pid);
    const { ms } = await load.ask<StormReport>("storm", { ...door, count });
    const linkCpuUs = pid === null ? null : (1000 * (cpuMsOf(pid) - cpuMs)) / count;
    return { ms, linkCpuUs };
  };
  const door = doorOf(running);
  // A process that has never seen a link would be compiling, not connecting.
  await load.ask<StormReport>("storm", { ...door, count: Math.round(count / 10) });
  const first = await storm(door);
  results.add(target, "storm", first.ms / 1000);
  if (first.linkCpuUs !== null) results.add(target, "linkCpu", first.linkCpuUs);
  context.say(`  ${target.name}: storm of ${count} ${first.ms.toFixed(0)} ms`);
  if (running.tls === undefined) return;
  const second = await storm({ ...door, tls: { ...running.tls, isResuming: true } });
  results.add(target, "resumedStorm", second.ms / 1000);
  if (second.linkCpuUs !== null) results.add(target, "resumedLinkCpu", second.linkCpuUs);
  context.say(`  ${target.name}: the same with sessions resumed ${second.ms.toFixed(0)} ms`);
}
