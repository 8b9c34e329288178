/**
 * A wall clock that is set while links are open would make an answer of a second one of six hours.
 * In: the clock. Out: a note in the spool between what has a time of before and what has one of
 * after, for whoever counts from one to the other; and an event.
 */
import type { Clock } from "../base/clock.ts";
import type { Observe } from "../observe/events.ts";
import { noLink } from "../spool/format.ts";
import type { SpoolWriter } from "../spool/record.ts";
import { lookNow } from "./turn.ts";

type ClockNotesDeps = {
  readonly clock: Clock;
  readonly spool: Pick<SpoolWriter, "append">;
  readonly observe: Observe;
};

/** Gives what ends it. */
export function noteClock(
  instance: string,
  { clock, spool, observe }: ClockNotesDeps,
): (() => void) | undefined {
  return clock.onSet?.((byUs) => {
    // What has gone on and was not looked at yet came before.
    lookNow();
    const nowUs = clock.nowUs();
    spool.append({
      ...{ kind: "note", linkId: noLink, seq: 0 },
      receivedAtUs: Math.min(nowUs, nowUs + byUs),
      body: { note: "clock-set", instance, byUs },
    });
    observe({ name: "clockSet", byMs: Math.round(byUs / 1000) });
  });
}
