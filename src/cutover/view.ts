/**
 * How far a plan has come, for people. In: the plan, its run, where stations are. Out: counts,
 * states.
 */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { redactUrls } from "../config/redact.ts";
import type { StationFact } from "./facts.ts";
import type { BookedPlan } from "./plan-book.ts";
import type { Place } from "./run.ts";
import { stepOf } from "./select.ts";

/**
 * `todo`: a step to come means it. `waiting`: until nothing charges. `moving`, `returning`: it has
 * been sent, and is not there yet. `byHand`: somebody else decides about it.
 */
export type PlanStationState =
  | "todo"
  | "waiting"
  | "moving"
  | "moved"
  | "returning"
  | "back"
  | "byHand";

/** Null of facts: the record cannot be asked, and only what the plan did itself is known. */
export function viewOf(booked: BookedPlan, facts: readonly StationFact[] | null) {
  const { name, kept, run } = booked;
  const { plan } = kept;
  const factOf = new Map((facts ?? []).map((each) => [each.stationId, each]));
  const placed = Object.entries(run.places).map(([stationId, place]) => ({
    ...{ stationId, step: place.step, why: place.why },
    state: stateOf(place, factOf.get(stationId), plan.sessions),
    since: isoFromUs(place.sinceUs),
  }));
  const todo = (facts ?? []).flatMap((fact) => {
    const { stationId, route } = fact;
    const isOpen = route === plan.from && !Object.hasOwn(run.places, stationId);
    const step = isOpen ? stepOf(plan.steps, plan.steps.length - 1, fact) : null;
    const state: PlanStationState = "todo";
    return step === null ? [] : [{ stationId, step, why: "", state, since: null }];
  });
  const all = [...placed, ...todo].sort((one, other) => (one.stationId < other.stationId ? -1 : 1));
  return {
    ...{ name, status: run.status, why: run.why, step: run.step },
    ...{ setAt: kept.setAt, setBy: kept.setBy },
    plan: { ...plan, to: shownTo(plan.to) },
    counts: countsOf(all),
    steps: plan.steps.map((_step, index) => {
      const own = all.filter(({ step }) => step === index);
      return { stations: own.length, counts: countsOf(own) };
    }),
    stations: all.slice(0, limits.planStationsToldMax),
    total: all.length,
    isRecordRead: facts !== null,
    trail: run.trail.toReversed(),
  };
}

function stateOf(
  place: Place,
  fact: StationFact | undefined,
  sessions: "wait" | "move",
): PlanStationState {
  switch (place.state) {
    case "ordered":
      return sessions === "wait" && fact?.isBusy === true ? "waiting" : "moving";
    case "moved":
      return place.wasConnected && fact !== undefined && fact.openedUs < place.movedUs
        ? "moving"
        : "moved";
    case "returning":
    case "back":
    case "byHand":
      return place.state;
  }
}

function countsOf(stations: readonly { readonly state: PlanStationState }[]) {
  const counts: Record<PlanStationState, number> = {
    ...{ todo: 0, waiting: 0, moving: 0, moved: 0, returning: 0, back: 0, byHand: 0 },
  };
  for (const { state } of stations) counts[state] += 1;
  return counts;
}

function shownTo(to: BookedPlan["kept"]["plan"]["to"]) {
  return "route" in to ? to : { upstream: redactUrls(to.upstream) };
}
