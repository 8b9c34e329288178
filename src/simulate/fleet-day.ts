/**
 * A day of a fleet of 1.6 stations as they are: sessions, networks that go away, power that fails,
 * storms of reconnections, each station with its habits. In: a seed and how long the day takes.
 * Out: a plan that is the same for a seed. Pure.
 */
import { drawHabits, type Habits16 } from "./habits-16.ts";
import { createRandom, type Random } from "./random.ts";
import type { StopReason } from "./session.ts";

export type DayOptions = {
  readonly seed: string | number;
  readonly stations: number;
  /** Of all stations together. */
  readonly sessions: number;
  /** How long the day takes; a real one has 86,400,000 ms. */
  readonly dayMs: number;
  readonly prefix?: string;
};

/** When it happens, from the beginning of the day. */
export type Act = { readonly atMs: number } & (
  | {
      readonly kind: "session";
      readonly connectorId: number;
      readonly idToken: string;
      readonly durationMs: number;
      readonly stopReason: StopReason;
    }
  | { readonly kind: "offline"; readonly ms: number }
  | { readonly kind: "power cut"; readonly ms: number; readonly forgets: boolean }
  /** That many connections lost, one soon after the other. */
  | { readonly kind: "storm"; readonly times: number }
);

export type StationDay = {
  readonly id: string;
  readonly habits: Habits16;
  readonly bootsOnReconnect: boolean;
  /** In the order of their time. */
  readonly acts: readonly Act[];
};

const CONNECTORS = 2;
/** Of the stations, how many have such a thing happen. */
const OFFLINE_SHARE = 0.5;
const POWER_SHARE = 0.2;
const STORM_SHARE = 0.15;
/** The parts of a session's time that it charges, and that a network is away. */
const CHARGING_PART = 0.5;

export function planDay(options: DayOptions): readonly StationDay[] {
  const { seed, stations, sessions, dayMs } = options;
  return Array.from({ length: stations }, (_, index) => {
    const random = createRandom(`${seed}/day/${index}`);
    const id = `${options.prefix ?? "CP-"}${String(index + 1).padStart(4, "0")}`;
    const own = Math.floor(sessions / stations) + (index < sessions % stations ? 1 : 0);
    const slotMs = dayMs / Math.max(1, own);
    const acts = [
      ...sessionsOf({ index, own, slotMs }, random),
      ...troublesOf({ own, slotMs }, random),
    ];
    return {
      id,
      habits: drawHabits(random),
      bootsOnReconnect: random.chance(0.5),
      acts: acts.sort((one, other) => one.atMs - other.atMs),
    };
  });
}

/** One after the other, on alternating connectors; every token is used once. */
function sessionsOf(
  { index, own, slotMs }: { readonly index: number; readonly own: number; readonly slotMs: number },
  random: Random,
): readonly Act[] {
  return Array.from({ length: own }, (_, nth) => ({
    kind: "session",
    atMs: slotMs * (nth + 0.2 * random.fraction()),
    connectorId: 1 + (nth % CONNECTORS),
    idToken: `DAY${String(index).padStart(5, "0")}N${nth}`,
    durationMs: slotMs * CHARGING_PART * (0.5 + random.fraction()),
    stopReason: random.pick<StopReason>(["local", "unplugged"]),
  }));
}

/** A network that goes in the middle of one session often comes back in the middle of the next. */
function troublesOf(
  { own, slotMs }: { readonly own: number; readonly slotMs: number },
  random: Random,
): readonly Act[] {
  const acts: Act[] = [];
  const somewhere = () => slotMs * (random.integer(0, Math.max(0, own - 1)) + random.fraction());
  if (random.chance(OFFLINE_SHARE)) {
    acts.push({ kind: "offline", atMs: somewhere(), ms: slotMs * (0.3 + random.fraction()) });
  }
  if (random.chance(POWER_SHARE)) {
    const ms = slotMs * 0.2 * (1 + random.fraction());
    acts.push({ kind: "power cut", atMs: somewhere(), ms, forgets: random.chance(0.5) });
  }
  if (random.chance(STORM_SHARE)) {
    acts.push({ kind: "storm", atMs: somewhere(), times: random.integer(3, 6) });
  }
  return acts;
}
