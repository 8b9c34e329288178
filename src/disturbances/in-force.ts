/**
 * Which disturbances are in force, by station. In: the book of them. Out: what a link asks at each
 * message, and a word when something has changed. Promised: one that has ended acts no more, also
 * without the board, and whatever becomes of the wall clock; one that is set again under its name
 * begins anew, any other goes on counting.
 */
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { KeptDisturbance } from "../config/disturbance.ts";
import type { Book } from "../fleet/book.ts";
import type { Observe } from "../observe/events.ts";
import { type Active, createActive } from "./active.ts";
import type { Wait } from "./lane.ts";

export type InForce = {
  /** In the order of their names. */
  readonly of: (stationId: string) => readonly Active[];
  /** Called after each change, of whatever station. The result ends that. */
  readonly watch: (listener: () => void) => () => void;
  readonly count: () => number;
};

export type InForceDeps = {
  readonly book: Pick<Book<KeptDisturbance>, "all" | "onChange">;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly observe: Observe;
};

const NONE: readonly Active[] = [];

export function createInForce({ book, clock, wait, observe }: InForceDeps): InForce {
  const known = new Map<string, { readonly active: Active; readonly forget: () => void }>();
  const byStation = new Map<string, readonly Active[]>();
  const listeners = new Set<() => void>();

  /** Unit: ms. */
  function leftOf({ disturbance: { until } }: KeptDisturbance): number {
    return Math.min(Date.parse(until) - clock.nowUs() / 1000, limits.faultMsMax);
  }
  function begin(kept: KeptDisturbance): void {
    const left = leftOf(kept);
    if (left <= 0) return;
    const forget = wait(left, () => {
      const { name, disturbance } = kept;
      observe({ name: "faultEnded", fault: name, stationId: disturbance.station });
      known.delete(name);
      list();
    });
    known.set(kept.name, { active: createActive(kept), forget });
  }
  function list(): void {
    byStation.clear();
    for (const name of [...known.keys()].toSorted()) {
      const active = known.get(name)?.active;
      if (active === undefined) continue;
      const { station } = active.kept.disturbance;
      byStation.set(station, [...(byStation.get(station) ?? NONE), active]);
    }
    for (const listener of listeners) listener();
  }
  function look(): void {
    const all = book.all();
    for (const [name, { active, forget }] of known) {
      const now = all.get(name);
      if (now !== undefined && isSame(now, active.kept)) continue;
      forget();
      known.delete(name);
    }
    for (const [name, kept] of all) if (!known.has(name)) begin(kept);
    list();
  }
  book.onChange(look);
  look();
  return {
    of: (stationId) => byStation.get(stationId) ?? NONE,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    count: () => known.size,
  };
}

function isSame(one: KeptDisturbance, other: KeptDisturbance): boolean {
  return one.setAt === other.setAt && one.setBy === other.setBy;
}
