/** The worked examples of the mapping: boot, authorization, status, transactions, signed values. */
import { expect, it } from "vitest";
import { answerTo, booted, deadLetters, type Stage, stage, toCsms } from "../translate/stage.ts";

const accepted = { status: "Accepted", interval: 300, currentTime: "2026-05-01T09:59:00.120Z" };

it("boot", () => {
  const it = stage();
  it.up("station");
  it.up("csms");
  const sent = it.station("BootNotification", {
    ...{ chargePointVendor: "Acme", chargePointModel: "Fast-22", iccid: "" },
    ...{ chargePointSerialNumber: "AC220017", firmwareVersion: "3.4.1", imsi: "204046012345678" },
    ...{ meterType: "EM340", meterSerialNumber: "M-9981" },
  });
  expect(toCsms(sent)).toEqual([
    [
      "BootNotification",
      {
        chargingStation: {
          ...{ serialNumber: "AC220017", model: "Fast-22", vendorName: "Acme" },
          ...{ firmwareVersion: "3.4.1", modem: { imsi: "204046012345678" } },
        },
        reason: "PowerUp",
      },
    ],
  ]);
  expect(answerTo("station", it.answer("csms", accepted))).toEqual(accepted);
});

it("an authorization refused for the moment expires at once", () => {
  const it = booted();
  it.at("2026-05-01T10:00:01.000Z");
  expect(toCsms(it.station("Authorize", { idTag: "04A1B2C3D4E5F6" }))).toEqual([
    ["Authorize", { idToken: { idToken: "04A1B2C3D4E5F6", type: "ISO14443" } }],
  ]);
  const sent = it.answer("csms", {
    idTokenInfo: {
      status: "NotAtThisTime",
      groupIdToken: { idToken: "FLEET-A", type: "Central" },
    },
  });
  expect(answerTo("station", sent)).toEqual({
    idTagInfo: {
      status: "Invalid",
      parentIdTag: "FLEET-A",
      expiryDate: "2026-05-01T10:00:01.000Z",
    },
  });
});

function status(it: Stage, fields: Record<string, string | number>) {
  it.at(String(fields["timestamp"]));
  return [...it.station("StatusNotification", { errorCode: "NoError", ...fields }), ...it.drain()];
}

/** The three statuses of the examples, which leave the next event id at 4. */
function statuses(it: Stage) {
  const [first, second, third, fourth] = [
    status(it, { connectorId: 1, status: "Preparing", timestamp: "2026-05-01T10:00:00Z" }),
    status(it, { connectorId: 0, status: "Unavailable", timestamp: "2026-05-01T10:00:00Z" }),
    status(it, {
      ...{ connectorId: 2, errorCode: "GroundFailure", status: "Faulted", info: "RCD 30mA" },
      ...{ vendorId: "com.acme", vendorErrorCode: "E31", timestamp: "2026-05-01T10:00:02Z" },
    }),
    status(it, { connectorId: 2, status: "Available", timestamp: "2026-05-01T10:30:00Z" }),
  ];
  return { first, second, third, fourth };
}

const hardWired = { eventNotificationType: "HardWiredNotification" };
const rcd = {
  component: { name: "RCD", evse: { id: 2, connectorId: 1 } },
  variable: { name: "Tripped" },
  ...hardWired,
};

it("statuses: a connector, the station, a fault, its end", () => {
  const { first, second, third, fourth } = statuses(booted());
  expect(answerTo("station", first)).toEqual({});
  const of = (timestamp: string, connectorStatus: string, evseId: number) => [
    "StatusNotification",
    { timestamp, connectorStatus, evseId, connectorId: 1 },
  ];
  const event = (at: string, fields: object) => [
    "NotifyEvent",
    { generatedAt: at, seqNo: 0, eventData: [{ timestamp: at, ...fields }] },
  ];
  expect(toCsms(first)).toEqual([of("2026-05-01T10:00:00.000Z", "Occupied", 1)]);
  expect(toCsms(second)).toEqual([
    event("2026-05-01T10:00:00.000Z", {
      ...{ eventId: 1, trigger: "Delta", actualValue: "Unavailable", ...hardWired },
      ...{ component: { name: "ChargingStation" }, variable: { name: "AvailabilityState" } },
    }),
  ]);
  expect(toCsms(third)).toEqual([
    of("2026-05-01T10:00:02.000Z", "Faulted", 2),
    event("2026-05-01T10:00:02.000Z", {
      ...{ eventId: 2, trigger: "Alerting", actualValue: "true", cleared: false, ...rcd },
      ...{ techCode: "E31", techInfo: "RCD 30mA | com.acme" },
    }),
  ]);
  expect(toCsms(fourth)).toEqual([
    of("2026-05-01T10:30:00.000Z", "Available", 2),
    event("2026-05-01T10:30:00.000Z", {
      ...{ eventId: 3, trigger: "Alerting", actualValue: "false", cleared: true, ...rcd },
    }),
  ]);
});

const central = { idToken: "9f1c2e7a-55d0-4c1e-8a53-0d6b2a7c1f00", type: "Central" };
const evse = { id: 1, connectorId: 1 };
const transactionId = "2fa646db-de01-5831-a186-0e7c106b2849";
const register = (value: number, context: string) => ({
  ...{ value, context, measurand: "Energy.Active.Import.Register" },
  unitOfMeasure: { unit: "Wh" },
});
const periods = [
  { startPeriod: 0, limit: 16 },
  { startPeriod: 3600, limit: 10.5, numberPhases: 3 },
];
const txProfile = {
  ...{ stackLevel: 1, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Relative" },
};

it("a remote start with a long token, its transaction, its stop", () => {
  const it = booted();
  statuses(it);
  it.at("2026-05-01T10:00:03Z");
  const asked = it.csms("RequestStartTransaction", {
    ...{ remoteStartId: 4711, idToken: central, evseId: 1 },
    chargingProfile: {
      ...{ id: 88, ...txProfile },
      chargingSchedule: [{ id: 1, chargingRateUnit: "A", chargingSchedulePeriod: periods }],
    },
  });
  expect(asked.map(({ action, payload }) => [action, payload])).toEqual([
    [
      "RemoteStartTransaction",
      {
        ...{ idTag: "TL1CM7G7RQSQGXF3VD8W", connectorId: 1 },
        chargingProfile: {
          ...{ chargingProfileId: 88, ...txProfile },
          chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: periods },
        },
      },
    ],
  ]);
  expect(answerTo("csms", it.answer("station", { status: "Accepted" }))).toEqual({
    status: "Accepted",
  });

  it.at("2026-05-01T10:00:05Z");
  const started = it.station("StartTransaction", {
    ...{ connectorId: 1, idTag: "TL1CM7G7RQSQGXF3VD8W", meterStart: 125400 },
    timestamp: "2026-05-01T10:00:05Z",
  });
  const info = { transactionId, chargingState: "EVConnected", remoteStartId: 4711 };
  expect(toCsms(started)).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Started", timestamp: "2026-05-01T10:00:05.000Z", seqNo: 0, evse },
        ...{ triggerReason: "RemoteStart", transactionInfo: info, idToken: central },
        meterValue: [
          {
            timestamp: "2026-05-01T10:00:05.000Z",
            sampledValue: [register(125400, "Transaction.Begin")],
          },
        ],
      },
    ],
  ]);
  const allowed = { status: "Accepted", cacheExpiryDateTime: "2026-05-02T00:00:00Z" };
  expect(answerTo("station", it.answer("csms", { idTokenInfo: allowed }))).toEqual({
    idTagInfo: { status: "Accepted", expiryDate: "2026-05-02T00:00:00Z" },
    transactionId: 1,
  });

  const charging = status(it, {
    ...{ connectorId: 1, status: "Charging", timestamp: "2026-05-01T10:00:08Z" },
  });
  expect(toCsms(charging)).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Updated", timestamp: "2026-05-01T10:00:08.000Z", seqNo: 1, evse },
        triggerReason: "ChargingStateChanged",
        transactionInfo: { transactionId, chargingState: "Charging" },
      },
    ],
  ]);
  metered(it);
  stopped(it);
  expect(deadLetters(it)).toEqual([]);
});

function metered(it: Stage) {
  it.at("2026-05-01T10:05:00Z");
  const sent = it.station("MeterValues", {
    ...{ connectorId: 1, transactionId: 1 },
    meterValue: [
      {
        timestamp: "2026-05-01T10:05:00Z",
        sampledValue: [
          { value: "126.250", unit: "kWh" },
          { value: "11.04", measurand: "Power.Active.Import", unit: "kW" },
          { value: "16.1", measurand: "Current.Import", phase: "L1" },
          { value: "54", measurand: "SoC", unit: "Percent", location: "EV" },
          { value: "41.5", measurand: "Temperature", unit: "Celcius", location: "Body" },
        ],
      },
    ],
  });
  const timestamp = "2026-05-01T10:05:00.000Z";
  const periodic = { context: "Sample.Periodic" };
  const sampledValue = [
    register(126250, "Sample.Periodic"),
    {
      ...{ value: 11040, ...periodic, measurand: "Power.Active.Import" },
      unitOfMeasure: { unit: "W" },
    },
    {
      ...{ value: 16.1, ...periodic, measurand: "Current.Import", phase: "L1" },
      unitOfMeasure: { unit: "A" },
    },
    {
      ...{ value: 54, ...periodic, measurand: "SoC", location: "EV" },
      unitOfMeasure: { unit: "Percent" },
    },
  ];
  expect(toCsms([...sent, ...it.drain()])).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Updated", timestamp, triggerReason: "MeterValuePeriodic", seqNo: 2, evse },
        ...{ transactionInfo: { transactionId }, meterValue: [{ timestamp, sampledValue }] },
      },
    ],
    [
      "NotifyEvent",
      {
        ...{ generatedAt: timestamp, seqNo: 0 },
        eventData: [
          {
            ...{ eventId: 4, timestamp, trigger: "Periodic", actualValue: "41.5", transactionId },
            component: { name: "TemperatureSensor", evse: { id: 1 } },
            ...{ eventNotificationType: "PreconfiguredMonitor", variable: { name: "Temperature" } },
          },
        ],
      },
    ],
  ]);
}

function stopped(it: Stage) {
  it.at("2026-05-01T11:00:00Z");
  const sent = it.station("StopTransaction", {
    ...{ transactionId: 1, idTag: "TL1CM7G7RQSQGXF3VD8W", meterStop: 131020 },
    ...{ timestamp: "2026-05-01T11:00:00Z", reason: "UnlockCommand" },
    transactionData: [
      {
        timestamp: "2026-05-01T10:00:05Z",
        sampledValue: [{ value: "125400", context: "Transaction.Begin" }],
      },
    ],
  });
  const transactionInfo = { transactionId, chargingState: "EVConnected", stoppedReason: "Other" };
  expect(toCsms(sent)).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Ended", timestamp: "2026-05-01T11:00:00.000Z", seqNo: 3, evse },
        ...{ triggerReason: "UnlockCommand", transactionInfo, idToken: central },
        meterValue: [
          {
            timestamp: "2026-05-01T10:00:05.000Z",
            sampledValue: [register(125400, "Transaction.Begin")],
          },
          {
            timestamp: "2026-05-01T11:00:00.000Z",
            sampledValue: [register(131020, "Transaction.End")],
          },
        ],
      },
    ],
  ]);
  const answered = it.answer("csms", { idTokenInfo: { status: "Accepted" } });
  expect(answerTo("station", answered)).toEqual({ idTagInfo: { status: "Accepted" } });
}
