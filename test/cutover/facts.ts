/** Stations as a plan knows them, for tests. */
import type { Override } from "../../src/config/override.ts";
import { type Plan, planSchema } from "../../src/config/plan.ts";
import type { World } from "../../src/cutover/decide.ts";
import type { Facts, StationFact } from "../../src/cutover/facts.ts";
import { newRun, type Place, type Run } from "../../src/cutover/run.ts";

export const FROM = "/old/{station}";
export const TO: Override = { route: "/new/{station}" };
export const MINUTE_US = 60_000_000;

export function planOf(patch: object = {}): Plan {
  const steps = [{ percent: 100, soakMinutes: 1 }];
  return planSchema.parse({ from: FROM, to: TO, steps, sessions: "move", ...patch });
}

export function stationOf(stationId: string, patch: Partial<StationFact> = {}): StationFact {
  return {
    ...{ stationId, vendor: "Acme", model: "Fast-22", firmware: "1.0", route: FROM },
    ...{ isConnected: true, openedUs: 1, sessions: [], isBusy: false, ...patch },
  };
}

export function factsOf(stations: readonly StationFact[], patch: Partial<Facts> = {}): Facts {
  return {
    stations: new Map(stations.map((each) => [each.stationId, each])),
    ...{ findings: [], answers: [], untranslatable: [], ...patch },
  };
}

export function placeOf(patch: Partial<Place> = {}): Place {
  return {
    ...{ state: "moved", step: 0, sinceUs: 10, movedUs: 10, wasConnected: true },
    ...{ isForced: false, why: "", ...patch },
  };
}

export function runOf(places: Readonly<Record<string, Place>>, patch: Partial<Run> = {}): Run {
  return { ...newRun, status: "running", places, ...patch };
}

export function worldOf(
  facts: Facts,
  overrides: Readonly<Record<string, Override>> = {},
  patch: Partial<World> = {},
): World {
  return {
    ...{ nowUs: 100, facts, movesMax: 1_000, isBlind: false },
    overrideOf: (id) => overrides[id] ?? null,
    ...patch,
  };
}
