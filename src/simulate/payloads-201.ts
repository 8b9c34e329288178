/** Call payloads of OCPP 2.0.1 (Part 2, §1 Messages) as the simulated peers send them. Pure. */
import type { Json, JsonObject } from "../exchange/message.ts";
import type { MeterReading } from "./meter.ts";
import { type ReadingContext, type StationIdentity, timestampOf } from "./payloads-16.ts";

export function bootNotification201(identity: StationIdentity, reason: string): JsonObject {
  return {
    reason,
    chargingStation: {
      vendorName: identity.vendor,
      model: identity.model,
      serialNumber: identity.serialNumber,
      firmwareVersion: identity.firmware,
    },
  };
}

export function statusNotification201(
  evseId: number,
  connectorStatus: string,
  timeMs: number,
): JsonObject {
  return { timestamp: timestampOf(timeMs), connectorStatus, evseId, connectorId: 1 };
}

export function idToken201(idToken: string): JsonObject {
  return { idToken, type: "ISO14443" };
}

export type TransactionEvent = {
  readonly eventType: "Started" | "Updated" | "Ended";
  readonly triggerReason: string;
  readonly seqNo: number;
  readonly timeMs: number;
  readonly transactionId: string;
  readonly chargingState: string;
  readonly evseId: number;
  readonly idToken?: string;
  readonly remoteStartId?: number;
  readonly stoppedReason?: string;
  readonly isOffline?: boolean;
  readonly sample?: { readonly reading: MeterReading; readonly context: ReadingContext };
};

export function transactionEvent201(event: TransactionEvent): JsonObject {
  const { remoteStartId, stoppedReason, idToken, sample } = event;
  return {
    eventType: event.eventType,
    timestamp: timestampOf(event.timeMs),
    triggerReason: event.triggerReason,
    seqNo: event.seqNo,
    ...(event.isOffline === true ? { offline: true } : {}),
    transactionInfo: {
      transactionId: event.transactionId,
      chargingState: event.chargingState,
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
      ...(stoppedReason === undefined ? {} : { stoppedReason }),
    },
    evse: { id: event.evseId, connectorId: 1 },
    ...(idToken === undefined ? {} : { idToken: idToken201(idToken) }),
    ...(sample === undefined
      ? {}
      : { meterValue: [meterValue201(sample.reading, sample.context, event.timeMs)] }),
  };
}

export function meterValues201(
  evseId: number,
  sample: { readonly reading: MeterReading; readonly context: ReadingContext },
  timeMs: number,
): JsonObject {
  return { evseId, meterValue: [meterValue201(sample.reading, sample.context, timeMs)] };
}

const PHASES = ["L1", "L2", "L3"] as const;

function meterValue201(reading: MeterReading, context: ReadingContext, timeMs: number): JsonObject {
  const sample = (measurand: string, value: number, unit: string, more: JsonObject = {}) => ({
    value,
    context,
    measurand,
    location: "Outlet",
    ...more,
    unitOfMeasure: { unit },
  });
  const sampledValue: Json[] = [
    sample("Energy.Active.Import.Register", reading.energyWh, "Wh"),
    sample("Power.Active.Import", reading.powerW, "W"),
    sample("Power.Offered", reading.offeredW, "W"),
    ...reading.currentsA.map((ampere, index) =>
      sample("Current.Import", ampere, "A", { phase: PHASES[index] ?? "L1" }),
    ),
    sample("Voltage", reading.voltageV, "V"),
    sample("SoC", reading.socPercent, "Percent", { location: "EV" }),
  ];
  return { timestamp: timestampOf(timeMs), sampledValue };
}
