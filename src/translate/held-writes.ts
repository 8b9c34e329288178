/**
 * Writes that nothing waits for yet: the next one takes them along, or a moment passes. Each write
 * is a flush of the disk, and half of them only say that a message has arrived.
 */
import { limits } from "../base/limits.ts";
import type { Write } from "./storage.ts";
import type { Effect } from "./turn.ts";

export type HeldWrites = {
  readonly add: (effect: Extract<Effect, { kind: "write" }>) => void;
  /** Something is to be said now: must what is held be durable before? */
  readonly isDue: () => boolean;
  readonly isEmpty: () => boolean;
  /** All of them, of each key the last; they are held no longer. */
  readonly take: () => readonly Write[];
};

export function createHeldWrites(): HeldWrites {
  const held = new Map<string, Write>();
  let isDue = false;
  return {
    add({ writes, due }) {
      for (const write of writes) held.set(write.key, write);
      if (due !== "soon") isDue = true;
    },
    isDue: () => isDue,
    isEmpty: () => held.size === 0,
    take() {
      const all = [...held.values()];
      held.clear();
      isDue = false;
      return all;
    },
  };
}

/** Of all stations of one route: what is written in one turn is flushed to the disk once. */
export type HeldTogether = {
  /** `write` is called when another station writes, and at the latest after `heldWriteMs`. */
  readonly wait: (write: () => void) => void;
  readonly forget: (write: () => void) => void;
  /** Somebody writes now: some of those that wait go along, the longest waiting first. */
  readonly takeAlong: () => void;
};

export function createHeldTogether(): HeldTogether {
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let isTaking = false;

  function take(max: number): void {
    if (isTaking) return;
    isTaking = true;
    try {
      for (const write of [...waiting].slice(0, max)) {
        waiting.delete(write);
        write();
      }
    } finally {
      isTaking = false;
    }
    if (waiting.size > 0 || timer === null) return;
    clearTimeout(timer);
    timer = null;
  }
  function arm(): void {
    timer ??= setTimeout(() => {
      timer = null;
      take(Number.POSITIVE_INFINITY);
    }, limits.heldWriteMs);
  }

  return {
    wait(write) {
      waiting.add(write);
      arm();
    },
    forget: (write) => void waiting.delete(write),
    takeAlong: () => take(limits.heldWritesAlongMax),
  };
}
