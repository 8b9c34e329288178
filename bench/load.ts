/**
 * The load generator's process: stations on raw sockets that send frames made beforehand. Every
 * answer is compared with the right one, also while it is timed; a wrong or missing one fails the
 * benchmark.
 */
import { performance } from "node:perf_hooks";
import { type Call, crcSumOf, makeCalls } from "./calls.ts";
import { obey } from "./child.ts";
import { closeAll, dial, dialMany, Link, type LinkHandler } from "./link.ts";
import type {
  PacedReport,
  PacedTraffic,
  Storm,
  StormReport,
  TimedReport,
  TimedTraffic,
  Traffic,
  TrafficReport,
} from "./load-orders.ts";
import { cpuMsOf, machineCpuMs } from "./process-figures.ts";
import { createSessionStation, type SessionStation, sessionCall } from "./sessions.ts";

/** Longest wait for the answers that are still due when sending has stopped. */
const LAST_ANSWERS_MS_MAX = 10_000;

const timedCalls = makeCalls("timed");
const checkedCalls = makeCalls("checked", 200);
let held: Awaited<ReturnType<typeof dialMany>> = [];

obey({
  verify,
  runClosedLoop: (traffic: TimedTraffic) => closedLoop(traffic, listed(timedCalls)),
  runSessions: (traffic: TimedTraffic) => closedLoop(traffic, inSessions()),
  runPaced,
  storm,
  hold,
  countHeld,
  release,
});

/** Where the calls come from. */
type Source = {
  readonly callOf: (link: Link, sent: number) => Call | undefined;
  /** Of the first so many calls. */
  readonly crcSum: (sent: number) => number;
};

/** Calls one after the other, over links, until stopped. */
type Run = {
  readonly links: readonly Link[];
  /** False where that link has too many unanswered calls. */
  readonly send: (link: Link, dueMs: number) => boolean;
  readonly answers: () => number;
  /** Sends nothing more; resolves when every call was answered and the links are closed. */
  readonly finish: () => Promise<TrafficReport>;
  /** Rejects at the first fault. */
  readonly failure: Promise<never>;
};

async function openRun(
  { links, ...door }: Traffic,
  source: Source,
  answered: LinkHandler["answered"],
): Promise<Run> {
  let sent = 0;
  let answers = 0;
  let isStopped = false;
  let onLast: () => void = () => undefined;
  const failing = Promise.withResolvers<never>();
  // Seen by whoever awaits it; until then it must not end the process.
  failing.promise.catch(() => undefined);
  const handler: LinkHandler = {
    answered(link, dueMs) {
      answers += 1;
      answered(link, dueMs);
      if (isStopped && answers === sent) onLast();
    },
    failed: (problem) => failing.reject(new Error(problem)),
  };
  const sockets = await dialMany(door, links);
  const lastAnswer = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`${sent - answers} calls were never answered`)),
      LAST_ANSWERS_MS_MAX,
    );
    onLast = resolve;
    if (answers === sent) resolve();
    return promise.finally(() => clearTimeout(timer));
  };
  return {
    links: sockets.map((socket) => new Link(socket, handler)),
    send(link, dueMs) {
      const call = source.callOf(link, sent);
      if (isStopped || call === undefined || !link.send(call, dueMs)) return false;
      sent += 1;
      return true;
    },
    answers: () => answers,
    async finish() {
      isStopped = true;
      await Promise.race([lastAnswer(), failing.promise]);
      await closeAll(sockets);
      return { roundTrips: answers, crcSum: source.crcSum(sent) };
    },
    failure: failing.promise,
  };
}

/** Every call of the list once on some link, each answered with a checksum of what the CSMS got. */
async function verify(traffic: Traffic): Promise<TrafficReport> {
  let left = checkedCalls.length;
  const done = Promise.withResolvers<void>();
  const next = (link: Link) => {
    if (left === 0) done.resolve();
    else if (run.send(link, 0)) left -= 1;
  };
  const run = await openRun(traffic, listed(checkedCalls), next);
  for (const link of run.links) next(link);
  await Promise.race([done.promise, run.failure]);
  return run.finish();
}

/** Calls from a list, again and again. */
function listed(calls: readonly Call[]): Source {
  return {
    callOf: (_link, sent) => calls[sent % calls.length],
    crcSum: (sent) => crcSumOf(calls, sent),
  };
}

/** Each link is a station of its own; its calls are made when they are sent. */
function inSessions(): Source {
  const stations = new Map<Link, SessionStation>();
  let crcSum = 0;
  return {
    callOf(link, sent) {
      const station = stations.get(link) ?? createSessionStation(stations.size);
      stations.set(link, station);
      const call = sessionCall(station.next(Date.now()), sent);
      crcSum = (crcSum + call.crc) % 2 ** 32;
      return call;
    },
    crcSum: () => crcSum,
  };
}

/** Each link sends its next call when the last one was answered: as much as there can be. */
async function closedLoop(traffic: TimedTraffic, source: Source): Promise<TimedReport> {
  const run = await openRun(traffic, source, (link) => run.send(link, 0));
  for (const link of run.links) run.send(link, 0);
  await Promise.race([delay(traffic.warmMs), run.failure]);
  const stopClock = startClock(traffic, run);
  await Promise.race([delay(traffic.ms), run.failure]);
  const timed = stopClock();
  return { ...(await run.finish()), ...timed };
}

/**
 * So many calls a second, evenly spaced, whatever the answers do. Latencies count from when a call was
 * due, so that a stall costs every call that it delayed. This process never sleeps meanwhile: a
 * timer would be late by more than a proxy takes.
 */
async function runPaced(traffic: PacedTraffic): Promise<PacedReport> {
  const stepMs = 1000 / traffic.perSecond;
  const warmCalls = Math.floor(traffic.warmMs / stepMs);
  const calls = warmCalls + Math.floor(traffic.ms / stepMs);
  const latenciesMs = new Float64Array(calls - warmCalls);
  let sent = 0;
  let answered = 0;
  let timedFromMs = 0;
  const run = await openRun(traffic, listed(timedCalls), (_link, dueMs) => {
    if (dueMs < timedFromMs) return;
    latenciesMs[answered] = performance.now() - dueMs;
    answered += 1;
  });
  const firstDueMs = performance.now();
  timedFromMs = firstDueMs + warmCalls * stepMs;
  let stopClock: (() => Timed) | null = null;
  let failure: unknown = null;
  run.failure.catch((problem: unknown) => {
    failure = problem;
  });
  while (sent < calls && failure === null) {
    const nowMs = performance.now();
    for (; sent < calls && firstDueMs + sent * stepMs <= nowMs; sent += 1) {
      if (sent === warmCalls) stopClock = startClock(traffic, run);
      const link = run.links[sent % run.links.length];
      if (link === undefined || !run.send(link, firstDueMs + sent * stepMs)) {
        throw new Error(`${traffic.perSecond} round trips a second are more than it can do`);
      }
    }
    await (traffic.isSleeping ? delay(2) : immediate());
  }
  const timed = (stopClock ?? startClock(traffic, run))();
  const report = await run.finish();
  const latenciesUs = Array.from(latenciesMs.subarray(0, answered), (ms) => Math.round(1000 * ms));
  return { ...report, ...timed, latenciesUs };
}

type Timed = Omit<TimedReport, keyof TrafficReport>;

function startClock(traffic: TimedTraffic, run: Run): () => Timed {
  const read = () => {
    const proxyCpuMs = traffic.proxyPid === null ? 0 : cpuMsOf(traffic.proxyPid);
    const pids = [process.pid, ...traffic.ownPids];
    const { busyMs, stolenMs } = machineCpuMs();
    const otherMs = busyMs + stolenMs - pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
    return { atMs: performance.now(), answers: run.answers(), proxyCpuMs, otherMs };
  };
  const from = read();
  return () => {
    const to = read();
    const timedMs = to.atMs - from.atMs;
    return {
      timedMs,
      timedRoundTrips: to.answers - from.answers,
      proxyCpuMs: to.proxyCpuMs - from.proxyCpuMs,
      otherCores: Math.max(0, (to.otherMs - from.otherMs) / timedMs),
    };
  };
}

/** All at once, as after the outage of a CSMS. */
async function storm({ count, ...door }: Storm): Promise<StormReport> {
  const startMs = performance.now();
  const sockets = await Promise.all(Array.from({ length: count }, (_, i) => dial(door, i)));
  const ms = performance.now() - startMs;
  await closeAll(sockets);
  return { ms };
}

async function hold({ links, ...door }: Traffic): Promise<void> {
  held = await dialMany(door, links);
  // Nothing is to come: what does is an end.
  for (const socket of held) {
    socket.on("error", () => socket.destroy());
    socket.resume();
  }
}

/** How many of the held links are still whole. */
function countHeld(): number {
  return held.filter((socket) => !socket.destroyed && !socket.readableEnded).length;
}

async function release(): Promise<void> {
  await closeAll(held);
  held = [];
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
