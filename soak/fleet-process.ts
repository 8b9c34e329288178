/**
 * The peers of a soak in a process of their own: a CSMS, and stations that charge, meter, misbehave,
 * lose their links and come again. Arguments: none; orders: `csmsPort`, `start`, `counts`, `stop`.
 */
import { obey } from "../bench/child.ts";
import { startSimulatedCsms } from "../src/simulate/csms.ts";
import { commandAfterBoot, typicalCommand } from "../src/simulate/csms-commands.ts";
import type { SimulatedCsms } from "../src/simulate/csms-contract.ts";
import type { Fault } from "../src/simulate/faults.ts";
import { type FaultPlan, type SimulatedFleet, startSimulatedFleet } from "../src/simulate/fleet.ts";
import { createRandom, type Random } from "../src/simulate/random.ts";
import type { FleetCounts, FleetOrder } from "./orders.ts";

/** Short, so that what is kept of a station (its last few sessions) is full when everything is warm. */
const SESSION_MS = 100_000;
const HEARTBEAT_S = 600;
/** Between two commands of the CSMS to some station. */
const COMMAND_MS = 2_000;
/** Between two restarts of a part of the CSMS, which its stations notice by a reset. */
const OUTAGE_MS = 5 * 60_000;
const OUTAGE_SHARE = 0.1;
/** Between two times that the CSMS turns some stations away. */
const REFUSAL_MS = 30_000;
const REFUSALS = 5;

const on = (share: number, everyMs: number, fault: Fault): FaultPlan => ({ share, everyMs, fault });

/** Every kind of churn at least once a minute in a fleet of 2,000, and most of them more often. */
const FAULTS: readonly FaultPlan[] = [
  on(0.2, 10 * 60_000, { fault: "drop", how: "reset" }),
  on(0.2, 10 * 60_000, { fault: "drop", how: "fin" }),
  on(0.1, 10 * 60_000, { fault: "close", code: 1000 }),
  on(0.02, 10 * 60_000, { fault: "bytes", hex: "8f00ff00" }),
  on(0.05, 5 * 60_000, { fault: "json-empty-item" }),
  on(0.05, 5 * 60_000, { fault: "json-truncated" }),
  on(0.05, 5 * 60_000, { fault: "message-id-reused" }),
  on(0.05, 5 * 60_000, { fault: "message-type-unknown" }),
  on(0.05, 5 * 60_000, { fault: "message-binary" }),
  on(0.05, 5 * 60_000, { fault: "calls-overlapping" }),
  on(0.05, 5 * 60_000, { fault: "answer-missing" }),
  on(0.05, 5 * 60_000, { fault: "answer-unmatched" }),
  on(0.02, 5 * 60_000, { fault: "message-large", bytes: 200_000 }),
];

const csms = await startSimulatedCsms({
  port: 0,
  heartbeatIntervalS: HEARTBEAT_S,
  trafficMax: 1_000,
});
const random = createRandom("soak");
const timers: NodeJS.Timeout[] = [];
const fleets: SimulatedFleet[] = [];

csms.on((event) => {
  if (event.name !== "stationBooted") return;
  // A list of thousands for every boot would be this process's own load.
  if (random.chance(0.1)) command(event.stationId, commandAfterBoot);
});

obey({ csmsPort: () => csms.port, start, counts, stop }, async () => void (await stop()));

function start(order: FleetOrder): void {
  const translated = Math.round(order.stations * order.translatedShare);
  const { rate } = order;
  const all = { faults: FAULTS, sessionMs: SESSION_MS, dialsPerSecond: order.dialsPerSecond };
  const shareOf = (stations: number) => (rate * stations) / order.stations;
  const plain = order.stations - translated;
  fleets.push(
    startSimulatedFleet({
      ...{ ...all, url: `${order.url}/ocpp`, stations: plain, rate: shareOf(plain) },
      ...{ versions: ["1.6", "1.6", "2.0.1", "2.1"], prefix: "SOAK-", isAwkward: true },
    }),
  );
  if (translated > 0) {
    fleets.push(
      startSimulatedFleet({
        ...{ ...all, url: `${order.url}/t`, stations: translated, rate: shareOf(translated) },
        ...{ versions: ["1.6"], prefix: "SOAK-T-", isAwkward: true, seed: "translated" },
      }),
    );
  }
  timers.push(
    setInterval(() => command(someStation(), typicalCommand), COMMAND_MS),
    setInterval(() => outage(order.stations), OUTAGE_MS),
    setInterval(() => void csms.refuse({ status: 503, times: REFUSALS }), REFUSAL_MS),
  );
}

type Command = (
  station: ReturnType<SimulatedCsms["stations"]>[number],
  random: Random,
) => ReturnType<typeof typicalCommand>;

function command(stationId: string | undefined, choose: Command): void {
  const station = csms.stations().find((each) => each.stationId === stationId);
  if (station === undefined) return;
  const { action, payload } = choose(station, random);
  void csms.sendCall(station.stationId, action, payload);
}

function someStation(): string | undefined {
  const stations = csms.stations();
  return stations[random.integer(0, Math.max(0, stations.length - 1))]?.stationId;
}

function outage(stations: number): void {
  for (const { stationId } of csms.stations().slice(0, Math.ceil(stations * OUTAGE_SHARE))) {
    csms.dropStation(stationId, "reset");
  }
}

function counts(): FleetCounts {
  const each = fleets.map((fleet) => fleet.counts());
  const sum = (of: "open" | "charging" | "messages") =>
    each.reduce((total, fleet) => total + fleet[of], 0);
  return { open: sum("open"), charging: sum("charging"), messages: sum("messages") };
}

/** Stations first, so that the CSMS hears the last of them. */
async function stop(): Promise<FleetCounts> {
  for (const timer of timers) clearInterval(timer);
  await Promise.all(fleets.map((fleet) => fleet.close()));
  const last = counts();
  fleets.length = 0;
  await csms.close();
  return last;
}
