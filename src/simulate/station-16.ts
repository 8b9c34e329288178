/**
 * How a well-behaved OCPP 1.6 station behaves (1.6 §4): boot until accepted, heartbeats, status of
 * every connector, sessions. In: its port. Out: a behaviour. Commands are `commands-16.ts`'s.
 */
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { createLimitFollower } from "./charging-profile.ts";
import { handleCommand16 } from "./commands-16.ts";
import { createConfiguration16 } from "./configuration-16.ts";
import { numberSaid } from "./habits-16.ts";
import { numberOf, objectOf, textOf } from "./json-fields.ts";
import { createMemory16, type Memory16 } from "./memory-16.ts";
import type { MeterReading } from "./meter.ts";
import {
  bootNotification16,
  meterValues16,
  startTransaction16,
  statusNotification16,
  stopTransaction16,
} from "./payloads-16.ts";
import { createPresence } from "./presence.ts";
import {
  type ActiveSession,
  type Connector,
  createStopSwitch,
  runSession,
  type SessionOptions,
  type SessionSteps,
  type StopReason,
} from "./session.ts";
import { meterIntervalMs, planOf } from "./session-plan.ts";
import type { StationBehaviour, StationPort } from "./station-port.ts";
import type { SimulatedTime } from "./time.ts";

const REASONS = {
  local: "Local",
  remote: "Remote",
  unplugged: "EVDisconnected",
  deauthorized: "DeAuthorized",
  unlocked: "UnlockCommand",
  "reset-hard": "HardReset",
  "reset-soft": "SoftReset",
  "power-loss": "PowerLoss",
} as const satisfies Record<StopReason, string>;

export function createStation16(port: StationPort): StationBehaviour {
  const { connectors, time } = port;
  const configuration = createConfiguration16({
    connectors: connectors.length,
    meterEveryMs: port.meterEveryMs,
  });
  const follower = createLimitFollower(connectors, time);
  const presence = createPresence(port, {
    bootPayload: () => bootNotification16(port.identity),
    statusPayload: statusNotification16,
    statusIds: [0, ...connectors.map(({ id }) => id)],
    intervalS: () => Number(configuration.get("HeartbeatInterval")),
    setIntervalS: (seconds) => void configuration.change("HeartbeatInterval", String(seconds)),
  });
  const { sendStatus } = presence;
  const expired = (connectorId: number) => void sendStatus(connectorId, "Available");
  const memory = createMemory16(connectors, { time, expired });
  let nth = 0;

  const sendMeterValues = async (connector: Connector) => {
    const transactionId = connector.session?.transactionId ?? null;
    const timeMs = time.nowMs();
    const values = { connectorId: connector.id, context: "Trigger", timeMs } as const;
    const reading = connector.meter.read(timeMs);
    const number = transactionId === null ? null : Number(transactionId);
    await port.call("MeterValues", meterValues16({ ...values, reading, transactionId: number }));
  };

  return {
    opened: (why) => (why === "reconnect" ? presence.resume() : presence.boot(why)),
    closed: presence.stop,
    handle: (action, payload) =>
      handleCommand16(action, payload, {
        port,
        configuration,
        limits: follower,
        memory,
        sendStatus,
        sendMeterValues,
        boot: () => presence.boot("trigger"),
      }),
    async session(connector, options) {
      const stopSwitch = createStopSwitch(time);
      const { stop, abandon } = stopSwitch;
      const session = { stop, abandon, transactionId: null };
      connector.session = session;
      nth += 1;
      const configured = configuration.get("MeterValueSampleInterval");
      const fallbackMs = meterIntervalMs(configured, port.meterEveryMs);
      const plan = planOf({ connector, session, options, fallbackMs, random: port.random });
      const steps = stepsOf(connector, { options, session, nth }, { port, sendStatus, memory });
      const outcome = await runSession(plan, steps, { time, stopSwitch });
      connector.session = null;
      follower.ended(connector);
      return outcome;
    },
  };
}

/** A station that charges offline waits so long for the answer to its start. Simulated ms. */
const PATIENCE_MS = 2_000;

function stepsOf(
  connector: Connector,
  told: {
    readonly options: SessionOptions;
    readonly session: ActiveSession;
    /** Counted from 1. */
    readonly nth: number;
  },
  context: {
    readonly port: StationPort;
    readonly sendStatus: (connectorId: number, status: string) => Promise<unknown>;
    readonly memory: Memory16;
  },
): SessionSteps {
  const { session, nth } = told;
  const { port, sendStatus, memory } = context;
  const { time, habits } = port;
  const idTag = told.options.idToken ?? "0123456789ABCDEF";
  const connectorId = connector.id;
  let given: number | null = null;
  let beganOffline = false;
  const number = () => numberSaid(habits, { given, beganOffline, nth });
  const meter = (reading: MeterReading) => {
    const values = { connectorId, reading, context: "Sample.Periodic" } as const;
    const timeMs = time.nowMs();
    return tellMeter(port, () => meterValues16({ ...values, transactionId: number(), timeMs }));
  };

  return {
    plugged: () => sendStatus(connectorId, "Preparing"),
    async authorize() {
      const answer = await port.call("Authorize", { idTag });
      // Without an answer the station decides alone: LocalAuthorizeOffline is true (1.6 §3.4).
      if (answer.type !== "result") return answer.type !== "error" || habits.chargesOffline;
      return isAccepted(answer.payload);
    },
    async start(reading) {
      const timeMs = time.nowMs();
      const meterStart = reading.energyWh;
      beganOffline = !port.isOnline();
      const reservationId = memory.use(connectorId, idTag);
      const start = { connectorId, idTag, meterStart, timeMs, reservationId };
      const answered = port
        .callReliably("StartTransaction", () => startTransaction16(start))
        .then((answer) => {
          const payload = answer.type === "result" ? answer.payload : {};
          given = numberOf(payload, "transactionId") ?? null;
          return take(session, payload);
        });
      const isGoing = await (habits.chargesOffline
        ? inTime(time, answered, beganOffline ? 0 : PATIENCE_MS)
        : answered);
      if (isGoing) await sendStatus(connectorId, "Charging");
      return isGoing;
    },
    sample: meter,
    async stop(reading, reason) {
      const timeMs = time.nowMs();
      const stop = { idTag, reading, reason: REASONS[reason], timeMs };
      const stopped = port.callReliably("StopTransaction", () =>
        stopTransaction16({ ...stop, transactionId: number() }),
      );
      if (!habits.chargesOffline) await stopped;
      const { lateMeterShare } = habits;
      if (lateMeterShare > 0 && port.random.chance(lateMeterShare)) await meter(reading);
      await sendStatus(connectorId, "Finishing");
    },
    left: () => sendStatus(connectorId, connector.isOperative ? "Available" : "Unavailable"),
  };
}

/** What a start was answered; false where the CSMS refused it. */
function take(session: ActiveSession, payload: JsonObject): boolean {
  const given = numberOf(payload, "transactionId");
  if (given !== undefined) session.transactionId = String(given);
  if (isAccepted(payload)) return true;
  session.stop("deauthorized");
  return false;
}

/** Kept where the session goes on without the CSMS; else lost without a connection. */
async function tellMeter(port: StationPort, made: () => JsonObject): Promise<void> {
  if (!port.habits.chargesOffline) await port.call("MeterValues", made());
  else if (port.kept() < limits.simulatedCallsWaitingMax) {
    void port.callReliably("MeterValues", made);
  }
}

/** Without an answer by then it goes on. */
function inTime(time: SimulatedTime, answered: Promise<boolean>, ms: number): Promise<boolean> {
  const patience = new Promise<boolean>((resolve) => {
    time.after(ms, () => resolve(true));
  });
  return Promise.race([answered, patience]);
}

function isAccepted(payload: JsonObject): boolean {
  return textOf(objectOf(payload, "idTagInfo"), "status") === "Accepted";
}
