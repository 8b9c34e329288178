/**
 * A fleet held at once: many silent links and some that talk, through `ocpptap serve` as it is run
 * in production, with the embedded engine. What each process holds and uses, and how far the record
 * is behind, looked at every second. Before a number is believed, every link is still there and
 * every message is in the engine.
 */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { limits } from "../src/base/limits.ts";
import { readDescriptorLimit } from "../src/relay/descriptors.ts";
import { type Child, startChild } from "./child.ts";
import { atMost, type BenchContext, type Figure, quantile, type Section } from "./figures.ts";
import { type Served, serve } from "./fleet-serve.ts";
import type { PacedReport, PacedTraffic } from "./load-orders.ts";
import { cpuMsOf, rssBytesOf } from "./process-figures.ts";
import { untilMessages } from "./recording.ts";

type Size = {
  readonly idle: number;
  readonly active: number;
  /** Round trips a second: each is two messages. */
  readonly perSecond: number;
  readonly warmMs: number;
  readonly ms: number;
};

const FULL: Size = { idle: 20_000, active: 5_000, perSecond: 1_000, warmMs: 15_000, ms: 60_000 };
const QUICK: Size = { idle: 400, active: 100, perSecond: 50, warmMs: 1_000, ms: 5_000 };

/** Links of one process of the load; a process has few descriptors on some machines. */
const LINKS_OF_LOAD = 8_000;
/** Links spread over workers by a hash, so none may be planned full. */
const FULL_PART = 0.85;
const LOOK_MS = 1_000;
const LAG_MS_MAX = 2_000;

type Look = {
  /** As the recorder tells it. */
  readonly lagMs: number;
  /** Age of the newest message that a search finds. */
  readonly foundAfterMs: number;
};

type Held = {
  readonly looks: readonly Look[];
  readonly linksLost: number;
  readonly memory: ReadonlyMap<string, number>;
  readonly cores: ReadonlyMap<string, number>;
  readonly report: PacedReport;
  readonly workers: number;
};

export async function benchFleet(context: BenchContext): Promise<Section> {
  const size = context.isQuick ? QUICK : FULL;
  const rounds: Held[] = [];
  for (let round = 0; round < context.rounds; round += 1) {
    context.say(`fleet, round ${round + 1} of ${context.rounds}: ${size.idle + size.active} links`);
    rounds.push(await holdFleet(size, join(context.dir, `fleet-${round}`), context));
  }
  return sectionOf(size, rounds);
}

async function holdFleet(size: Size, data: string, { say }: BenchContext): Promise<Held> {
  const groups = groupsOf(size);
  const children: Child[] = [];
  const open = async (file: string) => {
    const child = await startChild(file);
    children.push(child);
    return child;
  };
  let served: Served | null = null;
  try {
    const routes: { match: string; upstream: string }[] = [];
    for (const { group } of groups) {
      const port = await (await open("answerer.ts")).ask<number>("port");
      routes.push({ match: `/${group}/{station}`, upstream: `ws://127.0.0.1:${port}/csms` });
    }
    const workers = await workersFor(size.idle + size.active);
    served = await serve({ data, routes, workers });
    const holders: Child[] = [];
    for (const { group, links } of groups.slice(1)) {
      const holder = await open("load.ts");
      await holder.ask("hold", { port: served.port, links, group });
      holders.push(holder);
    }
    const held = await talk(size, { served, load: await open("load.ts"), group: groups[0] });
    let linksLost = 0;
    for (const [index, holder] of holders.entries()) {
      linksLost += (groups[index + 1]?.links ?? 0) - (await holder.ask<number>("countHeld"));
    }
    await untilMessages(served.reader, 2 * held.report.roundTrips);
    if (linksLost > 0) say(`  links that were closed: ${await closesOf(served)}`);
    const [gaps] = await served.reader.query<{ n: string }>("SELECT count() AS n FROM gaps");
    if (Number(gaps?.n) !== 0) throw new Error(`${gaps?.n} gaps in the record`);
    return { ...held, linksLost, workers };
  } finally {
    await Promise.all(children.map((child) => child.close()));
    await served?.close();
  }
}

/** How links ended, as the record has it. */
async function closesOf({ reader }: Served): Promise<string> {
  const rows = await reader.query(
    "SELECT closed_by, closed_how, error, count() AS links, min(closed_at) AS first, " +
      "max(closed_at) AS last FROM links WHERE state = 'closed' GROUP BY ALL ORDER BY links DESC",
  );
  return JSON.stringify(rows);
}

type Group = { readonly group: string; readonly links: number };

/** The talking ones first. */
function groupsOf({ idle, active }: Size): readonly Group[] {
  const parts = Math.ceil(idle / LINKS_OF_LOAD);
  const silent = Array.from({ length: parts }, (_unused, index) => ({
    group: `idle-${index + 1}`,
    links: Math.floor((idle * (index + 1)) / parts) - Math.floor((idle * index) / parts),
  }));
  return [{ group: "active", links: active }, ...silent];
}

/** A link takes two descriptors of a relay's process. */
async function workersFor(links: number): Promise<number> {
  const descriptors = await readDescriptorLimit();
  if (descriptors === null) return 1;
  const fitting = ((descriptors - limits.descriptorsReserved) / 2) * FULL_PART;
  return Math.max(1, Math.ceil(links / fitting));
}

type Talking = { readonly served: Served; readonly load: Child; readonly group: Group | undefined };

async function talk(size: Size, { served, load, group }: Talking) {
  const traffic: PacedTraffic = {
    ...{ port: served.port, links: size.active, group: group?.group ?? "", isSleeping: true },
    ...{ warmMs: size.warmMs, ms: size.ms, perSecond: size.perSecond },
    ...{ proxyPid: null, ownPids: [] },
  };
  const talksSinceMs = Date.now();
  const talking = load.ask<PacedReport>("runPaced", traffic);
  const ended = talking.then(
    () => true,
    () => true,
  );
  await Promise.race([pause(size.warmMs), ended]);
  const pids = served.processes();
  const before = new Map([...pids].map(([name, pid]) => [name, cpuMsOf(pid)]));
  const beganMs = performance.now();
  const looks: Look[] = [];
  const endMs = beganMs + size.ms - 2 * LOOK_MS;
  while (performance.now() < endMs) {
    await pause(LOOK_MS);
    looks.push(await look(served, talksSinceMs));
  }
  const ms = performance.now() - beganMs;
  const of = (read: (pid: number, name: string) => number) =>
    new Map([...pids].map(([name, pid]) => [name, read(pid, name)]));
  const memory = of((pid) => rssBytesOf(pid) / 1e6);
  const cores = of((pid, name) => (cpuMsOf(pid) - (before.get(name) ?? 0)) / ms);
  return { looks, memory, cores, report: await talking };
}

/** As long as nothing is found, nothing newer than the beginning is. */
async function look({ reader, lagMs }: Served, talksSinceMs: number): Promise<Look> {
  const [row] = await reader.query<{ us: string }>(
    "SELECT toUnixTimestamp64Micro(max(received_at)) AS us FROM messages",
  );
  const newestMs = Math.max(Number(row?.us ?? 0) / 1000, talksSinceMs);
  return { lagMs: await lagMs(), foundAfterMs: Date.now() - newestMs };
}

function sectionOf(size: Size, rounds: readonly Held[]): Section {
  const of = (
    subject: string,
    measure: string,
    values: readonly number[],
    decimals = 0,
  ): Figure => ({
    ...{ subject, measure, values, decimals },
  });
  const names = [...(rounds[0]?.memory.keys() ?? [])];
  const perProcess = names.flatMap((name) => [
    of(
      name,
      "memory, MB",
      rounds.map(({ memory }) => memory.get(name) ?? Number.NaN),
    ),
    of(
      name,
      "cores",
      rounds.map(({ cores }) => cores.get(name) ?? Number.NaN),
      2,
    ),
  ]);
  const lags = (part: number, read: (look: Look) => number) =>
    rounds.map(({ looks }) => quantile(looks.map(read), part));
  const lag = ({ lagMs }: Look) => lagMs;
  const found = ({ foundAfterMs }: Look) => foundAfterMs;
  const links = `${(size.idle + size.active).toLocaleString("en")} links`;
  return {
    title: "A fleet held at once",
    meaning: meaningOf(size, rounds[0]?.workers ?? 1),
    figures: [
      ...perProcess,
      of("recorder's lag", "p50, ms", lags(0.5, lag)),
      of("recorder's lag", "most, ms", lags(1, lag)),
      of("found by a search after", "p50, ms", lags(0.5, found)),
      of("found by a search after", "most, ms", lags(1, found)),
      of(
        "a round trip",
        "p50, ms",
        rounds.map(({ report }) => quantile(report.latenciesUs, 0.5) / 1000),
        1,
      ),
      of(
        "a round trip",
        "p99, ms",
        rounds.map(({ report }) => quantile(report.latenciesUs, 0.99) / 1000),
        1,
      ),
    ],
    goals: [
      atMost({
        text: `of ${links}, lost: none`,
        values: rounds.map(({ linksLost }) => linksLost),
        ...{ bound: 0, decimals: 0 },
      }),
      atMost({
        text: `the recorder's lag at ${2 * size.perSecond} messages a second: under 2 s at every look`,
        values: lags(1, lag),
        ...{ bound: LAG_MS_MAX, decimals: 0, unit: " ms" },
      }),
    ],
    remarks: rounds.map(
      ({ report }, round) =>
        `Round ${round + 1}: ${2 * report.roundTrips} messages, every one of them in the engine, no gap.`,
    ),
  };
}

function meaningOf(size: Size, workers: number): readonly string[] {
  const number = (value: number) => value.toLocaleString("en");
  return [
    `${number(size.idle)} stations that are connected and silent, and ${number(size.active)} that send ` +
      `${number(size.perSecond)} calls a second between them, each answered: ${number(2 * size.perSecond)} ` +
      "messages a second of 0.7 kB on average. `ocpptap serve` with " +
      `${workers} relay ${workers === 1 ? "process" : "processes"}, one recorder with all rules and the ` +
      "embedded engine; stations and CSMS are processes of their own on the same cores. Every answer is " +
      "compared with the right one.",
    "**memory**: resident, at the end of the minute. **cores**: CPU by wall time, over the minute. " +
      "**recorder's lag**: `ocpptap_recorder_lag_seconds`, once a second. **found by a search after**: age " +
      "of the newest message that a query finds at that moment; batches wait up to 2 s to grow. " +
      "**a round trip**: from when the call was due; the load sleeps 2 ms between calls.",
  ];
}
