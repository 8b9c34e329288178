/**
 * Reaches a CSMS again. In: that it is wanted, and how to try once. Out: what the attempts came to.
 * Promised: one attempt at a time; pauses grow; nothing is told after `stop`.
 */
import { limits } from "../base/limits.ts";
import { createBackOff } from "./back-off.ts";

export type Redial = {
  /** After a pause. Does nothing while it is at it. */
  readonly soon: () => void;
  /** Without one. */
  readonly now: () => void;
  readonly stop: () => void;
  readonly isOn: () => boolean;
  /** It worked: the next pause is a short one again. */
  readonly reset: () => void;
};

/**
 * `attempt` never rejects, and resolves with whether there is to be another one; what it gets tells
 * whether its outcome is still wanted.
 */
export function createRedial(attempt: (isOn: () => boolean) => Promise<boolean>): Redial {
  const backOff = createBackOff({ minMs: limits.redialMsMin, maxMs: limits.redialMsMax });
  /** What is under way: a pause or an attempt; null for nothing. */
  let current: { timer: NodeJS.Timeout | null } | null = null;

  const begin = (pauseOf: () => number) => {
    if (current !== null) return;
    const mine: { timer: NodeJS.Timeout | null } = { timer: null };
    current = mine;
    const run = async () => {
      mine.timer = null;
      const isUnfinished = await attempt(() => current === mine);
      if (current !== mine) return;
      current = null;
      if (isUnfinished) begin(backOff.next);
    };
    mine.timer = setTimeout(() => void run(), pauseOf());
  };
  const stop = () => {
    if (current !== null && current.timer !== null) clearTimeout(current.timer);
    current = null;
  };
  return {
    soon: () => begin(backOff.next),
    now() {
      stop();
      begin(() => 0);
    },
    stop,
    isOn: () => current !== null,
    reset: () => backOff.reset(),
  };
}
