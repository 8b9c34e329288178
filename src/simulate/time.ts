/**
 * Time of the simulated peers. In: a clock and timers. Out: simulated milliseconds and timers in
 * them. A peer never asks the real clock when its next heartbeat is due; it asks this, so that a
 * day can pass in seconds (`createPacedTime`) or as fast as the messages travel
 * (`createLeapingTime`).
 *
 * Time-outs of calls are the network's and stay real: use `Timers` for those.
 */
import { assert } from "../base/assert.ts";
import { type Clock, systemClock } from "../base/clock.ts";

export type Cancel = () => void;

/** Real timers as a dependency. */
export type Timers = {
  readonly after: (ms: number, run: () => void) => Cancel;
};

export type SimulatedTime = {
  /** Milliseconds since the epoch, of the simulated world. */
  readonly nowMs: () => number;
  /** Runs once after that many simulated milliseconds, unless cancelled. */
  readonly after: (ms: number, run: () => void) => Cancel;
  /** Leaping time stands still until what is returned was called; paced time does not care. */
  readonly hold: () => Cancel;
};

export type TimeDeps = { readonly clock: Clock; readonly timers: Timers };

/** Longest delay that Node's timers take; longer ones are cut into pieces of it. Unit: ms. */
const TIMER_MS_MAX = 2_147_000_000;

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, TIMER_MS_MAX));
    return () => clearTimeout(timer);
  },
};

export const systemTimeDeps: TimeDeps = { clock: systemClock, timers: systemTimers };

/** Simulated time that runs `pace` times as fast as the real one, from the same now. */
export function createPacedTime(pace: number, deps: TimeDeps = systemTimeDeps): SimulatedTime {
  assert(pace > 0, "time runs forwards");
  const startMs = deps.clock.nowUs() / 1000;
  return {
    nowMs: () => startMs + (deps.clock.nowUs() / 1000 - startMs) * pace,
    after: (ms, run) => deps.timers.after(Math.max(0, ms) / pace, run),
    hold: () => () => undefined,
  };
}

type Due = { readonly atMs: number; readonly order: number; readonly run: () => void };

/**
 * Simulated time that stands still while anyone holds it and leaps to the next timer otherwise.
 * With peers that hold it while a call is under way, a day takes as long as its messages need, and
 * the order of events is the same in every run.
 */
export function createLeapingTime(startMs: number): SimulatedTime & { readonly stop: Cancel } {
  let nowMs = startMs;
  let order = 0;
  let holders = 0;
  let isStopped = false;
  let leap: NodeJS.Immediate | null = null;
  const dues = new Set<Due>();

  const plan = () => {
    if (leap !== null || isStopped || holders > 0 || dues.size === 0) return;
    leap = setImmediate(() => {
      leap = null;
      if (holders > 0 || isStopped) return;
      let next: Due | null = null;
      for (const due of dues) {
        if (next === null || due.atMs < next.atMs) next = due;
        else if (due.atMs === next.atMs && due.order < next.order) next = due;
      }
      if (next === null) return;
      dues.delete(next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
      plan();
    });
  };

  return {
    nowMs: () => nowMs,
    after(ms, run) {
      order += 1;
      const due: Due = { atMs: nowMs + Math.max(0, ms), order, run };
      dues.add(due);
      plan();
      return () => dues.delete(due);
    },
    hold() {
      let isHeld = true;
      holders += 1;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        plan();
      };
    },
    stop() {
      isStopped = true;
      dues.clear();
    },
  };
}
