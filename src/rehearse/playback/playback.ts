/**
 * A replay: a recorded day of stations, played to another CSMS, recorded and compared. In: the day,
 * where and how. Out: what differs, what was not played and why, how late it was. Promised: every
 * station ends, whatever the CSMS does; told to stop, it ends with what there is so far; nothing
 * reaches a station.
 */
import { type Clock, isoFromUs } from "../../base/clock.ts";
import { problemOf } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import type { Redact } from "../../exchange/redact.ts";
import type { CsmsComparison } from "../../query/comparison/comparison.ts";
import type { AskDeps } from "../../relay/dial.ts";
import type { LegCredentials } from "../../relay/leg-credentials.ts";
import type { TranslatedRoute } from "../../relay/route.ts";
import type { FrozenInsert, MessageRow } from "../../store/rows.ts";
import {
  type Account,
  createAccount,
  type LeftOut,
  type PlaybackTotals,
  type Problem,
} from "./account.ts";
import { createStandIn } from "./answers.ts";
import { createFloods, type Floods } from "./floods.ts";
import { createTurnstile, type Pace } from "./pace.ts";
import type { RecordedDay, RecordedItem, RecordedStation } from "./recorded.ts";
import { createRecording, type Recording } from "./recording.ts";
import { createRunningComparison, type RunningComparison } from "./running-comparison.ts";
import { createScratchState } from "./scratch-state.ts";
import { dialStaging } from "./staging-leg.ts";
import { StationRun } from "./station-run.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createTransactionIds } from "./transaction-ids.ts";
import { TranslatedRun } from "./translated-run.ts";

export type PlaybackRequest = {
  /** By which its messages are found in the record: their `instance`. */
  readonly instance: string;
  readonly speed: number;
  readonly callsPerSecond: number;
  /** 1.6 of the record becomes 2.0.1 for the CSMS. */
  readonly isTranslated: boolean;
  readonly keepsTimes: boolean;
  /** 2.x transactions get ids of their own, so that a day can be played twice. */
  readonly hasFreshTransactions: boolean;
  readonly playsHidden: boolean;
  /** Actions that are compared; null for all. */
  readonly only: ReadonlySet<string> | null;
};

export type PlaybackDeps = {
  readonly day: RecordedDay;
  readonly route: TranslatedRoute;
  readonly credentials: LegCredentials;
  readonly asking: AskDeps;
  /** Null: it is not kept. */
  readonly insert: ((insert: FrozenInsert) => Promise<void>) | null;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PlaybackProgress) => void;
};

export type PlaybackProgress = {
  readonly sent: number;
  readonly messages: number;
  readonly stations: number;
  readonly stationsDone: number;
};

export type Playback = {
  readonly instance: string;
  readonly stations: number;
  /** What the day would take at this speed, and what it took. Unit: ms. */
  readonly plannedMs: number;
  readonly tookMs: number;
  /** It was told to stop before its end. */
  readonly isStopped: boolean;
  /** Why it ended early, or is not recorded whole; null where neither is so. */
  readonly failure: string | null;
  /** Messages of it that are in the store. */
  readonly written: number;
  readonly totals: PlaybackTotals;
  readonly leftOut: readonly LeftOut[];
  readonly losses: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
  readonly comparison: CsmsComparison;
};

type Run = {
  readonly request: PlaybackRequest;
  readonly deps: PlaybackDeps;
  readonly timeline: Timeline;
  readonly account: Account;
  readonly comparison: RunningComparison;
  readonly recording: Recording;
  readonly floods: Floods;
  readonly turnstile: (signal: AbortSignal) => Promise<void>;
  /** Of the caller, and of what makes going on useless. */
  readonly signal: AbortSignal;
};

const observe = () => undefined;

/** `day` has a station at least. */
export async function playDay(request: PlaybackRequest, deps: PlaybackDeps): Promise<Playback> {
  const { pace, day, signal } = deps;
  const { fromUs, toUs } = spanOf(day.stations);
  const startMs = pace.nowMs();
  const account = createAccount();
  const comparison = createRunningComparison({ only: request.only, nowMs: pace.nowMs });
  const floods = createFloods(account);
  const onRow = (row: MessageRow) => {
    comparison.played(row);
    floods.heard(row);
  };
  const recording = createRecording(request.instance, { ...deps, onRow, observe });
  const gate = createTurnstile(request.callsPerSecond, pace);
  const failing = new AbortController();
  const run: Run = {
    ...{ request, deps, account, comparison, recording, floods },
    timeline: createTimeline({ fromUs, toUs, startMs, speed: request.speed }),
    signal: AbortSignal.any([signal, failing.signal]),
    async turnstile(until) {
      await recording.room();
      await gate(until);
    },
  };
  let failure: string | null = null;
  const fail = (thrown: unknown) => {
    if (signal.aborted) return;
    failure ??= problemOf(thrown);
    failing.abort();
  };
  await playStations(run, fail);
  await recording.close().catch(fail);
  const told = comparison.end();
  return {
    ...{ instance: request.instance, stations: day.stations.length, failure },
    plannedMs: (toUs - fromUs) / 1000 / request.speed,
    tookMs: pace.nowMs() - startMs,
    isStopped: signal.aborted,
    written: recording.written(),
    ...{ totals: account.totals(), leftOut: account.leftOut() },
    ...{ losses: account.losses(), problems: account.problems() },
    comparison: {
      ...{ from: isoFromUs(fromUs), to: isoFromUs(toUs), comparedFrom: isoFromUs(fromUs) },
      ...{ isWhole: true, shadowMessages: comparison.messages(), ...told },
    },
  };
}

function spanOf(stations: readonly RecordedStation[]) {
  return {
    fromUs: Math.min(...stations.map(({ firstUs }) => firstUs)),
    toUs: Math.max(...stations.map(({ lastUs }) => lastUs)),
  };
}

async function playStations(run: Run, fail: (thrown: unknown) => void): Promise<void> {
  const { deps, account } = run;
  const { stations } = deps.day;
  const messages = stations.reduce((sum, each) => sum + each.messages, 0);
  let stationsDone = 0;
  const tell = () => {
    const { sent } = account.totals();
    deps.onProgress({ sent, messages, stations: stations.length, stationsDone });
  };
  const telling = setInterval(tell, limits.playbackProgressMs);
  try {
    await Promise.all(
      stations.map(async (station) => {
        await playStation(run, station).catch(fail);
        stationsDone += 1;
      }),
    );
  } finally {
    clearInterval(telling);
    tell();
  }
}

function playStation(run: Run, { stationId }: RecordedStation): Promise<void> {
  const { request, deps, timeline, account, comparison, turnstile, signal } = run;
  const ids = createTransactionIds(request.hasFreshTransactions);
  const items = quiet(deps.day.itemsOf(stationId), signal);
  const common = {
    ...{ timeline, account, turnstile, signal, pace: deps.pace },
    left: run.floods.of(stationId),
    rewriting: {
      ...{ ids, timeline: request.keepsTimes ? null : timeline },
      playsHidden: request.playsHidden,
    },
    onAsked: comparison.asked,
    onRecordedAnswer: comparison.recordedAnswer,
  };
  if (request.isTranslated) {
    const session = { ...stagingOf(run), store: createScratchState() };
    return new TranslatedRun(stationId, { ...common, route: deps.route, session }).play(items);
  }
  const standIn = createStandIn(
    { stationId },
    { answersOf: deps.day.answersOf, ids, timeline: common.rewriting.timeline },
  );
  return new StationRun(stationId, {
    ...{ ...common, standIn },
    dial: (link, listener) => dialStaging(stationId, link, { ...stagingOf(run), listener }),
  }).play(items);
}

function stagingOf({ deps, recording }: Run) {
  const { route, credentials, asking, clock } = deps;
  return { route, credentials, asking, clock, record: recording, observe };
}

/** A read that was called off is the end, and no failure. */
async function* quiet(
  items: AsyncIterable<RecordedItem>,
  signal: AbortSignal,
): AsyncGenerator<RecordedItem> {
  try {
    yield* items;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}
