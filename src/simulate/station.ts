/**
 * A simulated station: dials, boots, keeps its heartbeat, charges cars, reconnects with back-off,
 * and misbehaves on request. In: where to dial and who it is. Out: a handle whose every wait is a
 * promise. It never throws because of the network: what happened is an event and an `Answer`.
 */
import { limits } from "../base/limits.ts";
import { createEventLog, type EventLog } from "./event-log.ts";
import { createAnswerFaults } from "./faults.ts";
import { type Habits16, tidyHabits } from "./habits-16.ts";
import { createMeter } from "./meter.ts";
import type { StationIdentity } from "./payloads-16.ts";
import { createRandom, type Random } from "./random.ts";
import { createOnlineGate, type OnlineGate } from "./reliable-call.ts";
import type { Connector, SessionOptions, SessionOutcome } from "./session.ts";
import { createStation16 } from "./station-16.ts";
import { createStation201 } from "./station-201.ts";
import { createStationCalls } from "./station-calls.ts";
import type {
  SimulatedStation,
  StationDeps,
  StationEvent,
  StationOptions,
} from "./station-contract.ts";
import { keepStationLeg, type StationLeg, type StationLegHooks } from "./station-leg.ts";
import type { StationBehaviour, StationPort } from "./station-port.ts";
import { createPacedTime, systemTimeDeps } from "./time.ts";
import { createTraffic, type Traffic } from "./traffic.ts";

/** Events that are remembered. */
const EVENTS_MAX = 1_000;
const METER_EVERY_MS = 60_000;
/** Full power of the simulated stations: alternating current for 1.6, direct current for 2.x. */
const POWER_W = { ac: 11_000, dc: 150_000 } as const;

export function startSimulatedStation(
  options: StationOptions,
  deps: StationDeps = systemTimeDeps,
): SimulatedStation {
  const time = deps.time ?? createPacedTime(options.pace ?? 1, deps);
  const random = createRandom(`${options.seed ?? "station"}/${options.id}`);
  const traffic = createTraffic(options.trafficMax ?? limits.simulatedTrafficMax);
  const events = createEventLog<StationEvent>(EVENTS_MAX);
  const connectors = createConnectors(options, random);
  const gate = createOnlineGate();
  const habits: Habits16 = { ...tidyHabits, ...options.habits };
  const opening = createOpening(options);
  let offUntilMs = Number.NEGATIVE_INFINITY;

  const rpc = () => station.current()?.rpc ?? null;
  const { call, queue } = createStationCalls(options, { habits, random, gate, rpc });
  const port: StationPort = {
    stationId: options.id,
    identity: identityOf(options),
    connectors,
    time,
    random,
    meterEveryMs: options.meterEveryMs ?? METER_EVERY_MS,
    habits,
    call,
    callReliably: queue.add,
    kept: queue.waiting,
    isOnline: gate.isOnline,
    setOnline(isOnline) {
      if (isOnline && !gate.isOnline()) events.record({ name: "accepted" });
      gate.set(isOnline);
    },
    startSession: (asked) => void session(asked),
    reboot() {
      opening.afterReset();
      station.current()?.close(1000, "reset");
    },
  };
  const behaviour = options.version === "1.6" ? createStation16(port) : createStation201(port);
  const isFree = () =>
    time.nowMs() >= offUntilMs &&
    !(habits.sharesPower && connectors.some(({ session: running }) => running !== null));
  const session = (asked: SessionOptions = {}) =>
    charge({ behaviour, connectors, events, isFree }, asked);

  const station = keepStationLeg(options, hooksOf(options, { behaviour, port, gate, opening }), {
    ...{ time, timers: deps.timers, random, traffic, events },
    answerFaults: createAnswerFaults(),
  });

  const close = async (code = 1000, reason = "") => {
    gate.takeDown();
    for (const connector of connectors) connector.session?.stop("local");
    await station.close(code, reason);
    events.close();
    traffic.close();
  };
  const cutPower: SimulatedStation["cutPower"] = ({ ms, forgets }) => {
    opening.afterReset();
    offUntilMs = time.nowMs() + ms;
    for (const { session: running } of connectors) {
      if (forgets) running?.abandon();
      else running?.stop("power-loss");
    }
    station.stayAway(ms);
  };
  const parts = { station, events, traffic, connectors, port, session, cutPower, close };
  return handleOf(options, parts);
}

/** Why the next leg opens, which decides whether the station boots. */
type Opening = {
  readonly afterReset: () => void;
  readonly take: () => "power-up" | "reset" | "reconnect";
};

function createOpening({ bootsOnReconnect }: StationOptions): Opening {
  let why: ReturnType<Opening["take"]> = "power-up";
  return {
    afterReset() {
      why = "reset";
    },
    take() {
      const isBoot = why !== "reconnect" || bootsOnReconnect !== false;
      const reason = isBoot && why === "reconnect" ? "power-up" : why;
      why = "reconnect";
      return reason;
    },
  };
}

function hooksOf(
  options: StationOptions,
  parts: {
    readonly behaviour: StationBehaviour;
    readonly port: StationPort;
    readonly gate: OnlineGate;
    readonly opening: Opening;
  },
): StationLegHooks {
  const { behaviour, port, gate } = parts;
  return {
    handle(action, payload) {
      const own = options.answers;
      const answer = own !== undefined && Object.hasOwn(own, action) ? own[action] : undefined;
      return answer?.(payload) ?? behaviour.handle(action, payload);
    },
    opened() {
      const reason = parts.opening.take();
      if (options.isBooting === false) port.setOnline(true);
      else void behaviour.opened(reason);
    },
    closed() {
      gate.set(false);
      behaviour.closed();
    },
  };
}

/** Runs a session on a free connector; says `occupied` where there is none. */
async function charge(
  parts: {
    readonly behaviour: StationBehaviour;
    readonly connectors: readonly Connector[];
    readonly events: EventLog<StationEvent>;
    readonly isFree: () => boolean;
  },
  asked: SessionOptions,
): Promise<SessionOutcome> {
  const connector = parts.connectors.find(
    ({ id, session, isOperative }) =>
      session === null && isOperative && (asked.connectorId ?? id) === id,
  );
  if (connector === undefined || !parts.isFree()) {
    return {
      status: "occupied",
      connectorId: asked.connectorId ?? 0,
      transactionId: null,
      meterStartWh: 0,
      meterStopWh: 0,
      samples: 0,
      stopReason: null,
    };
  }
  const outcome = await parts.behaviour.session(connector, asked);
  parts.events.record({ name: "sessionFinished", outcome });
  return outcome;
}

function handleOf(
  options: StationOptions,
  parts: {
    readonly station: StationLeg;
    readonly events: EventLog<StationEvent>;
    readonly traffic: Traffic;
    readonly connectors: readonly Connector[];
    readonly port: StationPort;
    readonly session: SimulatedStation["session"];
    readonly cutPower: SimulatedStation["cutPower"];
    readonly close: SimulatedStation["close"];
  },
): SimulatedStation {
  const { station, events, connectors } = parts;
  return {
    id: options.id,
    version: options.version,
    state: station.state,
    subprotocol: station.subprotocol,
    isCharging: () => connectors.some((connector) => connector.session !== null),
    traffic: parts.traffic,
    on: events.on,
    events: events.entries,
    event: (name) =>
      events.find(
        (event): event is Extract<StationEvent, { name: typeof name }> => event.name === name,
        name,
      ),
    call: parts.port.call,
    raw: (text, raw) => station.current()?.rpc.sendRaw(text, raw?.isBinary ?? false) ?? false,
    misbehave(fault) {
      const leg = station.current();
      leg?.misbehave(fault);
      return leg !== null;
    },
    session: parts.session,
    ping: (data) => station.current()?.ping(data),
    drop: (how = "reset") => station.current()?.drop(how),
    stayOffline: station.stayAway,
    cutPower: parts.cutPower,
    kept: parts.port.kept,
    close: parts.close,
  };
}

function createConnectors(
  options: StationOptions,
  random: Random,
): readonly [Connector, ...Connector[]] {
  const isAc = options.version === "1.6";
  const create = (id: number): Connector => ({
    id,
    meter: createMeter({
      powerMaxW: options.powerMaxW ?? (isAc ? POWER_W.ac : POWER_W.dc),
      phases: isAc ? 3 : 1,
      random,
    }),
    isOperative: true,
    session: null,
  });
  const more = Math.max(0, (options.connectors ?? 2) - 1);
  return [create(1), ...Array.from({ length: more }, (_, index) => create(index + 2))];
}

function identityOf(options: StationOptions): StationIdentity {
  return {
    vendor: "Simulated",
    model: options.version === "1.6" ? "AC-11" : "DC-150",
    serialNumber: options.id.slice(0, 25),
    firmware: "1.0.0",
    ...options.identity,
  };
}
