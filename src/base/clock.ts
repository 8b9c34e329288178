/**
 * Time as a dependency. Everything that is recorded carries microseconds since the epoch, which a
 * double holds exactly until the year 2255.
 */
export type Clock = {
  /**
   * Microseconds since 1970-01-01T00:00:00Z. It stands still where the wall clock is corrected by
   * less than a second, and goes back with one that is set back by more: to keep a time that is no
   * longer true for hours would be a lie in every record. So nobody may wait for a time to come
   * without looking whether it has gone back.
   */
  readonly nowUs: () => number;
  /**
   * Calls each time it is found to have been set by more than a second, in a turn of its own and
   * while `nowUs` still gives the time before; with the next call it follows. Gives what ends it.
   * Absent: it is never set.
   */
  readonly onSet?: (listener: (byUs: number) => void) => () => void;
};

/** How far the wall clock may drift from the monotonic one before we follow it. Unit: µs. */
const REANCHOR_US = 20_000;

/** By more than this it has been set: where back, we go back with it. Unit: µs. */
const SET_US = 1_000_000;

/** Between two looks at whether it was set, where somebody wants to be told. */
const SET_LOOK_MS = 100;

/** Between two looks at the wall clock: the relay asks for the time twice a round trip. */
const LOOK_MS = 10;

/**
 * The wall clock with microsecond resolution: `Date.now()` gives only milliseconds, `performance`
 * gives microseconds but does not follow NTP; so the latter is re-anchored to the former.
 */
export function createSystemClock(): Clock {
  let anchorUs = Date.now() * 1000 - performance.now() * 1000;
  let lastUs = 0;
  let lookAtMs = 0;
  const listeners = new Set<(byUs: number) => void>();
  let timer: NodeJS.Timeout | null = null;

  function look(monotonicMs: number, maySet: boolean): void {
    const wallUs = Date.now() * 1000;
    const driftUs = wallUs - (anchorUs + monotonicMs * 1000);
    lookAtMs = monotonicMs + LOOK_MS;
    const isSet = Math.abs(driftUs) > SET_US;
    if (isSet && !maySet) return;
    if (isSet) for (const listener of listeners) listener(Math.round(driftUs));
    if (Math.abs(driftUs) > REANCHOR_US) anchorUs += driftUs;
    if (driftUs < -SET_US) lastUs = 0;
  }

  return {
    nowUs() {
      const monotonicMs = performance.now();
      if (monotonicMs >= lookAtMs) look(monotonicMs, listeners.size === 0);
      const nowUs = Math.round(anchorUs + monotonicMs * 1000);
      if (nowUs > lastUs) lastUs = nowUs;
      return lastUs;
    },
    onSet(listener) {
      listeners.add(listener);
      timer ??= setInterval(() => look(performance.now(), true), SET_LOOK_MS).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer ?? undefined);
        timer = null;
      };
    },
  };
}

export const systemClock: Clock = createSystemClock();

/** µs since the epoch → ISO 8601 UTC with six decimals, e.g. `2026-11-21T09:00:00.123456Z`. */
export function isoFromUs(us: number): string {
  const ms = Math.floor(us / 1000);
  const rest = String(us - ms * 1000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}
