/** A world's clock and chance: what is planned happens in order of its time, the same for a seed. */
import { createRandom, type Random } from "../../src/simulate/random.ts";

export type VirtualTime = {
  readonly nowMs: () => number;
  readonly random: Random;
  /** Runs that much later; what is returned calls it off. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Lets time pass up to that moment, or until nothing is planned. */
  readonly runUntil: (atMs: number) => void;
  /** What happened, newest last, to be read when a property fails. */
  readonly note: (line: string) => void;
  readonly notes: () => readonly string[];
};

type Due = { readonly atMs: number; readonly order: number; readonly run: () => void };

/** More than a run of a day needs: whoever plans without end fails. */
const STEPS_MAX = 500_000;
const NOTES_MAX = 2_000;

export function createVirtualTime(seed: string | number, startMs: number): VirtualTime {
  const random = createRandom(seed);
  let nowMs = startMs;
  let order = 0;
  const heap: Due[] = [];
  const off = new Set<Due>();
  const notes: string[] = [];
  const isBefore = (one: Due, other: Due) =>
    one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs;

  const push = (due: Due) => {
    let index = heap.push(due) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(due, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  };
  const pop = (): Due | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || !isBefore(child, last)) break;
      heap[index] = child;
      index = isRight ? 2 * index + 2 : 2 * index + 1;
    }
    heap[index] = last;
    return first;
  };

  return {
    nowMs: () => nowMs,
    random,
    after(ms, run) {
      order += 1;
      const due = { atMs: nowMs + Math.max(0, ms), order, run };
      push(due);
      return () => off.add(due);
    },
    runUntil(atMs) {
      for (let steps = 0; steps < STEPS_MAX; steps += 1) {
        const [next] = heap;
        if (next === undefined || next.atMs > atMs) {
          nowMs = Math.max(nowMs, atMs);
          return;
        }
        pop();
        if (off.delete(next)) continue;
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
      }
      throw new Error(`more than ${STEPS_MAX} steps\n${notes.slice(-50).join("\n")}`);
    },
    note(line) {
      notes.push(`${new Date(nowMs).toISOString()} ${line}`);
      if (notes.length > NOTES_MAX) notes.splice(0, NOTES_MAX / 2);
    },
    notes: () => notes,
  };
}
