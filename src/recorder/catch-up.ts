/**
 * Before a recorder ends it reads on to the end of the spools: the relays have ended before it, so
 * there is one. In: how far it is. Promised: bounded; what is left is read at the next start.
 */
import { setTimeout as pause } from "node:timers/promises";
import { limits } from "../base/limits.ts";
import type { Recorder } from "./recorder.ts";

/** Resolves when it has caught up, cannot, has had its time, or with the signal. */
export async function catchUp(
  { health }: Pick<Recorder, "health">,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = performance.now() + limits.recorderCatchUpMsMax;
  do {
    // What the relays wrote last may not have been looked at yet.
    await pause(limits.recorderCatchUpLookMs, undefined, { signal }).catch(() => undefined);
    const { ready, lagMs } = health();
    if (!ready || lagMs === 0) return;
  } while (!signal.aborted && performance.now() < untilMs);
}
