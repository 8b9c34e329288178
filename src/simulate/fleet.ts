/**
 * N simulated stations of mixed versions that charge one car after the other. In: how many, how
 * busy, which faults. Out: a handle with counts. The same seed gives the same fleet.
 */
import { limits } from "../base/limits.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { Fault } from "./faults.ts";
import { drawHabits } from "./habits-16.ts";
import { createRandom, type Random } from "./random.ts";
import { startSimulatedStation } from "./station.ts";
import type { SimulatedStation, StationDeps, StationOptions } from "./station-contract.ts";
import { createPacedTime, type SimulatedTime, systemTimeDeps } from "./time.ts";

/** A fault that some of the stations show again and again. */
export type FaultPlan = {
  /** Of the stations, 0 to 1. */
  readonly share: number;
  /** Simulated ms, spread by half to each side. */
  readonly everyMs: number;
  readonly fault: Fault;
};

export type FleetOptions = {
  readonly url: string;
  readonly stations: number;
  /** Identities are prefix and number. */
  readonly prefix?: string;
  /** Drawn from, so a version named twice is twice as frequent. */
  readonly versions?: readonly [OcppVersion, ...OcppVersion[]];
  readonly seed?: string | number;
  /** Calls a second of all stations together, about; decides how often a session is metered. */
  readonly rate?: number;
  readonly pace?: number;
  /** New stations a second. */
  readonly dialsPerSecond?: number;
  /** Share of the time that a station has no car. */
  readonly idleShare?: number;
  readonly sessionMs?: number;
  readonly faults?: readonly FaultPlan[];
  /** 1.6 stations have the habits of those in the field, each its own. */
  readonly isAwkward?: boolean;
  readonly station?: Partial<Omit<StationOptions, "url" | "id" | "version">>;
};

export type SimulatedFleet = {
  readonly stations: () => readonly SimulatedStation[];
  readonly counts: () => {
    readonly started: number;
    readonly open: number;
    readonly charging: number;
    readonly messages: number;
  };
  readonly close: () => Promise<void>;
};

const DIALS_PER_SECOND = 200;
const SESSION_MS = 30 * 60_000;
/** Shortest time between two samples. Unit: ms. */
const METER_MS_MIN = 20;
/** Remembered messages of one station of a fleet. */
const TRAFFIC_MAX = 200;

export function startSimulatedFleet(
  options: FleetOptions,
  deps: StationDeps = systemTimeDeps,
): SimulatedFleet {
  const time = deps.time ?? createPacedTime(options.pace ?? 1, deps);
  const total = Math.min(options.stations, limits.simulatedStationsMax);
  const stations: SimulatedStation[] = [];
  const lives: Promise<void>[] = [];
  const waits = createWaits(time);

  const startAll = async () => {
    const gapMs = 1000 / (options.dialsPerSecond ?? DIALS_PER_SECOND);
    for (let index = 0; index < total && !waits.isOver(); index += 1) {
      const random = createRandom(`${options.seed ?? "fleet"}/${index}`);
      const asked = stationOptions(options, { index, total, random });
      const station = startSimulatedStation(asked, { ...deps, time });
      stations.push(station);
      lives.push(live(station, options, { random, waits }));
      for (const plan of options.faults ?? []) {
        if (random.chance(plan.share)) lives.push(misbehave(station, plan, { random, waits }));
      }
      await waits.pause(gapMs);
    }
  };
  lives.push(startAll());

  return {
    stations: () => stations,
    counts: () => ({
      started: stations.length,
      open: stations.filter((station) => station.state() === "open").length,
      charging: stations.filter((station) => station.isCharging()).length,
      messages: stations.reduce((sum, station) => sum + station.traffic.total(), 0),
    }),
    async close() {
      waits.end();
      await Promise.all(stations.map((station) => station.close()));
      await Promise.all(lives);
    },
  };
}

/** Pauses that all end at once when the fleet is closed. */
type Waits = {
  readonly pause: (ms: number) => Promise<void>;
  readonly isOver: () => boolean;
  readonly end: () => void;
};

function createWaits(time: SimulatedTime): Waits {
  const enders = new Set<() => void>();
  let isOver = false;
  return {
    isOver: () => isOver,
    pause(ms) {
      if (isOver) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          cancel();
          enders.delete(end);
          resolve();
        };
        const cancel = time.after(ms, end);
        enders.add(end);
      });
    },
    end() {
      isOver = true;
      for (const end of enders) end();
    },
  };
}

function stationOptions(
  options: FleetOptions,
  member: { readonly index: number; readonly total: number; readonly random: Random },
): StationOptions {
  const { index, total, random } = member;
  const rate = options.rate;
  const every =
    rate === undefined ? {} : { meterEveryMs: Math.max(METER_MS_MIN, (total / rate) * 1000) };
  return {
    trafficMax: TRAFFIC_MAX,
    ...every,
    ...options.station,
    url: options.url,
    id: `${options.prefix ?? "CP-"}${String(index + 1).padStart(4, "0")}`,
    version: random.pick(options.versions ?? ["1.6", "1.6", "2.0.1"]),
    seed: options.seed ?? "fleet",
    ...(options.isAwkward === true ? { habits: drawHabits(random) } : {}),
  };
}

/** One car after the other until the fleet is closed. */
async function live(
  station: SimulatedStation,
  options: FleetOptions,
  context: { readonly random: Random; readonly waits: Waits },
): Promise<void> {
  const { random, waits } = context;
  const idleShare = Math.min(0.9, options.idleShare ?? 0.2);
  const sessionMs = options.sessionMs ?? SESSION_MS;
  const isAccepted = await station.event("accepted").then(
    () => true,
    () => false,
  );
  while (isAccepted && !waits.isOver()) {
    await waits.pause((sessionMs * idleShare * 2 * random.fraction()) / (1 - idleShare));
    if (waits.isOver()) break;
    await station.session({
      idToken: random.integer(0x1000_0000, 0xffff_ffff).toString(16).toUpperCase(),
      durationMs: sessionMs * (0.5 + random.fraction()),
      stopReason: random.pick(["local", "unplugged"]),
    });
  }
}

async function misbehave(
  station: SimulatedStation,
  plan: FaultPlan,
  context: { readonly random: Random; readonly waits: Waits },
): Promise<void> {
  const { random, waits } = context;
  while (!waits.isOver()) {
    await waits.pause(plan.everyMs * (0.5 + random.fraction()));
    if (!waits.isOver()) station.misbehave(plan.fault);
  }
}
