/**
 * One look of the runner at one plan: `(plan, run, what is known) → (run, what is to be done)`. No
 * clock, no board, no store. Promised: whatever was done or lost since the last look, each station
 * comes to where the plan wants it; nobody is moved who charges, unless the plan says so; who was
 * decided about by hand is left alone.
 */
import { isDeepStrictEqual } from "node:util";
import type { Override } from "../config/override.ts";
import type { Plan } from "../config/plan.ts";
import type { Facts, StationFact } from "./facts.ts";
import { hitOf } from "./rules.ts";
import { type Place, type Run, told } from "./run.ts";
import { stepOf } from "./select.ts";
import { sendBack, tellLost } from "./send-back.ts";

export type World = {
  readonly nowUs: number;
  readonly facts: Facts;
  readonly overrideOf: (stationId: string) => Override | null;
  /** So many stations may be moved now, either way. */
  readonly movesMax: number;
  /** The record does not say how things are: only who is forced back moves. */
  readonly isBlind: boolean;
};

export type Decision = {
  readonly run: Run;
  /** Their override is to be set. */
  readonly set: readonly string[];
  /** Their override is to be removed. */
  readonly remove: readonly string[];
};

/** Who is told as the one who did it. */
export const RUNNER = "the plan";

export function decide(plan: Plan, before: Run, world: World): Decision {
  if (before.status === "ready" || before.status === "returned") return nothing(before);
  let run = settle(plan, before, world);
  const isSeeing = !world.isBlind;
  const isWatched = run.status === "running" || run.status === "paused";
  if (isSeeing && isWatched) run = guard(plan, run, world);
  if (isSeeing && run.status === "running") run = goOn(plan, order(plan, run, world), world);
  if (run.status === "returning") run = finishReturn(run, world);
  const remove = free(run, "returning", world, isSeeing && plan.rollBack.sessions === "move");
  const mayMove = isSeeing && run.status === "running";
  const set = mayMove ? free(run, "ordered", world, plan.sessions === "move") : [];
  const now = set.slice(0, Math.max(0, world.movesMax - remove.length));
  return {
    run: sentNow(run, now, world.nowUs),
    remove: remove.slice(0, world.movesMax),
    set: now,
  };
}

/** Before it is done: what is heard of a station after this moment comes from where it was sent. */
function sentNow(run: Run, stations: readonly string[], nowUs: number): Run {
  if (stations.length === 0) return run;
  const places: Record<string, Place> = { ...run.places };
  for (const stationId of stations) {
    const place = places[stationId];
    if (place !== undefined) places[stationId] = { ...place, movedUs: nowUs };
  }
  return { ...run, places };
}

function nothing(run: Run): Decision {
  return { run, set: [], remove: [] };
}

/** What was to be done is done, or somebody else did something else. */
function settle(plan: Plan, before: Run, world: World): Run {
  const { nowUs, overrideOf } = world;
  const places: Record<string, Place> = { ...before.places };
  const moved: string[] = [];
  const back: string[] = [];
  const byHand: string[] = [];
  const put = (stationId: string, place: Place, patch: Partial<Place>) => {
    places[stationId] = { ...place, sinceUs: nowUs, ...patch };
  };
  for (const [stationId, place] of Object.entries(before.places)) {
    const override = overrideOf(stationId);
    const isOurs = override !== null && isDeepStrictEqual(override, plan.to);
    const isWanted = place.state === "ordered" || place.state === "moved";
    if (place.state === "back" || place.state === "byHand") continue;
    if (place.state === "ordered" && isOurs) {
      put(stationId, place, { state: "moved" });
      moved.push(stationId);
    } else if (place.state === "returning" && override === null) {
      put(stationId, place, { state: "back" });
      back.push(stationId);
    } else if (override === null ? place.state === "moved" : !isOurs) {
      put(stationId, place, { state: "byHand", why: byHandWhy(override, isWanted) });
      byHand.push(stationId);
    }
  }
  let run: Run = { ...before, places };
  const at = { nowUs, who: RUNNER };
  if (moved.length > 0) run = told(run, { ...at, what: "moved", stations: moved });
  if (back.length > 0) {
    const { facts, isBlind } = world;
    // As it was before: since when it was to go back.
    const lost = tellLost({ ...run, places: before.places }, back, { facts, nowUs, isBlind });
    run = told({ ...run, trail: lost.trail }, { ...at, what: "back", stations: back });
  }
  if (byHand.length > 0) {
    const why = "their override was changed by somebody else; the plan leaves them alone";
    run = told(run, { ...at, what: "left alone", why, stations: byHand });
  }
  return run;
}

function byHandWhy(override: Override | null, isWanted: boolean): string {
  if (override !== null) return "it has another override, which somebody set";
  return isWanted ? "its override was removed by somebody" : "";
}

/** The rules: who hits one goes back, or all with them. */
function guard(plan: Plan, run: Run, { facts, nowUs }: World): Run {
  const moved = new Map(Object.entries(run.places).filter(([, { state }]) => state === "moved"));
  if (moved.size === 0) return run;
  const { rules, of, sessions } = plan.rollBack;
  const hit = hitOf(rules, moved, { facts, nowUs });
  if (hit === null) return run;
  const stations =
    of === "station"
      ? hit.stations
      : Object.entries(run.places).flatMap(([id, { step }]) =>
          of === "plan" || step === run.step ? [id] : [],
        );
  const shown = { nowUs, who: RUNNER, what: "rule met", why: hit.why, stations: hit.stations };
  const isForced = sessions === "move";
  return sendBack(told(run, shown), {
    ...{ of, stations, why: hit.why, isForced, who: RUNNER, nowUs },
  });
}

/** Those whom the steps so far mean, and who have no place yet. */
function order(plan: Plan, before: Run, world: World): Run {
  const { facts, nowUs, overrideOf } = world;
  const places: Record<string, Place> = { ...before.places };
  const ordered: string[] = [];
  const left: string[] = [];
  const put = (stationId: string, step: number, fact: StationFact | null) => {
    const wasConnected = fact?.isConnected ?? false;
    const isElsewhere = fact !== null && fact.route !== plan.from;
    const isTaken = overrideOf(stationId) !== null;
    const why = isTaken
      ? "it has an override of its own"
      : isElsewhere
        ? `it is on the route ${fact.route}`
        : "";
    const state = why === "" ? ("ordered" as const) : ("byHand" as const);
    const since = { step, sinceUs: nowUs, movedUs: 0, wasConnected, isForced: false };
    places[stationId] = { ...since, state, why };
    (state === "ordered" ? ordered : left).push(stationId);
  };
  for (const [stationId, fact] of facts.stations) {
    if (Object.hasOwn(places, stationId)) continue;
    const step = stepOf(plan.steps, before.step, fact);
    const isNamed = plan.steps.some(({ stations }) => stations.includes(stationId));
    if (step !== null && (fact.route === plan.from || isNamed)) put(stationId, step, fact);
  }
  // Named, and never seen: it is moved before it comes.
  for (const [step, { stations }] of plan.steps.slice(0, before.step + 1).entries()) {
    for (const id of stations) {
      if (!Object.hasOwn(places, id) && !facts.stations.has(id)) put(id, step, null);
    }
  }
  let run: Run = { ...before, places };
  const at = { nowUs, who: RUNNER };
  if (ordered.length > 0) run = told(run, { ...at, what: "chosen", stations: ordered });
  if (left.length > 0) {
    const why = "they have an override of their own, or another route";
    run = told(run, { ...at, what: "left alone", why, stations: left });
  }
  return ordered.length > 0 ? { ...run, movedSinceUs: null } : run;
}

const MINUTE_US = 60_000_000;

/** When all are moved and the step was watched for long enough, the next one begins. */
function goOn(plan: Plan, run: Run, { nowUs }: World): Run {
  const isLeft = Object.values(run.places).some(({ state }) => state === "ordered");
  const step = plan.steps[run.step];
  if (isLeft || step === undefined) return { ...run, why: isLeft ? "moving stations" : "" };
  if (run.movedSinceUs === null) {
    const why = `step ${run.step + 1}: all are moved`;
    return told(
      { ...run, movedSinceUs: nowUs, why: "watching" },
      { ...{ nowUs, who: RUNNER, what: "watching", why } },
    );
  }
  const isWatched = nowUs - run.movedSinceUs >= step.soakMinutes * MINUTE_US;
  const isLast = run.step + 1 >= plan.steps.length;
  if (!run.isNextAsked && !(isWatched && (isLast || step.next === "continue"))) {
    return { ...run, why: isWatched ? "waiting for an operator" : "watching" };
  }
  if (isLast) {
    const done = { ...run, status: "done" as const, why: "", isNextAsked: false };
    return told(done, { nowUs, who: RUNNER, what: "done" });
  }
  const next = { ...run, step: run.step + 1, movedSinceUs: null, isNextAsked: false, why: "" };
  return told(next, { nowUs, who: RUNNER, what: "step", why: `step ${next.step + 1} begins` });
}

function finishReturn(run: Run, { nowUs }: World): Run {
  const isLeft = Object.values(run.places).some(({ state }) => state === "returning");
  if (isLeft) return run;
  return told(
    { ...run, status: "returned" },
    { ...{ nowUs, who: RUNNER, what: "returned", why: "all stations of the plan are back" } },
  );
}

/** Those that may go now: nobody charges there, or it does not matter. */
function free(
  { places }: Run,
  state: "ordered" | "returning",
  { facts, isBlind }: World,
  isAtOnce: boolean,
): readonly string[] {
  return Object.entries(places).flatMap(([stationId, place]) => {
    if (place.state !== state) return [];
    const isBusy = facts.stations.get(stationId)?.isBusy ?? isBlind;
    return isAtOnce || place.isForced || !isBusy ? [stationId] : [];
  });
}
