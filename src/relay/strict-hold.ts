/**
 * `record.strict`: chunks of one direction wait here until their messages have been written to
 * disk.
 *
 * In: chunks that the tap has seen. Out: the same chunks, in order. Promised: none waits longer
 * than the limit, because the link comes before the record; callers stop reading when this is full.
 */
import { limits } from "../base/limits.ts";
import type { SpoolWriter } from "../spool/record.ts";

export type StrictHold = {
  readonly push: (chunk: Buffer) => void;
  /** Calls back when nothing is held, at once where that is so already. One at a time. */
  readonly whenEmpty: (callback: () => void) => void;
  readonly isEmpty: () => boolean;
  readonly isFull: () => boolean;
  /** Forwards everything at once: the link ends. */
  readonly flush: () => void;
};

export type StrictHoldOptions = {
  readonly holdMsMax: number;
  readonly bytesMax: number;
  readonly forward: (chunk: Buffer) => void;
  /** The first time, and again only after the disk had caught up. */
  readonly onExpired: () => void;
};

export function createStrictHold(
  options: StrictHoldOptions,
  spool: Pick<SpoolWriter, "whenWritten">,
): StrictHold {
  const { holdMsMax, bytesMax, forward, onExpired } = options;
  const held: Buffer[] = [];
  let heldBytes = 0;
  /**
   * How many chunks came, were told written, went on. Callbacks come in order, so counting does.
   */
  let pushed = 0;
  let written = 0;
  let forwarded = 0;
  let timer: NodeJS.Timeout | null = null;
  let isExpired = false;
  let onEmpty: (() => void) | null = null;

  function release(upTo: number): void {
    const isAny = forwarded < upTo;
    while (forwarded < upTo) {
      forwarded += 1;
      const chunk = held.shift();
      if (chunk === undefined) break;
      heldBytes -= chunk.length;
      forward(chunk);
    }
    if (!isAny) return;
    if (timer !== null) clearTimeout(timer);
    timer = held.length === 0 ? null : setTimeout(expire, holdMsMax);
    if (held.length === 0 && onEmpty !== null) {
      const callback = onEmpty;
      onEmpty = null;
      callback();
    }
  }
  /**
   * Everything goes, also what came later than the oldest: a disk that is stuck keeps being stuck.
   */
  function expire(): void {
    if (!isExpired) onExpired();
    isExpired = true;
    release(pushed);
  }
  function onWritten(): void {
    written += 1;
    if (written === pushed) isExpired = false;
    release(written);
  }

  return {
    push(chunk) {
      pushed += 1;
      held.push(chunk);
      heldBytes += chunk.length;
      timer ??= setTimeout(expire, holdMsMax);
      spool.whenWritten(onWritten);
    },
    whenEmpty(callback) {
      if (held.length === 0) callback();
      else onEmpty = callback;
    },
    isEmpty: () => held.length === 0,
    isFull: () => heldBytes >= bytesMax || held.length >= limits.waitingChunksMax,
    flush: () => release(pushed),
  };
}
