/**
 * The recorder: follow the spools, make rows, ship them. In: the data directory, the places where
 * it stopped last time, a sink. Out: every message once in the store, and at once to live
 * listeners.
 *
 * Promised: one batch is on its way while the next is being built, and no more than that is held in
 * memory; with the store down the spool grows and the links go on. However this ends, a restart
 * goes on exactly where the store's record stops (`checkpoint.ts`).
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { instanceOf } from "../config/workers.ts";
import type { Redact } from "../exchange/redact.ts";
import { rules as allRules } from "../findings/catalogue.ts";
import type { Rule } from "../findings/rule.ts";
import type { Observe } from "../observe/events.ts";
import { versionOfSubprotocol } from "../ocpp/versions.ts";
import { createWarmer, type Warmer } from "../ocpp/warm.ts";
import type { Disk } from "../spool/disk.ts";
import { commitPosition, readPosition } from "../spool/ledger.ts";
import { type SpoolPositions, spoolDirOf, spoolNameOf } from "../spool/spools.ts";
import { openSpoolsFollower, type SpoolsFollower } from "../spool/spools-follower.ts";
import { type Checkpoint, type Intent, loadCheckpoint } from "./checkpoint.ts";
import { createHolesBySpool, type HolesBySpool } from "./holes-by-spool.ts";
import { createIntake, type Intake } from "./intake.ts";
import { createLive, type Live } from "./live.ts";
import { hasMoved, isSame, later, placeOf } from "./places.ts";
import { retry, type ShipDeps, type Sink, ship } from "./ship.ts";
import { restoreState, saveState } from "./state-text.ts";

/** The name under which the recorder's position is known to the relay. */
export const CONSUMER = "recorder";

export type RecorderConfig = Pick<Config, "data" | "instance" | "exchange"> & {
  /** Absent: one. */
  readonly relay?: Pick<Config["relay"], "workers">;
  /** Absent: rules take as long as they take. */
  readonly record?: Pick<Config["record"], "messageMs">;
};

export type RecorderDeps = {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly disk: Disk;
  /**
   * `prepare` checks and migrates the store; it is tried until it works, before the first insert.
   */
  readonly sink: Sink & { readonly prepare?: () => Promise<void> };
  readonly rules?: readonly Rule[];
  /** Absent: nothing is hidden. */
  readonly redact?: Redact;
  readonly pause?: ShipDeps["pause"];
};

export type RecorderHealth = {
  readonly ready: boolean;
  readonly detail: string;
  /** How old what is being recorded is; 0 at the end of the spools. */
  readonly lagMs: number;
  /** The same of each spool that is followed. */
  readonly spools: readonly { readonly spool: string; readonly lagMs: number }[];
  /** Rows read and not yet acknowledged by the store, but for those on their way. */
  readonly waitingRows: number;
  /** Number of the newest committed batch. */
  readonly batch: number;
  readonly positions: SpoolPositions;
};

export type Recorder = {
  readonly health: () => RecorderHealth;
  readonly live: Pick<Live, "origin" | "onLive" | "handle">;
  /** Sends what it can at once; the rest is in the spool. */
  readonly close: () => Promise<void>;
};

type Run = {
  readonly config: RecorderConfig;
  readonly deps: RecorderDeps & { readonly pause: ShipDeps["pause"] };
  readonly intake: Intake;
  readonly checkpoint: Checkpoint;
  readonly follower: SpoolsFollower;
  readonly holes: HolesBySpool;
  readonly live: Live;
  readonly closing: AbortController;
  readonly warmer: Warmer;
  positions: SpoolPositions;
  /** Where the newest frozen batch ends. */
  frozenTo: SpoolPositions;
  /** Where the relays were told last that it is. */
  told: SpoolPositions;
  /** When the batch that is being built got its first row. */
  batchSinceUs: number | null;
  frozenAtUs: number;
  readonly startedUs: number;
  /** Of what was read; 0 before there was any. */
  newestUs: number;
  /** The last read found nothing. */
  isIdle: boolean;
  /** When the clock was set last, by the one that only counts. Unit: ms. */
  clockSetMs: number;
  isPrepared: boolean;
  /** Why sending, or reading, does not work at the moment. */
  sendProblem: string | null;
  readProblem: string | null;
  shipping: Promise<void> | null;
};

export async function startRecorder(config: RecorderConfig, deps: RecorderDeps): Promise<Recorder> {
  const run = await openRun(config, deps);
  const endWatch = deps.clock.onSet?.(() => {
    run.clockSetMs = performance.now();
  });
  const following = follow(run);
  return {
    health: () => healthOf(run),
    live: run.live,
    async close() {
      run.closing.abort();
      endWatch?.();
      // Ends a waiting read at once, and there is no other after it.
      const closed = run.follower.close();
      const finished = following.then(() => finish(run));
      await withDeadline(finished, limits.recorderCloseMsMax);
      run.live.close();
      await closed;
    },
  };
}

async function openRun(config: RecorderConfig, deps: RecorderDeps): Promise<Run> {
  const { disk, observe, clock } = deps;
  const loaded = await loadCheckpoint(join(config.data, "recorder"), disk);
  for (const file of loaded.damaged) {
    const problem = "a file of the recorder's state is damaged; its part of the state is lost";
    observe({ name: "bug", role: "recorder", where: file, problem });
  }
  const live = createLive();
  const redacting = deps.redact === undefined ? {} : { redact: deps.redact };
  const timing = config.record === undefined ? {} : { inspectMs: config.record.messageMs };
  const intake = createIntake(
    { instance: config.instance, exchangeTimeoutMs: config.exchange.timeoutMs },
    { observe, publish: live.publish, rules: deps.rules ?? allRules, ...redacting, ...timing },
  );
  const { intent } = loaded;
  for (const text of loaded.states) restoreState(intake.state, text);
  if (intent !== null) restoreState(intake.state, intent.state);
  const from = intent?.to ?? loaded.positions;
  const begin = async (worker: number) => {
    const where = { dir: spoolDirOf(config.data, worker), consumer: CONSUMER };
    return later(from.get(worker) ?? null, await readPosition(where, disk));
  };
  const workers = config.relay?.workers ?? 1;
  const follower = openSpoolsFollower({ data: config.data, workers, from: begin }, deps);
  const run: Run = {
    config,
    deps: { ...deps, pause: deps.pause ?? pauseFor },
    intake,
    checkpoint: loaded.checkpoint,
    follower,
    holes: createHolesBySpool(intake, () => follower.spools().map(({ worker }) => worker)),
    live,
    closing: new AbortController(),
    warmer: createWarmer(),
    positions: from,
    frozenTo: from,
    told: new Map(),
    batchSinceUs: null,
    frozenAtUs: clock.nowUs(),
    startedUs: clock.nowUs(),
    newestUs: 0,
    isIdle: false,
    clockSetMs: Number.NEGATIVE_INFINITY,
    isPrepared: deps.sink.prepare === undefined,
    sendProblem: null,
    readProblem: null,
    shipping: null,
  };
  startShipping(run, intent);
  return run;
}

async function follow(run: Run): Promise<void> {
  const { signal } = run.closing;
  const onProblem = (problem: string | null) => {
    run.readProblem = problem;
  };
  while (!signal.aborted) {
    if (run.shipping === null && isDue(run)) startShipping(run, null);
    if (isFull(run) && run.shipping !== null) {
      await run.shipping;
      continue;
    }
    try {
      await retry(() => readOn(run), { signal }, { ...run.deps, onProblem });
    } catch (thrown) {
      // Only when closing. What could not be read is in the spool.
      onProblem(problemOf(thrown));
    }
  }
}

async function readOn(run: Run): Promise<void> {
  const { intake, deps } = run;
  const read = await run.follower.read({
    recordsMax: limits.recorderReadRecordsMax,
    bytesMax: limits.followReadBytes,
    waitMs: waitMsOf(run),
  });
  const { records } = read;
  if (records.length === 0) run.warmer.step();
  for (const [index, record] of records.entries()) {
    if (record.kind === "link-opened") {
      run.warmer.want(versionOfSubprotocol(record.body.subprotocol));
    }
    const worker = read.workers[index] ?? 1;
    intake.take(record, instanceOf(run.config.instance, worker));
    run.holes.note(worker, record.linkId);
  }
  // The last one's, not the highest: the clock may have been set back since.
  run.newestUs = records.at(-1)?.receivedAtUs ?? run.newestUs;
  run.positions = new Map([...run.positions, ...read.positions]);
  const nowUs = deps.clock.nowUs();
  run.isIdle = records.length === 0;
  if (records.length > 0) intake.tick(run.newestUs);
  else if (!mayClockBeNews(run)) intake.tick(nowUs - limits.recorderIdleLagMs * 1000);
  run.holes.giveUp(read.ended);
  if (run.batchSinceUs === null && intake.batch().rows() > 0) run.batchSinceUs = nowUs;
}

/** The relays' notes of it are still on their way: until then every open call looks hours old. */
function mayClockBeNews({ clockSetMs }: Run): boolean {
  return performance.now() - clockSetMs < limits.recorderIdleLagMs;
}

/** The batch that is being built must not wait for a message that never comes. */
function waitMsOf({ batchSinceUs, deps, intake }: Run): number {
  if (batchSinceUs === null) return limits.recorderReadMsMax;
  const ageMs = ageUsOf(batchSinceUs, deps.clock.nowUs()) / 1000;
  const leftMs = Math.max(limits.followPollMs, ageMsMaxOf(intake) - ageMs);
  return Math.min(leftMs, limits.recorderReadMsMax);
}

/** Few rows do not wait for others; many gain by it. */
function ageMsMaxOf(intake: Intake): number {
  return intake.batch().rows() < limits.busyBatchRowsMin
    ? limits.batchMsMax
    : limits.busyBatchMsMax;
}

function isFull({ intake }: Run): boolean {
  const batch = intake.batch();
  return batch.rows() >= limits.batchRowsMax || batch.size() >= limits.batchBytesMax;
}

function isDue(run: Run): boolean {
  if (isFull(run)) return true;
  const nowUs = run.deps.clock.nowUs();
  if (run.batchSinceUs !== null) {
    return ageUsOf(run.batchSinceUs, nowUs) >= ageMsMaxOf(run.intake) * 1000;
  }
  return (
    hasMoved(run.positions, run.frozenTo) &&
    ageUsOf(run.frozenAtUs, nowUs) >= limits.recorderIdleCommitMs * 1000
  );
}

/** Old enough for anything where the clock was set back since: how old is not known any more. */
function ageUsOf(sinceUs: number, nowUs: number): number {
  return nowUs < sinceUs ? Number.POSITIVE_INFINITY : nowUs - sinceUs;
}

/** Sends the intent found at the start, or freezes what has been gathered and sends that. */
function startShipping(run: Run, found: Intent | null): void {
  const { sink } = run.deps;
  const { signal } = run.closing;
  const isAnnounced = found !== null;
  const deps: ShipDeps = {
    ...{ checkpoint: run.checkpoint, sink, observe: run.deps.observe, pause: run.deps.pause },
    nowUs: run.deps.clock.nowUs,
    onProblem: (problem) => {
      run.sendProblem = problem;
    },
  };
  const send = async () => {
    if (!run.isPrepared && sink.prepare !== undefined) {
      await retry(sink.prepare, { signal }, deps);
      run.isPrepared = true;
    }
    const intent = found ?? freeze(run);
    if (intent === null) return;
    await ship(intent, { isAnnounced, signal }, deps);
    await tellRelays(run, intent.to);
  };
  run.shipping = send()
    .catch((thrown: unknown) => {
      // Only when closing: everything is retried otherwise. The intent stays on disk.
      run.sendProblem = problemOf(thrown);
    })
    .finally(() => {
      run.shipping = null;
    });
}

/** Rows, position and state of one moment. Null where there is nothing new. */
function freeze(run: Run): Intent | null {
  const { intake, checkpoint, config, positions } = run;
  if (positions.size === 0 && intake.batch().rows() === 0) return null;
  const number = checkpoint.committed() + 1;
  const place = placeOf(positions);
  const token = `${config.instance}:${checkpoint.epoch}:${number}:${place}`;
  const isWhole = checkpoint.isWholeDue();
  const inserts = intake.takeBatch().freeze(token);
  const state = saveState(intake.state, isWhole ? "whole" : "changes");
  run.batchSinceUs = null;
  run.frozenTo = positions;
  run.frozenAtUs = run.deps.clock.nowUs();
  return { number, to: positions, inserts, state, isWhole };
}

/** Late is harmless: a relay then keeps a segment a little longer. */
async function tellRelays(run: Run, positions: SpoolPositions): Promise<void> {
  for (const { worker } of run.follower.spools()) {
    const position = positions.get(worker);
    if (position === undefined || isSame(position, run.told.get(worker))) continue;
    const where = { dir: spoolDirOf(run.config.data, worker), consumer: CONSUMER };
    try {
      await commitPosition(where, position, run.deps.disk);
      run.told = new Map([...run.told, [worker, position]]);
    } catch (thrown) {
      run.sendProblem = problemOf(thrown);
    }
  }
}

async function finish(run: Run): Promise<void> {
  await run.shipping;
  if (!run.isPrepared || run.sendProblem !== null) return;
  startShipping(run, null);
  await run.shipping;
}

function healthOf(run: Run): RecorderHealth {
  const waitingRows = run.intake.batch().rows();
  const nowUs = run.deps.clock.nowUs();
  // How far behind it is, nobody knows before the first read: since it started, at least.
  const readUs = run.isIdle ? nowUs : run.newestUs === 0 ? run.startedUs : run.newestUs;
  return {
    ready: run.isPrepared && run.sendProblem === null && run.readProblem === null,
    detail: detailOf(run),
    lagMs: lagMsOf(readUs, nowUs),
    spools: run.follower.spools().map(({ worker, waitsSinceUs }) => ({
      spool: spoolNameOf(worker),
      lagMs: lagMsOf(waitsSinceUs ?? readUs, nowUs),
    })),
    waitingRows,
    batch: run.checkpoint.committed(),
    positions: run.positions,
  };
}

function lagMsOf(receivedAtUs: number, nowUs: number): number {
  return Math.max(0, Math.round((nowUs - receivedAtUs) / 1000));
}

function detailOf({ sendProblem, readProblem, isPrepared }: Run): string {
  if (readProblem !== null) return `waiting for the spool: ${readProblem}`;
  if (sendProblem !== null) return `waiting: ${sendProblem}`;
  return isPrepared ? "recording" : "waiting for the store";
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (thrown) {
    // Cut short by the signal, as wanted.
    if (!signal.aborted) throw thrown;
  }
}

async function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  const end = new AbortController();
  await Promise.race([work, pauseFor(ms, end.signal)]);
  end.abort();
}
