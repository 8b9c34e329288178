/**
 * The simulated peers on their own, for `ocpptap simulate station|csms`. In: options and a signal
 * that ends it. Out: lines through the given writer, and a promise that resolves after a clean
 * stop.
 */
import type { OcppVersion } from "../ocpp/versions.ts";
import { startSimulatedCsms } from "./csms.ts";
import { commandAfterBoot } from "./csms-commands.ts";
import type { CsmsOptions } from "./csms-contract.ts";
import { type DayRunOptions, runDay } from "./day-run.ts";
import { type FaultPlan, type FleetOptions, startSimulatedFleet } from "./fleet.ts";
import { createRandom } from "./random.ts";
import type { StrictLedger } from "./strict-csms.ts";
import { type Cancel, systemTimeDeps, type TimeDeps } from "./time.ts";

type Running = {
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
};

export type StationsCommand = Running & {
  /** Address without the identity, e.g. `ws://127.0.0.1:9000/ocpp`. */
  readonly url: string;
  readonly stations: number;
  readonly versions?: readonly [OcppVersion, ...OcppVersion[]];
  readonly prefix?: string;
  readonly rate?: number;
  readonly seed?: string | number;
  readonly pace?: number;
  readonly password?: string;
  readonly perMessageDeflate?: boolean;
  /** Every tenth station shows typical faults. */
  readonly isFaulty?: boolean;
  /** 1.6 stations have the habits of those in the field. */
  readonly isAwkward?: boolean;
};

export type DayCommand = Running &
  Pick<DayRunOptions, "url" | "stations" | "sessions" | "dayMs" | "seed" | "prefix">;

export type CsmsCommand = Running &
  Pick<CsmsOptions, "port" | "host" | "passwords" | "duplicate" | "strict">;

/** Between two lines about the state. Unit: ms. */
const REPORT_MS = 5_000;
const TYPICAL_SHARE = 0.1;

const TYPICAL_FAULTS: readonly FaultPlan[] = [
  { share: TYPICAL_SHARE, everyMs: 30_000, fault: { fault: "json-empty-item" } },
  { share: TYPICAL_SHARE, everyMs: 30_000, fault: { fault: "message-id-reused" } },
  { share: TYPICAL_SHARE, everyMs: 60_000, fault: { fault: "calls-overlapping" } },
  { share: TYPICAL_SHARE, everyMs: 60_000, fault: { fault: "drop", how: "reset" } },
  { share: TYPICAL_SHARE, everyMs: 20_000, fault: { fault: "answer-missing" } },
];

export async function runSimulatedStations(
  command: StationsCommand,
  deps: TimeDeps = systemTimeDeps,
): Promise<void> {
  const fleet = startSimulatedFleet(fleetOptions(command), deps);
  const report = () => {
    const { started, open, charging, messages } = fleet.counts();
    command.write(
      `stations ${started} of ${command.stations}, open ${open}, charging ${charging}, messages ${messages}`,
    );
  };
  await untilAborted(command.signal, report, deps);
  await fleet.close();
  report();
}

/** Until the day is over and all of it was told, or the signal ends it. */
export async function runSimulatedDay(
  { signal, write, ...options }: DayCommand,
  deps: TimeDeps = systemTimeDeps,
): Promise<void> {
  const day = runDay(options, deps);
  const over = new AbortController();
  const report = () => {
    const sessions = day.sessions();
    const count = (wanted: string) => sessions.filter(({ end }) => end === wanted).length;
    const energyWh = sessions
      .filter(({ end }) => end === "told")
      .reduce((sum, each) => sum + each.meterStopWh - each.meterStartWh, 0);
    const kept = day.stations.reduce((sum, station) => sum + station.kept(), 0);
    write(
      `sessions ${sessions.length} of ${options.sessions}: told ${count("told")}, ` +
        `forgotten ${count("forgotten")}, refused ${count("refused")}; energy told ${energyWh} Wh, ` +
        `messages still kept ${kept}, starts and stops refused ${day.refusals().length}`,
    );
  };
  void day.done.then(() => over.abort());
  await untilAborted(AbortSignal.any([signal, over.signal]), report, deps);
  await day.close();
  report();
}

export async function runSimulatedCsms(
  command: CsmsCommand,
  deps: TimeDeps = systemTimeDeps,
): Promise<void> {
  const { signal, write, ...options } = command;
  const csms = await startSimulatedCsms(options, deps);
  const random = createRandom("csms");
  csms.on((event) => {
    if (event.name === "violation") {
      write(`violation ${event.stationId} ${event.action}: ${event.problem}`);
    }
    if (event.name !== "stationBooted") return;
    const station = csms.stations().find(({ stationId }) => stationId === event.stationId);
    if (station === undefined) return;
    const { action, payload } = commandAfterBoot(station, random);
    void csms.sendCall(event.stationId, action, payload);
  });
  write(`simulated CSMS at ${csms.url}; stations append their identity`);
  const report = () => {
    const told = `stations ${csms.stations().length}, messages ${csms.traffic.total()}`;
    write(options.strict === undefined ? told : `${told}, ${ledgerLine(csms.ledger)}`);
  };
  await untilAborted(signal, report, deps);
  await csms.close();
  report();
}

function ledgerLine({ transactions, violationCount }: StrictLedger): string {
  const all = transactions();
  const open = all.filter(({ isEnded }) => !isEnded).length;
  const energyWh = all.reduce((sum, each) => sum + (each.energyWh ?? 0), 0);
  return `transactions ${all.length}, open ${open}, energy ${energyWh} Wh, violations ${violationCount()}`;
}

function fleetOptions(command: StationsCommand): FleetOptions {
  const { versions, prefix, rate, seed, pace, password, perMessageDeflate } = command;
  return {
    url: command.url,
    stations: command.stations,
    ...(versions === undefined ? {} : { versions }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(rate === undefined ? {} : { rate }),
    ...(seed === undefined ? {} : { seed }),
    ...(pace === undefined ? {} : { pace }),
    ...(command.isFaulty === true ? { faults: TYPICAL_FAULTS } : {}),
    ...(command.isAwkward === true ? { isAwkward: true } : {}),
    station: {
      ...(password === undefined ? {} : { password }),
      ...(perMessageDeflate === undefined ? {} : { perMessageDeflate }),
    },
  };
}

function untilAborted(signal: AbortSignal, report: () => void, deps: TimeDeps): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    let cancel: Cancel = () => undefined;
    const again = () => {
      cancel = deps.timers.after(REPORT_MS, () => {
        report();
        again();
      });
    };
    again();
    signal.addEventListener(
      "abort",
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}
