/**
 * The recorder: follow the spool, make rows, ship them. In: the spool's directory, the place where
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
import { rules as allRules } from "../findings/catalogue.ts";
import type { Rule } from "../findings/rule.ts";
import type { Observe } from "../observe/events.ts";
import { versionOfSubprotocol } from "../ocpp/versions.ts";
import { createWarmer, type Warmer } from "../ocpp/warm.ts";
import type { Disk } from "../spool/disk.ts";
import { type Follower, openFollower } from "../spool/follower.ts";
import { commitPosition, readPosition } from "../spool/ledger.ts";
import type { SpoolPosition } from "../spool/record.ts";
import { type Checkpoint, type Intent, loadCheckpoint } from "./checkpoint.ts";
import { createIntake, type Intake } from "./intake.ts";
import { createLive, type Live } from "./live.ts";
import { retry, type ShipDeps, type Sink, ship } from "./ship.ts";
import { restoreState, saveState } from "./state-text.ts";

/** The name under which the recorder's position is known to the relay. */
export const CONSUMER = "recorder";

export type RecorderConfig = Pick<Config, "data" | "instance" | "exchange">;

export type RecorderDeps = {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly disk: Disk;
  /**
   * `prepare` checks and migrates the store; it is tried until it works, before the first insert.
   */
  readonly sink: Sink & { readonly prepare?: () => Promise<void> };
  readonly rules?: readonly Rule[];
  readonly pause?: ShipDeps["pause"];
};

export type RecorderHealth = {
  readonly ready: boolean;
  readonly detail: string;
  /** How old what is being recorded is; 0 at the end of the spool. */
  readonly lagMs: number;
  /** Rows read and not yet acknowledged by the store, but for those on their way. */
  readonly waitingRows: number;
  /** Number of the newest committed batch. */
  readonly batch: number;
  readonly position: SpoolPosition | null;
};

export type Recorder = {
  readonly health: () => RecorderHealth;
  readonly live: Pick<Live, "onLive" | "handle">;
  /** Sends what it can at once; the rest is in the spool. */
  readonly close: () => Promise<void>;
};

type Run = {
  readonly config: RecorderConfig;
  readonly deps: RecorderDeps & { readonly pause: ShipDeps["pause"] };
  readonly intake: Intake;
  readonly checkpoint: Checkpoint;
  readonly follower: Follower;
  readonly live: Live;
  readonly closing: AbortController;
  readonly warmer: Warmer;
  position: SpoolPosition | null;
  /** Where the newest frozen batch ends. */
  frozenTo: SpoolPosition | null;
  /** When the batch that is being built got its first row. */
  batchSinceUs: number | null;
  frozenAtUs: number;
  newestUs: number;
  /** The last read found nothing. */
  isIdle: boolean;
  isPrepared: boolean;
  /** Why sending, or reading, does not work at the moment. */
  sendProblem: string | null;
  readProblem: string | null;
  shipping: Promise<void> | null;
};

export async function startRecorder(config: RecorderConfig, deps: RecorderDeps): Promise<Recorder> {
  const run = await openRun(config, deps);
  const following = follow(run);
  return {
    health: () => healthOf(run),
    live: run.live,
    async close() {
      run.closing.abort();
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
  const spoolDir = join(config.data, "spool");
  const loaded = await loadCheckpoint(join(config.data, "recorder"), disk);
  for (const file of loaded.damaged) {
    const problem = "a file of the recorder's state is damaged; its part of the state is lost";
    observe({ name: "bug", role: "recorder", where: file, problem });
  }
  const live = createLive();
  const intake = createIntake(
    { instance: config.instance, exchangeTimeoutMs: config.exchange.timeoutMs },
    { observe, publish: live.publish, rules: deps.rules ?? allRules },
  );
  const { intent } = loaded;
  for (const text of loaded.states) restoreState(intake.state, text);
  if (intent !== null) restoreState(intake.state, intent.state);
  const known = await readPosition({ dir: spoolDir, consumer: CONSUMER }, disk);
  const from = intent?.to ?? later(loaded.position, known);
  const run: Run = {
    config,
    deps: { ...deps, pause: deps.pause ?? pauseFor },
    intake,
    checkpoint: loaded.checkpoint,
    follower: openFollower({ dir: spoolDir, from }, { disk, observe }),
    live,
    closing: new AbortController(),
    warmer: createWarmer(),
    position: from,
    frozenTo: from,
    batchSinceUs: null,
    frozenAtUs: clock.nowUs(),
    newestUs: 0,
    isIdle: false,
    isPrepared: deps.sink.prepare === undefined,
    sendProblem: null,
    readProblem: null,
    shipping: null,
  };
  startShipping(run, intent);
  return run;
}

/** The relay was told only what was committed; more than we remember means that we lost some. */
function later(one: SpoolPosition | null, other: SpoolPosition | null): SpoolPosition | null {
  if (one === null || other === null) return one ?? other;
  const isAhead =
    one.segment === other.segment ? one.offset > other.offset : one.segment > other.segment;
  return isAhead ? one : other;
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
  const recordsMax = limits.recorderReadRecordsMax;
  const { records, position } = await run.follower.read({
    recordsMax,
    bytesMax: limits.followReadBytes,
    waitMs: waitMsOf(run),
  });
  if (records.length === 0) run.warmer.step();
  for (const record of records) {
    if (record.kind === "link-opened") {
      run.warmer.want(versionOfSubprotocol(record.body.subprotocol));
    }
    intake.take(record);
    if (record.receivedAtUs > run.newestUs) run.newestUs = record.receivedAtUs;
  }
  run.position = position;
  const nowUs = deps.clock.nowUs();
  run.isIdle = records.length === 0;
  if (records.length > 0) intake.tick(run.newestUs);
  else intake.tick(nowUs - limits.recorderIdleLagMs * 1000);
  // A gap record stands before everything later of its link, so at the end no explanation follows.
  if (records.length < recordsMax && intake.hasHoles()) intake.giveUpHoles();
  if (run.batchSinceUs === null && intake.batch().rows() > 0) run.batchSinceUs = nowUs;
}

/** The batch that is being built must not wait for a message that never comes. */
function waitMsOf({ batchSinceUs, deps, intake }: Run): number {
  if (batchSinceUs === null) return limits.recorderReadMsMax;
  const ageMs = (deps.clock.nowUs() - batchSinceUs) / 1000;
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
    return nowUs - run.batchSinceUs >= ageMsMaxOf(run.intake) * 1000;
  }
  const hasMoved =
    run.position?.segment !== run.frozenTo?.segment ||
    run.position?.offset !== run.frozenTo?.offset;
  return hasMoved && nowUs - run.frozenAtUs >= limits.recorderIdleCommitMs * 1000;
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
    await tellRelay(run, intent.to);
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
  const { intake, checkpoint, config, position } = run;
  if (position === null && intake.batch().rows() === 0) return null;
  const number = checkpoint.committed() + 1;
  const place = `${position?.segment ?? 0}:${position?.offset ?? 0}`;
  const token = `${config.instance}:${checkpoint.epoch}:${number}:${place}`;
  const isWhole = checkpoint.isWholeDue();
  const inserts = intake.takeBatch().freeze(token);
  const state = saveState(intake.state, isWhole ? "whole" : "changes");
  run.batchSinceUs = null;
  run.frozenTo = position;
  run.frozenAtUs = run.deps.clock.nowUs();
  return { number, to: position, inserts, state, isWhole };
}

/** Late is harmless: the relay then keeps a segment a little longer. */
async function tellRelay(run: Run, position: SpoolPosition | null): Promise<void> {
  if (position === null) return;
  const where = { dir: join(run.config.data, "spool"), consumer: CONSUMER };
  try {
    await commitPosition(where, position, run.deps.disk);
  } catch (thrown) {
    run.sendProblem = problemOf(thrown);
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
  return {
    ready: run.isPrepared && run.sendProblem === null && run.readProblem === null,
    detail: detailOf(run),
    lagMs: run.isIdle ? 0 : Math.max(0, Math.round((nowUs - run.newestUs) / 1000)),
    waitingRows,
    batch: run.checkpoint.committed(),
    position: run.position,
  };
}

function detailOf({ sendProblem, readProblem, isPrepared }: Run): string {
  if (readProblem !== null) return `waiting for the spool: ${readProblem}`;
  if (sendProblem !== null) return `waiting for the store: ${sendProblem}`;
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
