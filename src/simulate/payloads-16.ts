/** Call payloads of OCPP 1.6 (1.6 §6) as the simulated peers send them. Pure. */
import type { Json, JsonObject } from "../exchange/message.ts";
import type { MeterReading } from "./meter.ts";

export type ReadingContext =
  | "Sample.Periodic"
  | "Transaction.Begin"
  | "Transaction.End"
  | "Trigger";

export type StationIdentity = {
  readonly vendor: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly firmware: string;
};

/** ISO 8601 in UTC. */
export function timestampOf(ms: number): string {
  return new Date(ms).toISOString();
}

export function bootNotification16(identity: StationIdentity): JsonObject {
  return {
    chargePointVendor: identity.vendor,
    chargePointModel: identity.model,
    chargePointSerialNumber: identity.serialNumber,
    firmwareVersion: identity.firmware,
    meterType: "Simulated MID meter",
  };
}

export function statusNotification16(
  connectorId: number,
  status: string,
  timeMs: number,
  errorCode = "NoError",
): JsonObject {
  return { connectorId, errorCode, status, timestamp: timestampOf(timeMs) };
}

export function startTransaction16(start: {
  readonly connectorId: number;
  readonly idTag: string;
  readonly meterStart: number;
  readonly timeMs: number;
  /** Null for none. */
  readonly reservationId?: number | null;
}): JsonObject {
  const { reservationId = null } = start;
  return {
    connectorId: start.connectorId,
    idTag: start.idTag,
    meterStart: start.meterStart,
    ...(reservationId === null ? {} : { reservationId }),
    timestamp: timestampOf(start.timeMs),
  };
}

export function stopTransaction16(stop: {
  readonly transactionId: number;
  readonly idTag: string;
  readonly reading: MeterReading;
  readonly reason: string;
  readonly timeMs: number;
}): JsonObject {
  return {
    transactionId: stop.transactionId,
    idTag: stop.idTag,
    meterStop: stop.reading.energyWh,
    reason: stop.reason,
    timestamp: timestampOf(stop.timeMs),
    transactionData: [meterValue16(stop.reading, "Transaction.End", stop.timeMs)],
  };
}

export function meterValues16(values: {
  readonly connectorId: number;
  readonly transactionId: number | null;
  readonly reading: MeterReading;
  readonly context: ReadingContext;
  readonly timeMs: number;
}): JsonObject {
  const transaction = values.transactionId === null ? {} : { transactionId: values.transactionId };
  return {
    connectorId: values.connectorId,
    ...transaction,
    meterValue: [meterValue16(values.reading, values.context, values.timeMs)],
  };
}

const PHASES = ["L1", "L2", "L3"] as const;

function meterValue16(reading: MeterReading, context: ReadingContext, timeMs: number): JsonObject {
  const sample = (measurand: string, value: number, unit: string, more: JsonObject = {}) => ({
    value: String(value),
    context,
    format: "Raw",
    measurand,
    location: "Outlet",
    ...more,
    unit,
  });
  const sampledValue: Json[] = [
    sample("Energy.Active.Import.Register", reading.energyWh, "Wh"),
    sample("Power.Active.Import", reading.powerW, "W"),
    sample("Power.Offered", reading.offeredW, "W"),
    ...reading.currentsA.map((ampere, index) =>
      sample("Current.Import", ampere, "A", { phase: PHASES[index] ?? "L1" }),
    ),
    sample("Voltage", reading.voltageV, "V", { phase: "L1-N" }),
    sample("SoC", reading.socPercent, "Percent", { location: "EV" }),
  ];
  return { timestamp: timestampOf(timeMs), sampledValue };
}
