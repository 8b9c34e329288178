/**
 * Lives a planned day with simulated stations. In: where they connect, and the plan. Out: what
 * really happened, to be compared with what a CSMS has heard of it.
 */
import { isObject } from "../base/objects.ts";
import { createEventLog } from "./event-log.ts";
import type { Act, DayOptions, StationDay } from "./fleet-day.ts";
import { planDay } from "./fleet-day.ts";
import { numberOf, parseJson, textOf } from "./json-fields.ts";
import { startSimulatedStation } from "./station.ts";
import type { SimulatedStation, StationDeps, StationOptions } from "./station-contract.ts";
import { createPacedTime, type SimulatedTime, systemTimeDeps } from "./time.ts";
import type { TrafficEntry } from "./traffic.ts";

/** A session as it was. */
export type DaySession = {
  readonly stationId: string;
  readonly idToken: string;
  readonly meterStartWh: number;
  readonly meterStopWh: number;
  /** `forgotten`: the station lost it with its power, and says nothing of its end. */
  readonly end: "told" | "forgotten" | "refused";
};

export type DayRun = {
  readonly stations: readonly SimulatedStation[];
  readonly sessions: () => readonly DaySession[];
  /** The transactionIds that a token's starts were answered with, by station. */
  readonly numbers: () => ReadonlyMap<string, readonly { idToken: string; number: number }[]>;
  /** Starts and stops that were answered with an error. */
  readonly refusals: () => readonly string[];
  /** When all has happened and all of it was told. */
  readonly done: Promise<void>;
  readonly close: () => Promise<void>;
};

export type DayRunOptions = DayOptions & {
  readonly url: string;
  readonly station?: Partial<Omit<StationOptions, "url" | "id" | "version">>;
};

/** Full power, so that the shortest session has some energy. Unit: W in a real day. */
const POWER_W = 22_000;
const REAL_DAY_MS = 86_400_000;
const CHECK_MS = 50;
/** Far beyond what a day of outages costs. */
const TRIES_MAX = 10_000;
const REFUSALS_MAX = 100;

export function runDay(options: DayRunOptions, deps: StationDeps = systemTimeDeps): DayRun {
  const time = deps.time ?? createPacedTime(1, deps);
  const log = createEventLog<DaySession>(options.sessions);
  const numbers = new Map<string, { idToken: string; number: number }[]>();
  const refusals: string[] = [];
  let isClosed = false;

  const lives = planDay(options).map((day) => {
    const station = startSimulatedStation(optionsOf(options, day), { ...deps, time });
    const known: { idToken: string; number: number }[] = [];
    numbers.set(day.id, known);
    watchStarts(station, { known, refusals });
    const act = (what: Act) => perform(station, what, { time, log, isClosed: () => isClosed });
    return { station, done: live({ station, day, time }, act) };
  });

  return {
    stations: lives.map(({ station }) => station),
    sessions: log.entries,
    numbers: () => numbers,
    refusals: () => refusals,
    done: Promise.all(lives.map(({ done }) => done)).then(() => undefined),
    async close() {
      isClosed = true;
      await Promise.all(lives.map(({ station }) => station.close()));
    },
  };
}

function optionsOf(options: DayRunOptions, day: StationDay): StationOptions {
  const hastens = REAL_DAY_MS / options.dayMs;
  return {
    version: "1.6",
    connectors: 2,
    powerMaxW: POWER_W * hastens,
    meterEveryMs: Math.max(100, (options.dayMs * options.stations) / (options.sessions * 8)),
    reconnect: { minMs: 200, maxMs: 2_000 },
    triesMax: TRIES_MAX,
    callTimeoutMs: 30_000,
    ...options.station,
    url: options.url,
    id: day.id,
    seed: options.seed,
    habits: day.habits,
    bootsOnReconnect: day.bootsOnReconnect,
  };
}

/** Acts at their times; then until nothing is left to be told. */
async function live(
  { station, day, time }: { station: SimulatedStation; day: StationDay; time: SimulatedTime },
  act: (what: Act) => Promise<void>,
): Promise<void> {
  const startMs = time.nowMs();
  const begun: Promise<void>[] = [];
  for (const what of day.acts) {
    await pause(time, startMs + what.atMs - time.nowMs());
    begun.push(act(what));
  }
  await Promise.all(begun);
  while (station.kept() > 0 && station.state() !== "closed") await pause(time, CHECK_MS);
}

type Doing = {
  readonly time: SimulatedTime;
  readonly log: ReturnType<typeof createEventLog<DaySession>>;
  readonly isClosed: () => boolean;
};

async function perform(station: SimulatedStation, act: Act, doing: Doing): Promise<void> {
  const { time } = doing;
  switch (act.kind) {
    case "session":
      await drive(station, act, doing);
      break;
    case "offline":
      station.stayOffline(act.ms);
      break;
    case "power cut":
      station.cutPower({ ms: act.ms, forgets: act.forgets });
      break;
    case "storm":
      for (let count = 0; count < act.times && !doing.isClosed(); count += 1) {
        station.drop();
        await pause(time, 2 * CHECK_MS);
      }
      break;
  }
}

/** The driver waits for a free connector, and for the power. */
async function drive(
  station: SimulatedStation,
  act: Extract<Act, { kind: "session" }>,
  { time, log, isClosed }: Doing,
): Promise<void> {
  const { connectorId, idToken, durationMs, stopReason } = act;
  const car = { batteryWh: 1_000_000_000, socPercent: 10 };
  while (!isClosed()) {
    const asked = { connectorId, idToken, durationMs, stopReason, car, dwellMs: 100 };
    const outcome = await station.session(asked);
    if (outcome.status === "occupied") {
      await pause(time, CHECK_MS);
      continue;
    }
    const { meterStartWh, meterStopWh, status } = outcome;
    const isNone = status === "aborted" && meterStartWh === 0;
    // The power failed before the card was shown: nothing was begun.
    if (isNone) continue;
    const end = status === "aborted" ? "forgotten" : status === "refused" ? "refused" : "told";
    log.record({ stationId: station.id, idToken, meterStartWh, meterStopWh, end });
    return;
  }
}

/** What the station was told its sessions are called. */
function watchStarts(
  station: SimulatedStation,
  told: { readonly known: { idToken: string; number: number }[]; readonly refusals: string[] },
): void {
  const tokens = new Map<string, string>();
  station.traffic.on(({ action, type, messageId, text }: TrafficEntry) => {
    if (action !== "StartTransaction" && action !== "StopTransaction") return;
    const message = parseJson(text);
    if (!Array.isArray(message) || messageId === null) return;
    if (type === "callError" && told.refusals.length < REFUSALS_MAX) {
      told.refusals.push(`${station.id} ${action} ${text}`);
    }
    if (action !== "StartTransaction") return;
    if (type === "call") tokens.set(messageId, textOf(message[3], "idTag") ?? "");
    const number = type === "callResult" ? numberOf(message[2], "transactionId") : undefined;
    if (number === undefined || !isObject(message[2])) return;
    told.known.push({ idToken: tokens.get(messageId) ?? "", number });
    tokens.delete(messageId);
  });
}

function pause(time: SimulatedTime, ms: number): Promise<void> {
  return new Promise((resolve) => time.after(Math.max(0, ms), resolve));
}
