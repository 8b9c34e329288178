/**
 * How a well-behaved OCPP 2.0.1 station behaves (Part 2, B01, E01 to E08, G02); 2.1 where its
 * messages are the same. In: its port. Out: a behaviour. Commands are `commands-201.ts`'s.
 */
import type { JsonObject } from "../exchange/message.ts";
import { createLimitFollower } from "./charging-profile.ts";
import { handleCommand201 } from "./commands-201.ts";
import { objectOf, textOf } from "./json-fields.ts";
import {
  bootNotification201,
  idToken201,
  meterValues201,
  statusNotification201,
  type TransactionEvent,
  transactionEvent201,
} from "./payloads-201.ts";
import { type BootReason, createPresence } from "./presence.ts";
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
import { createVariables201 } from "./variables-201.ts";

/** `stoppedReason` and the trigger that goes with it (Part 2, 2.31 ReasonEnumType, 3.82). */
const REASONS = {
  local: { stoppedReason: "Local", triggerReason: "StopAuthorized" },
  remote: { stoppedReason: "Remote", triggerReason: "RemoteStop" },
  unplugged: { stoppedReason: "EVDisconnected", triggerReason: "EVCommunicationLost" },
  deauthorized: { stoppedReason: "DeAuthorized", triggerReason: "Deauthorized" },
  unlocked: { stoppedReason: "Other", triggerReason: "UnlockCommand" },
  "reset-hard": { stoppedReason: "ImmediateReset", triggerReason: "ResetCommand" },
  "reset-soft": { stoppedReason: "Reboot", triggerReason: "ResetCommand" },
  "power-loss": { stoppedReason: "PowerLoss", triggerReason: "AbnormalCondition" },
} as const satisfies Record<StopReason, { stoppedReason: string; triggerReason: string }>;

const BOOT_REASONS = {
  "power-up": "PowerUp",
  reset: "RemoteReset",
  trigger: "Triggered",
} as const satisfies Record<BootReason, string>;

export function createStation201(port: StationPort): StationBehaviour {
  const { connectors, time } = port;
  const variables = createVariables201({
    evses: connectors.length,
    meterEveryMs: port.meterEveryMs,
  });
  const limits = createLimitFollower(connectors, time);
  const presence = createPresence(port, {
    bootPayload: (reason) => bootNotification201(port.identity, BOOT_REASONS[reason]),
    statusPayload: statusNotification201,
    statusIds: connectors.map(({ id }) => id),
    intervalS: () => Number(variables.get("OCPPCommCtrlr", "HeartbeatInterval")),
    setIntervalS: (seconds) => variables.set("OCPPCommCtrlr", "HeartbeatInterval", String(seconds)),
  });
  const { sendStatus } = presence;

  const sendMeterValues = async ({ id, meter }: Connector) => {
    const sample = { reading: meter.read(time.nowMs()), context: "Trigger" } as const;
    await port.call("MeterValues", meterValues201(id, sample, time.nowMs()));
  };

  return {
    opened: (why) => (why === "reconnect" ? presence.resume() : presence.boot(why)),
    closed: presence.stop,
    handle: (action, payload) =>
      handleCommand201(action, payload, {
        port,
        variables,
        limits,
        sendStatus,
        sendMeterValues,
        boot: () => presence.boot("trigger"),
      }),
    async session(connector, options) {
      const stopSwitch = createStopSwitch(time);
      const { stop, abandon } = stopSwitch;
      const session = { stop, abandon, transactionId: port.random.uuid() };
      connector.session = session;
      const configured = variables.get("SampledDataCtrlr", "TxUpdatedInterval");
      const fallbackMs = meterIntervalMs(configured, port.meterEveryMs);
      const plan = planOf({ connector, session, options, fallbackMs, random: port.random });
      const transactionId = session.transactionId;
      const steps = stepsOf({ connector, options, transactionId, port, sendStatus });
      const outcome = await runSession(plan, steps, { time, stopSwitch });
      connector.session = null;
      limits.ended(connector);
      return outcome;
    },
  };
}

function stepsOf(context: {
  readonly connector: Connector;
  readonly options: SessionOptions;
  readonly transactionId: string;
  readonly port: StationPort;
  readonly sendStatus: (evseId: number, status: string) => Promise<unknown>;
}): SessionSteps {
  const { connector, options, port, sendStatus, transactionId } = context;
  const idToken = options.idToken ?? "0123456789ABCDEF";
  const isRemote = options.isRemote === true;
  let seqNo = -1;

  const tell = (event: Omit<TransactionEvent, "seqNo" | "timeMs" | "transactionId" | "evseId">) => {
    seqNo += 1;
    const told = { ...event, seqNo, timeMs: port.time.nowMs() };
    return port.callReliably("TransactionEvent", (isOffline) =>
      transactionEvent201({ ...told, transactionId, evseId: connector.id, isOffline }),
    );
  };

  return {
    plugged: () => sendStatus(connector.id, "Occupied"),
    async authorize() {
      const answer = await port.call("Authorize", { idToken: idToken201(idToken) });
      // Without an answer the station decides alone: LocalAuthorizeOffline is true (C15).
      if (answer.type !== "result") return answer.type !== "error";
      return isAccepted(answer.payload);
    },
    async start(reading) {
      const { remoteStartId } = options;
      const answer = await tell({
        eventType: "Started",
        triggerReason: isRemote ? "RemoteStart" : "Authorized",
        chargingState: "EVConnected",
        idToken,
        ...(remoteStartId === undefined ? {} : { remoteStartId }),
        sample: { reading, context: "Transaction.Begin" },
      });
      if (answer.type !== "result" || !isAccepted(answer.payload)) return false;
      await tell({
        eventType: "Updated",
        triggerReason: "ChargingStateChanged",
        chargingState: "Charging",
      });
      return true;
    },
    async sample(reading) {
      await tell({
        eventType: "Updated",
        triggerReason: "MeterValuePeriodic",
        chargingState: "Charging",
        sample: { reading, context: "Sample.Periodic" },
      });
    },
    async stop(reading, reason) {
      const withToken = reason === "local" ? { idToken } : {};
      await tell({
        eventType: "Ended",
        chargingState: reason === "unplugged" ? "Idle" : "EVConnected",
        ...REASONS[reason],
        ...withToken,
        sample: { reading, context: "Transaction.End" },
      });
    },
    left: () => sendStatus(connector.id, connector.isOperative ? "Available" : "Unavailable"),
  };
}

function isAccepted(payload: JsonObject): boolean {
  const status = textOf(objectOf(payload, "idTokenInfo"), "status");
  // TransactionEvent's answer may leave it out where it was authorized before (E01).
  return status === undefined || status === "Accepted";
}
