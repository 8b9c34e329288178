/**
 * Pairs of answers, one after the other → what differs, how often, where; ranked. Bounded: peers
 * choose actions, statuses and codes, so only so many are told apart and the rest is counted.
 */
import { isoFromUs } from "../../base/clock.ts";
import { limits } from "../../base/limits.ts";
import { type Answered, type Difference, differencesOf } from "./differences.ts";
import type { Place } from "./said.ts";

/** What was said to one call of a station. The places are those of the answers, else the calls. */
export type Pair = {
  readonly action: string;
  readonly stationId: string;
  readonly atUs: number;
  readonly old: { readonly answered: Answered | null; readonly place: Place };
  readonly new: { readonly answered: Answered | null; readonly place: Place };
};

/** Why something could not be compared; the sentence for it is the reader's. */
export const leftOutReasons = [
  "notSent",
  "recent",
  "unanswered",
  "unreadable",
  "ownCall",
  "sourceOutside",
  "oldCommand",
  "newCommand",
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

type Group = Difference & {
  readonly action: string;
  count: number;
  readonly stations: Set<string>;
  firstUs: number;
  lastUs: number;
  example: Pair;
};

type Side = { answered: number; readonly latencies: number[] };
type OfAction = { pairs: number; differing: number; readonly old: Side; readonly new: Side };

/** Stands for those beyond the limit. */
const OTHERS = "(other actions)";
const RANK = { error: 0, warning: 1, note: 2 } as const;

export class Tally {
  readonly #groups = new Map<string, Group>();
  readonly #actions = new Map<string, OfAction>();
  readonly #leftOut = new Map<string, { reason: LeftOutReason; action: string; count: number }>();
  readonly #stations = new Set<string>();
  #pairs = 0;
  #differing = 0;
  #further = 0;

  add(pair: Pair): void {
    const differences = differencesOf(pair.old.answered, pair.new.answered);
    const action = this.#actionOf(pair.action);
    const isDiffering = differences.length > 0 ? 1 : 0;
    this.#pairs += 1;
    this.#differing += isDiffering;
    this.#stations.add(pair.stationId);
    action.pairs += 1;
    action.differing += isDiffering;
    note(action.old, pair.old.answered);
    note(action.new, pair.new.answered);
    for (const difference of differences) this.#count(difference, pair);
  }

  leaveOut(reason: LeftOutReason, action: string, count = 1): void {
    const named = `${reason} ${action}`;
    const isFull = this.#leftOut.size >= limits.comparisonGroupsMax && !this.#leftOut.has(named);
    const [key, shown] = isFull ? [`${reason} ${OTHERS}`, OTHERS] : [named, action];
    const known = this.#leftOut.get(key);
    if (known === undefined) this.#leftOut.set(key, { reason, action: shown, count });
    else known.count += count;
  }

  result() {
    return {
      pairs: this.#pairs,
      differing: this.#differing,
      stations: this.#stations.size,
      actions: [...this.#actions]
        .map(([action, of]) => ({
          ...{ action, pairs: of.pairs, differing: of.differing },
          ...{ old: presentSide(of.old), new: presentSide(of.new) },
        }))
        .sort((one, other) => other.pairs - one.pairs || compareText(one.action, other.action)),
      differences: [...this.#groups.values()]
        .sort((one, other) => RANK[one.severity] - RANK[other.severity] || other.count - one.count)
        .map((group) => presentGroup(group, this.#actionOf(group.action).pairs)),
      /** Differences of kinds that are not told apart any more. */
      further: this.#further,
      leftOut: [...this.#leftOut.values()].sort((one, other) => other.count - one.count),
    };
  }

  #actionOf(action: string): OfAction {
    const isFull = this.#actions.size >= limits.comparisonGroupsMax && !this.#actions.has(action);
    const name = isFull ? OTHERS : action;
    const known = this.#actions.get(name);
    if (known !== undefined) return known;
    const made = { pairs: 0, differing: 0, old: emptySide(), new: emptySide() };
    this.#actions.set(name, made);
    return made;
  }

  #count(difference: Difference, pair: Pair): void {
    const { action, stationId, atUs } = pair;
    const key = JSON.stringify([action, difference.kind, difference.old, difference.new]);
    const known = this.#groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      known.stations.add(stationId);
      if (atUs >= known.lastUs) known.example = pair;
      known.firstUs = Math.min(known.firstUs, atUs);
      known.lastUs = Math.max(known.lastUs, atUs);
      return;
    }
    if (this.#groups.size >= limits.comparisonGroupsMax) {
      this.#further += 1;
      return;
    }
    const stations = new Set([stationId]);
    const times = { firstUs: atUs, lastUs: atUs };
    this.#groups.set(key, { ...difference, action, count: 1, stations, ...times, example: pair });
  }
}

function emptySide(): Side {
  return { answered: 0, latencies: [] };
}

function note(side: Side, answered: Answered | null): void {
  if (answered === null) return;
  side.answered += 1;
  if (answered.latencyUs === null) return;
  // Of more than there is room for, the newest stand for all.
  if (side.latencies.length < limits.comparisonLatenciesMax) {
    side.latencies.push(answered.latencyUs);
  } else {
    side.latencies[side.answered % limits.comparisonLatenciesMax] = answered.latencyUs;
  }
}

function presentSide({ answered, latencies }: Side) {
  const sorted = Float64Array.from(latencies).sort();
  return { answered, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) };
}

/** Nearest rank; null of none. */
function percentile(sorted: Float64Array, part: number): number | null {
  const us = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return us === undefined ? null : us / 1000;
}

function presentGroup(group: Group, pairs: number) {
  const { action, kind, severity, old, count, stations, firstUs, lastUs, example } = group;
  return {
    ...{ action, kind, severity, old, new: group.new, count },
    /** Of the pairs of this action, from 0 to 1. */
    share: count / pairs,
    stations: stations.size,
    stationIds: [...stations].sort(compareText).slice(0, limits.comparisonStationsTold),
    firstAt: isoFromUs(firstUs),
    lastAt: isoFromUs(lastUs),
    /** The newest pair that differs so. */
    example: { stationId: example.stationId, old: example.old.place, new: example.new.place },
  };
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
