/**
 * How long a chunk stays here: from its read to the return of the write to the other socket. In:
 * every chunk that went on. Out: the time of one in `EVERY`, in seconds.
 *
 * The relay's first promise is to cost nothing, so what is not sampled costs a decrement. One
 * countdown for the process, as a turn of the event loop is one of the process.
 */
import type { Clock } from "../base/clock.ts";
import type { Sender } from "../base/ids.ts";

type Take = (seconds: number, sender: Sender) => void;

/** A prime: stations and CSMSs take turns, and a round number would see only one of them. */
export const EVERY = 61;

let take: Take | null = null;
let countdown = EVERY;

/** From now on samples go there; null: nowhere. */
export function sampleLatency(to: Take | null): void {
  take = to;
}

/** A chunk that was read at `receivedAtUs` has just been written. */
export function hasGoneOn(sender: Sender, receivedAtUs: number, clock: Clock): void {
  countdown -= 1;
  if (countdown > 0) return;
  countdown = EVERY;
  take?.(Math.max(0, clock.nowUs() - receivedAtUs) / 1e6, sender);
}
