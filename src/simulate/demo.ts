/**
 * The demo's peers: a CSMS that sends everyday commands, and a fleet with typical faults, so that
 * there is something to look at within 20 s. In: where to dial. Out: handles. Timestamps are honest
 * (pace 1): only sessions are short and metered often.
 */

import { startSimulatedCsms } from "./csms.ts";
import { commandAfterBoot, typicalCommand } from "./csms-commands.ts";
import type { CsmsDeps, SimulatedCsms } from "./csms-contract.ts";
import type { Fault } from "./faults.ts";
import { type SimulatedFleet, startSimulatedFleet } from "./fleet.ts";
import { createRandom } from "./random.ts";
import { startSimulatedStation } from "./station.ts";
import type { SimulatedStation, StationDeps, StationOptions } from "./station-contract.ts";
import { type Cancel, createPacedTime, type SimulatedTime, systemTimeDeps } from "./time.ts";

/** `exchange.timeoutMs` for the demo: 30 s would show no time-out in the first look. */
export const demoExchangeTimeoutMs = 8_000;

/** Stations with one typical fault each. The names say which. */
export const demoStationIds = {
  /** The CSMS does not answer its MeterValues, it does not answer TriggerMessage. */
  timeout: "CP-TIMEOUT",
  badJson: "CP-BAD-JSON",
  /** 401: wrong password. */
  refused: "CP-REFUSED",
  /** The link is reset every few seconds. */
  flapping: "CP-FLAPPING",
  /** Late and double answers, reused ids, overlapping calls. */
  confused: "CP-CONFUSED",
  /** Its driver's card is blocked. */
  blocked: "CP-BLOCKED",
} as const;

const BLOCKED_TOKEN = "BL0CKED0";
const METER_MS = 2_000;
const SESSION_MS = 40_000;
/** Between two everyday commands of the CSMS. Unit: ms. */
const COMMAND_MS = 1_500;
/** Between two appearances of a station's fault. Unit: ms. */
const FAULT_MS = 6_000;
const ALWAYS = 1_000_000;

export async function startDemoCsms(
  options: { readonly port?: number; readonly host?: string; readonly seed?: string | number } = {},
  deps: CsmsDeps = systemTimeDeps,
): Promise<SimulatedCsms> {
  const time = deps.time ?? createPacedTime(1, deps);
  const random = createRandom(`${options.seed ?? "demo"}/csms`);
  const csms = await startSimulatedCsms(
    {
      port: options.port ?? 0,
      ...(options.host === undefined ? {} : { host: options.host }),
      heartbeatIntervalS: 10,
      refusedTokens: { [BLOCKED_TOKEN]: "Blocked" },
    },
    { ...deps, time },
  );
  csms.refuse({
    stationId: demoStationIds.refused,
    status: 401,
    headers: { "WWW-Authenticate": 'Basic realm="csms"' },
    body: "wrong identity or password\n",
  });
  csms.on((event) => {
    if (event.name === "stationOpened") armCsms(csms, event.stationId);
    if (event.name !== "stationBooted") return;
    const station = csms.stations().find(({ stationId }) => stationId === event.stationId);
    if (station === undefined) return;
    const { action, payload } = commandAfterBoot(station, random);
    void csms.sendCall(event.stationId, action, payload);
  });
  const stopCommands = every(COMMAND_MS, time, () => {
    const [first, ...rest] = csms.stations();
    if (first === undefined) return;
    const station = random.pick([first, ...rest]);
    const { action, payload } = typicalCommand(station, random);
    void csms.sendCall(station.stationId, action, payload);
  });
  return {
    ...csms,
    close() {
      stopCommands();
      return csms.close();
    },
  };
}

/** The CSMS's own part in the faults. */
function armCsms(csms: SimulatedCsms, stationId: string): void {
  const arm = (fault: Fault) => csms.misbehave(stationId, fault);
  if (stationId === demoStationIds.timeout) {
    arm({ fault: "answer-missing", action: "MeterValues", times: ALWAYS });
  }
  if (stationId === demoStationIds.flapping) {
    // So that each of its links ends with a call outstanding.
    arm({ fault: "answer-missing", action: "NotifyReport", times: ALWAYS });
  }
  if (stationId === demoStationIds.confused) {
    arm({ fault: "answer-late", action: "Heartbeat", afterMs: demoExchangeTimeoutMs + 1_000 });
    arm({ fault: "answer-duplicate", action: "TransactionEvent", times: ALWAYS });
  }
}

export type DemoOptions = {
  /** Where stations connect: the proxy's address. */
  readonly url: string;
  /** Well-behaved stations, beside those with faults. */
  readonly stations?: number;
  /** Calls a second of the well-behaved ones, about. */
  readonly rate?: number;
  readonly seed?: string | number;
};

export type DemoStations = {
  readonly counts: SimulatedFleet["counts"];
  readonly close: () => Promise<void>;
};

export function startDemoStations(
  options: DemoOptions,
  deps: StationDeps = systemTimeDeps,
): DemoStations {
  const time = deps.time ?? createPacedTime(1, deps);
  const shared = { ...deps, time };
  const fleet = startSimulatedFleet(
    {
      url: options.url,
      stations: options.stations ?? 20,
      versions: ["1.6", "1.6", "2.0.1"],
      sessionMs: SESSION_MS,
      idleShare: 0.1,
      dialsPerSecond: 20,
      ...(options.rate === undefined ? {} : { rate: options.rate }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      station: { meterEveryMs: METER_MS },
    },
    shared,
  );
  const faulty = FAULTY.map((plan) => startFaulty(plan, options, { ...shared }));
  return {
    counts: fleet.counts,
    async close() {
      await Promise.all([fleet.close(), ...faulty.map((station) => station.close())]);
    },
  };
}

type FaultyPlan = {
  readonly id: string;
  readonly version: StationOptions["version"];
  /** Shown one after the other, again and again. */
  readonly faults: readonly Fault[];
  readonly idToken?: string;
  readonly more?: Partial<StationOptions>;
};

const FAULTY: readonly FaultyPlan[] = [
  {
    id: demoStationIds.timeout,
    version: "1.6",
    faults: [{ fault: "answer-missing", action: "TriggerMessage" }],
    // It gives up waiting long after the proxy has called it a time-out.
    more: { callTimeoutMs: 20_000 },
  },
  {
    id: demoStationIds.badJson,
    version: "1.6",
    faults: [{ fault: "json-empty-item" }, { fault: "json-truncated" }],
  },
  { id: demoStationIds.refused, version: "1.6", faults: [], more: { password: "wrong" } },
  { id: demoStationIds.flapping, version: "2.0.1", faults: [{ fault: "drop", how: "reset" }] },
  {
    id: demoStationIds.confused,
    version: "2.0.1",
    faults: [
      { fault: "message-id-reused" },
      { fault: "calls-overlapping" },
      { fault: "answer-unmatched" },
      { fault: "message-type-unknown" },
    ],
    more: { callTimeoutMs: demoExchangeTimeoutMs },
  },
  { id: demoStationIds.blocked, version: "1.6", faults: [], idToken: BLOCKED_TOKEN },
];

function startFaulty(
  plan: FaultyPlan,
  options: DemoOptions,
  deps: StationDeps & { readonly time: SimulatedTime },
): { readonly close: () => Promise<void> } {
  const station: SimulatedStation = startSimulatedStation(
    {
      meterEveryMs: METER_MS,
      reconnect: { minMs: 1_000, maxMs: 5_000 },
      seed: options.seed ?? "demo",
      ...plan.more,
      url: options.url,
      id: plan.id,
      version: plan.version,
    },
    deps,
  );
  let turn = 0;
  const stopFaults = every(FAULT_MS, deps.time, () => {
    const fault = plan.faults[turn % Math.max(1, plan.faults.length)];
    turn += 1;
    if (fault !== undefined) station.misbehave(fault);
    if (!station.isCharging() && station.state() === "open") {
      const token = plan.idToken === undefined ? {} : { idToken: plan.idToken };
      void station.session({ durationMs: SESSION_MS, ...token });
    }
  });
  return {
    close() {
      stopFaults();
      return station.close();
    },
  };
}

function every(ms: number, time: SimulatedTime, run: () => void): Cancel {
  let cancel: Cancel = () => undefined;
  const again = () => {
    cancel = time.after(ms, () => {
      run();
      again();
    });
  };
  again();
  return () => cancel();
}
