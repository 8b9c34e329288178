/**
 * Carries plans out. In: plans and their runs from the board, what the record says of stations.
 * Out: overrides, set and removed. Promised: one of all consoles does it at a time; what it is
 * about to do is stored before it does it; without the board it does nothing, and without the
 * record it moves nobody who was not told to go back at once; nothing of it is in the way of a
 * link.
 */
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { parseKeptOverride } from "../config/override.ts";
import type { Board } from "../fleet/board.ts";
import type { OverrideDesk } from "../fleet/override-desk.ts";
import type { Observe } from "../observe/events.ts";
import type { QueryDeps } from "../query/reader.ts";
import { type Decision, decide } from "./decide.ts";
import type { Facts } from "./facts.ts";
import { obey } from "./orders.ts";
import {
  type BookedPlan,
  leftEntriesOf,
  orderEntryOf,
  plansOf,
  readPlans,
  runEntryOf,
  writePlan,
} from "./plan-book.ts";
import { readFacts } from "./read-facts.ts";
import { type Run, told } from "./run.ts";

export type Runner = {
  /** Null: all is well; else why nothing goes on. */
  readonly problem: () => string | null;
  readonly close: () => Promise<void>;
};

export type RunnerDeps = {
  readonly board: Board;
  readonly overrides: Pick<OverrideDesk, "set">;
  /** Whether it is this one of all consoles. */
  readonly isHolder: () => boolean;
  readonly query: QueryDeps;
  /** How far the record is behind; null where nobody can say. Unit: s. */
  readonly lagSeconds: () => Promise<number | null>;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly random?: () => number;
  /** Between two looks. Unit: ms. */
  readonly tickMs?: number;
};

const NO_FACTS: Facts = { stations: new Map(), findings: [], answers: [], untranslatable: [] };

export function startRunner(deps: RunnerDeps): Runner {
  const stop = new AbortController();
  const state: State = { deps, signal: stop.signal, allowances: new Map(), problem: null };
  const running = repeatedly(state);
  return {
    problem: () => state.problem,
    async close() {
      stop.abort();
      await running;
    },
  };
}

type State = {
  readonly deps: RunnerDeps;
  readonly signal: AbortSignal;
  /** How many stations each plan may move by now, and since when that was counted. */
  readonly allowances: Map<string, { readonly moves: number; readonly atUs: number }>;
  problem: string | null;
};

async function repeatedly(state: State): Promise<void> {
  const { deps, signal } = state;
  while (!signal.aborted) {
    try {
      // That the board is away is told by whoever looks after it.
      if (!deps.board.isReady()) state.problem = deps.board.problem();
      else tell(state, deps.isHolder() ? await lookAtAll(state) : null);
    } catch (thrown) {
      tell(state, problemOf(thrown));
    }
    await pause(tickMsOf(deps), undefined, { signal }).catch(() => undefined);
  }
}

function tickMsOf({ tickMs = limits.planTickMs }: RunnerDeps): number {
  return tickMs;
}

function tell(state: State, problem: string | null): void {
  if (problem !== null && state.problem === null)
    state.deps.observe({ name: "planBlind", problem });
  state.problem = problem;
}

/** Gives what kept it from seeing; null for nothing. Rejects where the board cannot be had. */
async function lookAtAll(state: State): Promise<string | null> {
  const { board } = state.deps;
  const texts = await readPlans(board);
  for (const entry of leftEntriesOf(texts)) await writePlan(board, entry, null);
  let problem: string | null = null;
  for (const booked of plansOf(texts).values()) {
    if (isActive(booked)) problem = (await lookAt(state, booked)) ?? problem;
  }
  return problem;
}

function isActive({ run, orders, kept }: BookedPlan): boolean {
  const isOn = run.status === "running" || run.status === "paused" || run.status === "returning";
  return isOn || orders.length > 0 || run.planSetAt !== kept.setAt;
}

async function lookAt(state: State, booked: BookedPlan): Promise<string | null> {
  const { deps } = state;
  const { name, kept, orders } = booked;
  const { nowUs } = deps.clock;
  const overrides = await deps.board.read("overrides");
  if (overrides === null) return deps.board.problem();
  const { facts, problem } = await see(booked, deps);
  const at = { nowUs: nowUs(), facts };
  let run = booked.run;
  if (run.planSetAt !== kept.setAt) {
    const who = kept.setBy;
    run = told({ ...run, planSetAt: kept.setAt }, { nowUs: nowUs(), who, what: "plan given" });
  }
  for (const order of orders) run = obey(run, order, at);
  const movesMax = allowanceOf(state, booked, nowUs());
  const decision = decide(kept.plan, run, {
    ...{ ...at, movesMax, isBlind: problem !== null },
    overrideOf: (id) => parseKeptOverride(overrides.texts.get(id) ?? "")?.override ?? null,
  });
  if (!isDeepStrictEqual(decision.run, booked.run)) {
    await writePlan(deps.board, runEntryOf(name), JSON.stringify(decision.run));
    tellTrail(name, booked.run, decision.run, deps);
  }
  for (const { id } of orders) await writePlan(deps.board, orderEntryOf(name, id), null);
  await carryOut(state, booked, decision);
  return problem;
}

/** Whoever does not see must not go on: an old record is none. */
async function see(
  { kept, run }: BookedPlan,
  { query, lagSeconds }: RunnerDeps,
): Promise<{ readonly facts: Facts; readonly problem: string | null }> {
  try {
    const lag = await lagSeconds();
    if (lag !== null && lag > limits.planLagSecondsMax) {
      return { facts: NO_FACTS, problem: `the record is ${Math.round(lag)} s behind` };
    }
    return { facts: await readFacts(kept.plan, run, query), problem: null };
  } catch (thrown) {
    return { facts: NO_FACTS, problem: `the record cannot be read: ${problemOf(thrown)}` };
  }
}

/** So many more each moment, and never more than two looks' worth at once. */
function allowanceOf(
  { allowances, deps }: State,
  { name, kept }: BookedPlan,
  nowUs: number,
): number {
  const perUs = kept.plan.perMinute / 60_000_000;
  const ofLook = perUs * tickMsOf(deps) * 1000;
  const most = Math.max(1, 2 * ofLook);
  const before = allowances.get(name) ?? { moves: Math.max(1, ofLook), atUs: nowUs };
  const moves = Math.min(most, before.moves + Math.max(0, nowUs - before.atUs) * perUs);
  allowances.set(name, { moves, atUs: nowUs });
  return Math.floor(moves);
}

/** One after the other, at random moments: a fleet that connects at once is a storm. */
async function carryOut(state: State, booked: BookedPlan, decision: Decision): Promise<void> {
  const { deps, signal, allowances } = state;
  const { random = Math.random } = deps;
  const { name, kept } = booked;
  const all = [
    ...decision.remove.map((stationId) => [stationId, null] as const),
    ...decision.set.map((stationId) => [stationId, kept.plan.to] as const),
  ];
  for (const [stationId, override] of all) {
    if (all.length > 1) {
      const waitMs = (random() * tickMsOf(deps)) / all.length;
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted || !deps.isHolder()) return;
    const step = (decision.run.places[stationId]?.step ?? 0) + 1;
    await deps.overrides.set(stationId, override, {
      isNow: true,
      from: `the plan ${name}, step ${step}`,
    });
    const { moves = 1, atUs = 0 } = allowances.get(name) ?? {};
    allowances.set(name, { moves: moves - 1, atUs });
  }
}

function tellTrail(plan: string, before: Run, after: Run, { observe }: RunnerDeps): void {
  const last = before.trail.at(-1);
  const known =
    last === undefined ? -1 : after.trail.findLastIndex((each) => isDeepStrictEqual(each, last));
  for (const { who, what, why, count } of after.trail.slice(known + 1)) {
    observe({ name: "planStepped", plan, who, what, why, stations: count });
  }
}
