/**
 * How a well-behaved OCPP 1.6 station behaves (1.6 §4): boot until accepted, heartbeats, status of
 * every connector, sessions. In: its port. Out: a behaviour. Commands are `commands-16.ts`'s.
 */
import type { JsonObject } from "../exchange/message.ts";
import { createLimitFollower } from "./charging-profile.ts";
import { handleCommand16 } from "./commands-16.ts";
import { createConfiguration16 } from "./configuration-16.ts";
import { numberOf, objectOf, textOf } from "./json-fields.ts";
import {
  bootNotification16,
  meterValues16,
  startTransaction16,
  statusNotification16,
  stopTransaction16,
} from "./payloads-16.ts";
import { createPresence } from "./presence.ts";
import {
  type Connector,
  createStopSwitch,
  runSession,
  type SessionOptions,
  type SessionSteps,
  type StopReason,
} from "./session.ts";
import { meterIntervalMs, planOf } from "./session-plan.ts";
import type { StationBehaviour, StationPort } from "./station-port.ts";

const REASONS = {
  local: "Local",
  remote: "Remote",
  unplugged: "EVDisconnected",
  deauthorized: "DeAuthorized",
  unlocked: "UnlockCommand",
  "reset-hard": "HardReset",
  "reset-soft": "SoftReset",
} as const satisfies Record<StopReason, string>;

export function createStation16(port: StationPort): StationBehaviour {
  const { connectors, time } = port;
  const configuration = createConfiguration16({
    connectors: connectors.length,
    meterEveryMs: port.meterEveryMs,
  });
  const limits = createLimitFollower(connectors, time);
  const presence = createPresence(port, {
    bootPayload: () => bootNotification16(port.identity),
    statusPayload: statusNotification16,
    statusIds: [0, ...connectors.map(({ id }) => id)],
    intervalS: () => Number(configuration.get("HeartbeatInterval")),
    setIntervalS: (seconds) => void configuration.change("HeartbeatInterval", String(seconds)),
  });
  const { sendStatus } = presence;

  const sendMeterValues = async (connector: Connector, context: "Trigger" | "Sample.Periodic") => {
    const transactionId = connector.session?.transactionId ?? null;
    await port.call(
      "MeterValues",
      meterValues16({
        connectorId: connector.id,
        transactionId: transactionId === null ? null : Number(transactionId),
        reading: connector.meter.read(time.nowMs()),
        context,
        timeMs: time.nowMs(),
      }),
    );
  };

  return {
    opened: (why) => (why === "reconnect" ? presence.resume() : presence.boot(why)),
    closed: presence.stop,
    handle: (action, payload) =>
      handleCommand16(action, payload, {
        port,
        configuration,
        limits,
        sendStatus,
        sendMeterValues,
        boot: () => presence.boot("trigger"),
      }),
    async session(connector, options) {
      const stopSwitch = createStopSwitch(time);
      const session = { stop: stopSwitch.stop, transactionId: null };
      connector.session = session;
      const configured = configuration.get("MeterValueSampleInterval");
      const fallbackMs = meterIntervalMs(configured, port.meterEveryMs);
      const plan = planOf({ connector, session, options, fallbackMs, random: port.random });
      const steps = stepsOf(connector, options, { port, sendStatus, sendMeterValues });
      const outcome = await runSession(plan, steps, { time, stopSwitch });
      connector.session = null;
      limits.ended(connector);
      return outcome;
    },
  };
}

function stepsOf(
  connector: Connector,
  options: SessionOptions,
  context: {
    readonly port: StationPort;
    readonly sendStatus: (connectorId: number, status: string) => Promise<unknown>;
    readonly sendMeterValues: (connector: Connector, context: "Sample.Periodic") => Promise<void>;
  },
): SessionSteps {
  const { port, sendStatus } = context;
  const { time } = port;
  const idTag = options.idToken ?? "0123456789ABCDEF";
  return {
    plugged: () => sendStatus(connector.id, "Preparing"),
    async authorize() {
      const answer = await port.call("Authorize", { idTag });
      // Without an answer the station decides alone: LocalAuthorizeOffline is true (1.6 §3.4).
      if (answer.type !== "result") return answer.type !== "error";
      return isAccepted(answer.payload);
    },
    async start(reading) {
      const timeMs = time.nowMs();
      const meterStart = reading.energyWh;
      const answer = await port.callReliably("StartTransaction", () =>
        startTransaction16({ connectorId: connector.id, idTag, meterStart, timeMs }),
      );
      const payload = answer.type === "result" ? answer.payload : {};
      const transactionId = numberOf(payload, "transactionId");
      if (connector.session !== null && transactionId !== undefined) {
        connector.session.transactionId = String(transactionId);
      }
      if (!isAccepted(payload)) return false;
      await sendStatus(connector.id, "Charging");
      return true;
    },
    sample: () => context.sendMeterValues(connector, "Sample.Periodic"),
    async stop(reading, reason) {
      const timeMs = time.nowMs();
      // A CSMS that never answered the start gave no id; 1.6 leaves open what to say then.
      const transactionId = Number(connector.session?.transactionId ?? -1);
      await port.callReliably("StopTransaction", () =>
        stopTransaction16({ transactionId, idTag, reading, reason: REASONS[reason], timeMs }),
      );
      await sendStatus(connector.id, "Finishing");
    },
    left: () => sendStatus(connector.id, connector.isOperative ? "Available" : "Unavailable"),
  };
}

function isAccepted(payload: JsonObject): boolean {
  return textOf(objectOf(payload, "idTagInfo"), "status") === "Accepted";
}
