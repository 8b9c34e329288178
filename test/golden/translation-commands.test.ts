/** The worked examples of the mapping: commands of the CSMS, and what a station reports of them. */
import { expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import {
  answerTo,
  booted,
  deadLetters,
  type Sent,
  type Stage,
  toCsms,
} from "../translate/stage.ts";

const toStation = (sent: readonly Sent[]) =>
  sent.filter(({ leg, type }) => leg === "station" && type === "call").map((each) => each.payload);

const maxProfile = {
  ...{ id: 5, stackLevel: 0, chargingProfilePurpose: "ChargingStationMaxProfile" },
  chargingProfileKind: "Absolute",
  chargingSchedule: [
    {
      ...{ id: 9, startSchedule: "2026-05-01T00:00:00Z", chargingRateUnit: "W" },
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 22000 }],
    },
  ],
};

it("a profile is set, and reported exactly as it came", () => {
  const it = booted();
  const set = it.csms("SetChargingProfile", { evseId: 0, chargingProfile: maxProfile });
  expect(toStation(set)).toEqual([
    {
      connectorId: 0,
      csChargingProfiles: {
        ...{ chargingProfileId: 5, stackLevel: 0, chargingProfileKind: "Absolute" },
        chargingProfilePurpose: "ChargePointMaxProfile",
        chargingSchedule: {
          ...{ startSchedule: "2026-05-01T00:00:00Z", chargingRateUnit: "W" },
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 22000 }],
        },
      },
    },
  ]);
  it.answer("station", { status: "Accepted" });
  const asked = it.csms("GetChargingProfiles", { requestId: 31, chargingProfile: {} });
  expect(answerTo("csms", asked)).toEqual({ status: "Accepted" });
  expect(toCsms(asked)).toEqual([
    [
      "ReportChargingProfiles",
      { requestId: 31, chargingLimitSource: "CSO", evseId: 0, chargingProfile: [maxProfile] },
    ],
  ]);
});

it("a composite schedule", () => {
  const it = booted();
  it.csms("GetCompositeSchedule", { evseId: 1, duration: 3600 });
  const chargingSchedulePeriod = [{ startPeriod: 0, limit: 16 }];
  const told = it.answer("station", {
    ...{ status: "Accepted", connectorId: 1, scheduleStart: "2026-05-01T10:20:00Z" },
    chargingSchedule: { duration: 3600, chargingRateUnit: "A", chargingSchedulePeriod },
  });
  expect(answerTo("csms", told)).toEqual({
    status: "Accepted",
    schedule: {
      ...{ evseId: 1, duration: 3600, scheduleStart: "2026-05-01T10:20:00.000Z" },
      ...{ chargingRateUnit: "A", chargingSchedulePeriod },
    },
  });
});

const variable = (component: string, name: string, instance?: string) => ({
  component: { name: component },
  variable: instance === undefined ? { name } : { name, instance },
});

it("variables are read: a list, an instance, a target, a secret", () => {
  const it = booted();
  const list = variable("SampledDataCtrlr", "TxUpdatedMeasurands");
  const attempts = variable("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent");
  const timeOut = variable("TxCtrlr", "EVConnectionTimeOut");
  const password = variable("SecurityCtrlr", "BasicAuthPassword");
  const asked = it.csms("GetVariables", {
    getVariableData: [list, attempts, { attributeType: "Target", ...timeOut }, password],
  });
  expect(toStation(asked)).toEqual([
    { key: ["MeterValuesSampledData", "TransactionMessageAttempts"] },
  ]);
  const value = "Energy.Active.Import.Register, Voltage.L1, Voltage.L2,Temperature";
  const told = it.answer("station", {
    configurationKey: [
      { key: "MeterValuesSampledData", readonly: false, value },
      { key: "TransactionMessageAttempts", readonly: false, value: "3" },
    ],
  });
  const actual = { attributeType: "Actual" };
  expect(answerTo("csms", told)).toEqual({
    getVariableResult: [
      {
        ...{ attributeStatus: "Accepted", ...actual, ...list },
        attributeValue: "Energy.Active.Import.Register,Voltage",
      },
      { attributeStatus: "Accepted", ...actual, attributeValue: "3", ...attempts },
      { attributeStatus: "NotSupportedAttributeType", attributeType: "Target", ...timeOut },
      {
        ...{ attributeStatus: "Rejected", ...actual, ...password },
        attributeStatusInfo: { reasonCode: "WriteOnly" },
      },
    ],
  });
});

it("variables are written: a fixed one, and a vendor's key", () => {
  const it = booted();
  const fixed = variable("TxCtrlr", "TxStartPoint");
  const led = variable("OCPP16LegacyCtrlr", "AcmeLedMode");
  const asked = it.csms("SetVariables", {
    setVariableData: [
      { attributeValue: "EVConnected", ...fixed },
      { attributeValue: "2", ...led },
    ],
  });
  expect(toStation(asked)).toEqual([{ key: "AcmeLedMode", value: "2" }]);
  expect(answerTo("csms", it.answer("station", { status: "RebootRequired" }))).toEqual({
    setVariableResult: [
      {
        ...{ attributeStatus: "Rejected", attributeType: "Actual", ...fixed },
        attributeStatusInfo: { reasonCode: "ReadOnly" },
      },
      { attributeStatus: "RebootRequired", attributeType: "Actual", ...led },
    ],
  });
});

it("a full inventory", () => {
  const it = booted();
  status(it, 1, "Preparing");
  it.drain();
  it.csms("SetChargingProfile", { evseId: 0, chargingProfile: maxProfile });
  it.answer("station", { status: "Accepted" });
  it.csms("GetBaseReport", { requestId: 77, reportBase: "FullInventory" });
  const told = it.answer("station", {
    configurationKey: [
      { key: "ConnectorPhaseRotation", readonly: false, value: "0.RST,1.RTS" },
      { key: "MaxChargingProfilesInstalled", readonly: true, value: "10" },
      { key: "AcmeLedMode", readonly: false, value: "2" },
    ],
  });
  expect(answerTo("csms", told)).toEqual({ status: "Accepted" });
  const reports = toCsms([...told, ...it.drain()]).map(([, payload]) => payload as Report);
  expect(reports.map(({ seqNo }) => seqNo)).toEqual(reports.map((_, index) => index));
  expect(reports.map(({ tbc }) => tbc ?? false)).toEqual(
    reports.map((_, index) => index < reports.length - 1),
  );
  expect(reports.every(({ requestId }) => requestId === 77)).toBe(true);
  const data = reports.flatMap(({ reportData }) => reportData);
  const attribute = { type: "Actual", value: "RST", mutability: "ReadWrite" };
  expect(data).toContainEqual({
    ...variable("ChargingStation", "PhaseRotation"),
    variableAttribute: [{ ...attribute, persistent: true, constant: false }],
    variableCharacteristics: { dataType: "string", supportsMonitoring: false },
  });
  expect(data).toContainEqual({
    ...variable("SmartChargingCtrlr", "Entries", "ChargingProfiles"),
    variableAttribute: [{ type: "Actual", value: "1", mutability: "ReadOnly" }],
    variableCharacteristics: { dataType: "integer", maxLimit: 10, supportsMonitoring: false },
  });
  expect(data).toContainEqual({
    component: { name: "EVSE", evse: { id: 1 } },
    variable: { name: "AvailabilityState" },
    variableAttribute: [{ type: "Actual", value: "Occupied", mutability: "ReadOnly" }],
    variableCharacteristics: {
      ...{ dataType: "OptionList", supportsMonitoring: false },
      valuesList: "Available,Occupied,Reserved,Unavailable,Faulted",
    },
  });
  expect(data).toContainEqual({
    ...variable("SecurityCtrlr", "BasicAuthPassword"),
    variableAttribute: [{ type: "Actual", mutability: "WriteOnly" }],
    variableCharacteristics: { dataType: "string", maxLimit: 40, supportsMonitoring: false },
  });
  expect(deadLetters(it)).toEqual([]);
});

type Report = { seqNo: number; tbc?: boolean; requestId: number; reportData: readonly Json[] };

function status(it: Stage, connectorId: number, named: string): void {
  it.station("StatusNotification", { connectorId, errorCode: "NoError", status: named });
}

/** A station that charges on connector 1. */
function charging(): Stage {
  const it = booted();
  status(it, 1, "Preparing");
  it.drain();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return it;
}

it("while a transaction is open: a reset waits, a lock stays, the transaction is ongoing", () => {
  const it = charging();
  expect(answerTo("csms", it.csms("Reset", { type: "OnIdle" }))).toEqual({ status: "Scheduled" });
  expect(answerTo("csms", it.csms("UnlockConnector", { evseId: 1, connectorId: 1 }))).toEqual({
    status: "OngoingAuthorizedTransaction",
  });
  const [transactionId = ""] = Object.keys(it.state.transactions);
  expect(answerTo("csms", it.csms("GetTransactionStatus", { transactionId }))).toEqual({
    ...{ ongoingIndicator: true, messagesInQueue: false },
  });
});

it("monitoring is refused", () => {
  const it = booted();
  const power = { component: { name: "EVSE", evse: { id: 1 } }, variable: { name: "Power" } };
  const monitor = { type: "UpperThreshold", severity: 5, ...power };
  const setMonitoringData = [{ value: 1, ...monitor }];
  expect(answerTo("csms", it.csms("SetVariableMonitoring", { setMonitoringData }))).toEqual({
    setMonitoringResult: [{ status: "UnsupportedMonitorType", ...monitor }],
  });
});

it("a reservation runs out", () => {
  const it = booted();
  const expiryDateTime = new Date(it.now + 60_000).toISOString();
  const idToken = { idToken: "04A1B2C3D4E5F6", type: "ISO14443" };
  it.csms("ReserveNow", { id: 12, expiryDateTime, idToken, evseId: 1 });
  it.answer("station", { status: "Accepted" });
  expect(toCsms(it.pass(60_000))).toEqual([
    ["ReservationStatusUpdate", { reservationId: 12, reservationUpdateStatus: "Expired" }],
  ]);
});

it("a local list has a version of the station's own, and deletions", () => {
  const it = booted();
  const known = { idToken: "04A1B2C3D4E5F6", type: "ISO14443" };
  const groupIdToken = { idToken: "FLEET-A", type: "Central" };
  it.csms("SendLocalList", {
    ...{ versionNumber: 8, updateType: "Differential" },
    localAuthorizationList: [
      { idToken: known, idTokenInfo: { status: "NoCredit", groupIdToken } },
      { idToken: { idToken: "04FFEE01", type: "ISO14443" } },
    ],
  });
  expect(toStation(it.answer("station", { listVersion: 22 }))).toEqual([
    {
      ...{ listVersion: 23, updateType: "Differential" },
      localAuthorizationList: [
        { idTag: "04A1B2C3D4E5F6", idTagInfo: { status: "Blocked", parentIdTag: "FLEET-A" } },
        { idTag: "04FFEE01" },
      ],
    },
  ]);
  expect(answerTo("csms", it.answer("station", { status: "Accepted" }))).toEqual({
    status: "Accepted",
  });
  it.csms("GetLocalListVersion", {});
  expect(answerTo("csms", it.answer("station", { listVersion: 23 }))).toEqual({ versionNumber: 8 });
});

it("diagnostics are a log", () => {
  const it = booted();
  const asked = it.csms("GetLog", {
    ...{ logType: "DiagnosticsLog", requestId: 55 },
    log: { remoteLocation: "ftp://u:p@logs.example/in", oldestTimestamp: "2026-04-30T00:00:00Z" },
  });
  expect(toStation(asked)).toEqual([
    { location: "ftp://u:p@logs.example/in", startTime: "2026-04-30T00:00:00Z" },
  ]);
  const told = it.answer("station", { fileName: "CP-7-diag.zip" });
  expect(answerTo("csms", told)).toEqual({ status: "Accepted", filename: "CP-7-diag.zip" });
  const failed = it.station("DiagnosticsStatusNotification", { status: "UploadFailed" });
  expect(toCsms(failed)).toEqual([
    ["LogStatusNotification", { status: "UploadFailure", requestId: 55 }],
  ]);
});

it("firmware", () => {
  const it = booted();
  const firmware = {
    location: "https://fw.example/3.5.0.bin",
    retrieveDateTime: "2026-05-02T01:00:00Z",
  };
  const asked = it.csms("UpdateFirmware", {
    ...{ requestId: 61, retries: 2, retryInterval: 60 },
    firmware,
  });
  expect(toStation(asked)).toEqual([
    {
      ...{ location: firmware.location, retrieveDate: firmware.retrieveDateTime },
      ...{ retries: 2, retryInterval: 60 },
    },
  ]);
  expect(answerTo("csms", it.answer("station", {}))).toEqual({ status: "Accepted" });
  const told = it.station("FirmwareStatusNotification", { status: "Installing" });
  expect(toCsms(told)).toEqual([
    ["FirmwareStatusNotification", { status: "Installing", requestId: 61 }],
  ]);
});

it("a security event", () => {
  const it = booted();
  const sent = it.station("SecurityEventNotification", {
    ...{ type: "InvalidChargePointCertificate", techInfo: "CN mismatch" },
    timestamp: "2026-05-01T10:22:00Z",
  });
  expect(toCsms(sent)).toEqual([
    [
      "SecurityEventNotification",
      {
        ...{ type: "InvalidChargingStationCertificate", techInfo: "CN mismatch" },
        timestamp: "2026-05-01T10:22:00.000Z",
      },
    ],
  ]);
});

it("installed certificates of two calls are one list", () => {
  const it = booted();
  const hash = {
    ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa01", issuerKeyHash: "bb02" },
    serialNumber: "1f",
  };
  expect(toStation(it.csms("GetInstalledCertificateIds", {}))).toEqual([
    { certificateType: "CentralSystemRootCertificate" },
  ]);
  it.answer("station", { status: "Accepted", certificateHashData: [hash] });
  expect(answerTo("csms", it.answer("station", { status: "NotFound" }))).toEqual({
    status: "Accepted",
    certificateHashDataChain: [
      { certificateType: "CSMSRootCertificate", certificateHashData: hash },
    ],
  });
});

it("what is known of a customer's token", () => {
  const it = booted();
  it.at("2026-05-01T10:23:00Z");
  const idToken = { idToken: "04A1B2C3D4E5F6", type: "ISO14443" };
  it.csms("SendLocalList", {
    ...{ versionNumber: 1, updateType: "Full" },
    localAuthorizationList: [{ idToken, idTokenInfo: { status: "NoCredit" } }],
  });
  it.answer("station", { listVersion: 0 });
  it.answer("station", { status: "Accepted" });
  const request = { requestId: 90, report: true, clear: false, idToken };
  const asked = it.csms("CustomerInformation", request);
  expect(answerTo("csms", asked)).toEqual({ status: "Accepted" });
  const data = "idTag=04A1B2C3D4E5F6;localList=Blocked;openTransactions=0";
  expect(toCsms(asked)).toEqual([
    [
      "NotifyCustomerInformation",
      { requestId: 90, seqNo: 0, generatedAt: "2026-05-01T10:23:00.000Z", data },
    ],
  ]);
});
