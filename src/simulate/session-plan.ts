/** What a session does when little was said about it. In: options. Out: a complete plan. */
import type { Random } from "./random.ts";
import type { ActiveSession, Connector, SessionOptions, SessionPlan } from "./session.ts";

/** A usual stay at a public station. Unit: ms. */
const DURATION_MS = 45 * 60_000;
/** Between plugging in, the card and the start. Unit: ms. */
const DWELL_MS = 3_000;

export function planOf(asked: {
  readonly connector: Connector;
  readonly session: ActiveSession;
  readonly options: SessionOptions;
  /** The station's own sampling interval. */
  readonly fallbackMs: number;
  readonly random: Random;
}): SessionPlan {
  const { options, random } = asked;
  return {
    connector: asked.connector,
    session: asked.session,
    isRemote: options.isRemote ?? false,
    car: options.car ?? {
      batteryWh: random.integer(35, 95) * 1000,
      socPercent: random.integer(10, 60),
    },
    durationMs: options.durationMs ?? DURATION_MS,
    // An interval of 0 means no samples (1.6 §9.1.16).
    meterEveryMs:
      options.meterEveryMs ?? (asked.fallbackMs > 0 ? asked.fallbackMs : Number.MAX_SAFE_INTEGER),
    dwellMs: options.dwellMs ?? DWELL_MS,
    stopReason: options.stopReason ?? "local",
  };
}

/** Whole seconds, as configuration keys and variables hold it; a load may sample more often. */
export function meterIntervalText(meterEveryMs: number): string {
  return String(Math.max(1, Math.round(meterEveryMs / 1000)));
}

/** The interval in force: the station's own until the CSMS has set another. */
export function meterIntervalMs(configured: string | undefined, ownMs: number): number {
  return configured === meterIntervalText(ownMs) ? ownMs : Number(configured ?? 0) * 1000;
}
