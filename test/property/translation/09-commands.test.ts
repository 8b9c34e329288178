/** Invariant 9: each command of 2.0.1, whatever the station makes of it, has the specified answer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { textIn } from "../../../src/findings/fields.ts";
import { actionsOf, sendersOfAction } from "../../../src/ocpp/actions.ts";
import { booted, deadLetters, type Sent, type Stage } from "../../translate/stage.ts";

const token = { idToken: "04A1B2C3D4E5F6", type: "ISO14443" };
const hash = {
  ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "1f" },
};
const period = [{ startPeriod: 0, limit: 16 }];
const profile = {
  ...{ id: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
  chargingProfileKind: "Relative",
  chargingSchedule: [{ id: 1, chargingRateUnit: "A", chargingSchedulePeriod: period }],
};
const variable = { component: { name: "TxCtrlr" }, variable: { name: "EVConnectionTimeOut" } };
const accepts = { status: "Accepted" };
const rejects = { status: "Rejected" };

/** Passed on: what the station answers, and what the CSMS is then told. */
type Passed = {
  readonly payload: Json;
  readonly good: readonly [conf: Json, told: string];
  readonly bad: readonly [conf: Json, told: string];
  /** Where the station cannot do it, and where it is away. */
  readonly negative: readonly [status: string, reason: string];
};

const usual = {
  good: [accepts, "Accepted"],
  bad: [rejects, "Rejected"],
  negative: ["Rejected", "UnsupportedRequest"],
} as const;

const passed: Readonly<Record<string, Passed>> = {
  CancelReservation: { ...usual, payload: { reservationId: 1 } },
  CertificateSigned: { ...usual, payload: { certificateChain: "x" } },
  ChangeAvailability: { ...usual, payload: { operationalStatus: "Operative" } },
  ClearCache: { ...usual, payload: {}, negative: ["Rejected", "NotEnabled"] },
  ClearChargingProfile: {
    payload: { chargingProfileId: 1 },
    ...{ good: [accepts, "Accepted"], bad: [{ status: "Unknown" }, "Unknown"] },
    negative: ["Unknown", "UnsupportedRequest"],
  },
  DataTransfer: { ...usual, payload: { vendorId: "v" } },
  DeleteCertificate: {
    payload: { certificateHashData: hash },
    ...{ good: [accepts, "Accepted"], bad: [{ status: "NotFound" }, "NotFound"] },
    negative: ["Failed", "UnsupportedRequest"],
  },
  GetCompositeSchedule: { ...usual, payload: { evseId: 1, duration: 60 } },
  GetInstalledCertificateIds: {
    payload: { certificateType: ["CSMSRootCertificate"] },
    good: [{ status: "Accepted", certificateHashData: [hash] }, "Accepted"],
    ...{ bad: [{ status: "NotFound" }, "NotFound"] },
    negative: ["NotFound", "UnsupportedRequest"],
  },
  GetLog: {
    payload: { logType: "SecurityLog", requestId: 1, log: { remoteLocation: "ftp://x" } },
    ...{ good: [accepts, "Accepted"], bad: [rejects, "Rejected"] },
    negative: ["Rejected", "UnsupportedParam"],
  },
  InstallCertificate: {
    ...usual,
    payload: { certificateType: "CSMSRootCertificate", certificate: "x" },
  },
  RequestStartTransaction: { ...usual, payload: { remoteStartId: 1, idToken: token, evseId: 1 } },
  RequestStopTransaction: { ...usual, payload: "the open one" },
  ReserveNow: {
    ...usual,
    payload: { id: 1, expiryDateTime: "2027-01-01T00:00:00Z", idToken: token, evseId: 1 },
    bad: [{ status: "Occupied" }, "Occupied"],
  },
  Reset: { ...usual, payload: { type: "Immediate" } },
  SetChargingProfile: { ...usual, payload: { evseId: 1, chargingProfile: profile } },
  UnlockConnector: {
    payload: { evseId: 1, connectorId: 1 },
    good: [{ status: "Unlocked" }, "Unlocked"],
    bad: [{ status: "UnlockFailed" }, "UnlockFailed"],
    negative: ["UnlockFailed", "UnsupportedRequest"],
  },
  UpdateFirmware: {
    payload: {
      requestId: 1,
      firmware: { location: "https://x", retrieveDateTime: "2026-05-02T01:00:00Z" },
    },
    ...{ good: [{}, "Accepted"], bad: [{}, "Accepted"] },
    negative: ["Rejected", "UnsupportedRequest"],
  },
};

/** Not passed on, or with an answer that is no plain status: what the CSMS is told in any case. */
const answered: Readonly<Record<string, readonly [payload: Json, told: Json]>> = {
  ClearDisplayMessage: [{ id: 1 }, { status: "Unknown" }],
  ClearVariableMonitoring: [
    { id: [1, 2] },
    {
      clearMonitoringResult: [
        { status: "NotFound", id: 1 },
        { status: "NotFound", id: 2 },
      ],
    },
  ],
  CostUpdated: [{ totalCost: 1, transactionId: "x" }, {}],
  GetChargingProfiles: [{ requestId: 1, chargingProfile: {} }, { status: "NoProfiles" }],
  GetDisplayMessages: [{ requestId: 1 }, { status: "Unknown" }],
  GetMonitoringReport: [
    { requestId: 1 },
    { status: "NotSupported", statusInfo: { reasonCode: "UnsupportedRequest" } },
  ],
  GetTransactionStatus: [
    { transactionId: "x" },
    { ongoingIndicator: false, messagesInQueue: false },
  ],
  PublishFirmware: [
    { location: "x", checksum: "y", requestId: 1 },
    { status: "Rejected", statusInfo: { reasonCode: "UnsupportedRequest" } },
  ],
  SetDisplayMessage: [
    { message: { id: 1, priority: "InFront", message: { format: "UTF8", content: "x" } } },
    { status: "Rejected", statusInfo: { reasonCode: "UnsupportedRequest" } },
  ],
  SetMonitoringBase: [{ monitoringBase: "All" }, { status: "NotSupported" }],
  SetMonitoringLevel: [
    { severity: 1 },
    { status: "Rejected", statusInfo: { reasonCode: "UnsupportedRequest" } },
  ],
  SetNetworkProfile: [
    {
      configurationSlot: 1,
      connectionData: {
        ...{ ocppVersion: "OCPP20", ocppTransport: "JSON", ocppCsmsUrl: "wss://x" },
        ...{ messageTimeout: 1, securityProfile: 1, ocppInterface: "Wired0" },
      },
    },
    { status: "Rejected", statusInfo: { reasonCode: "NotEnabled" } },
  ],
  SetVariableMonitoring: [
    { setMonitoringData: [{ value: 1, type: "Delta", severity: 1, ...variable }] },
    {
      setMonitoringResult: [
        { status: "UnsupportedMonitorType", type: "Delta", severity: 1, ...variable },
      ],
    },
  ],
  UnpublishFirmware: [{ checksum: "x" }, { status: "NoFirmware" }],
};

/** Several calls, or an answer without a status. */
const others: Readonly<Record<string, Json>> = {
  CustomerInformation: { requestId: 1, report: true, clear: false, idToken: token },
  GetBaseReport: { requestId: 1, reportBase: "FullInventory" },
  GetLocalListVersion: {},
  GetReport: { requestId: 1 },
  GetVariables: { getVariableData: [variable] },
  SendLocalList: { versionNumber: 1, updateType: "Full" },
  SetVariables: { setVariableData: [{ attributeValue: "60", ...variable }] },
  TriggerMessage: { requestedMessage: "MeterValues" },
};

it("the tables have every command of 2.0.1", () => {
  const commands = [...actionsOf("2.0.1")].filter((action) =>
    sendersOfAction("2.0.1", action)?.includes("csms"),
  );
  const known = [passed, answered, others].flatMap((each) => Object.keys(each));
  expect(known.sort()).toEqual(commands.sort());
  expect(known).toHaveLength(40);
});

function stageFor(action: string): { it: Stage; payload: Json } {
  const it = booted({ settings: { presence: "decoupled" } });
  const payload = passed[action]?.payload ?? null;
  if (payload !== "the open one") return { it, payload };
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return { it, payload: { transactionId: Object.keys(it.state.transactions)[0] ?? "" } };
}

const answersIn = (sent: readonly Sent[]) =>
  sent.filter(({ leg, type }) => leg === "csms" && type !== "call").map(({ payload }) => payload);

describe.each(Object.keys(passed))("%s", (action) => {
  const row = passed[action];
  if (row === undefined) throw new Error(action);
  const [status, reasonCode] = row.negative;

  it("is done or refused as the station says", () => {
    for (const [conf, told] of [row.good, row.bad]) {
      const { it, payload } = stageFor(action);
      it.csms(action, payload);
      const answers = answersIn(it.answer("station", conf));
      expect(answers.map((each) => textIn(each, "status"))).toEqual([told]);
      expect(deadLetters(it)).toEqual([]);
    }
  });

  it("is refused where the station cannot do it", () => {
    const { it, payload } = stageFor(action);
    it.csms(action, payload);
    expect(answersIn(it.fail("station", "NotImplemented"))).toEqual([
      { status, statusInfo: { reasonCode } },
    ]);
  });

  it("is an error where nobody knows what the station did", () => {
    const { it, payload } = stageFor(action);
    it.csms(action, payload);
    expect(answersIn(it.pass(25_000))).toEqual([{ errorCode: "GenericError" }]);
  });

  it("is refused while the station is away", () => {
    const { it, payload } = stageFor(action);
    it.down("station");
    expect(answersIn(it.csms(action, payload))).toEqual([
      { status, statusInfo: { reasonCode: "InternalError" } },
    ]);
  });
});

it.each(Object.entries(answered))(
  "%s is answered without the station",
  (action, [payload, told]) => {
    const it = booted({ settings: { presence: "decoupled" } });
    const sent = it.csms(action, payload);
    expect(answersIn(sent)).toEqual([told]);
    expect(sent.filter(({ leg }) => leg === "station")).toEqual([]);
    it.down("station");
    expect(answersIn(it.csms(action, payload))).toEqual([told]);
  },
);

const replies = ["accepts", "rejects", "NotImplemented", "time-out", "offline"] as const;

it.each(Object.entries(others))(
  "%s is answered once, whatever the station does",
  (action, payload) => {
    for (const reply of replies) {
      const it = booted({ settings: { presence: "decoupled" } });
      if (reply === "offline") it.down("station");
      const before = it.sent.length;
      it.csms(action, payload);
      for (let count = 0; count < 10 && it.pending("station") !== null; count += 1) {
        if (reply === "accepts") it.answer("station", { ...accepts, listVersion: 0 });
        else if (reply === "rejects") it.answer("station", { ...rejects, listVersion: -1 });
        else if (reply === "NotImplemented") it.fail("station", "NotImplemented");
        else it.pass(25_000);
      }
      it.drain();
      expect(answersIn(it.sent.slice(before)), reply).toHaveLength(1);
      expect(deadLetters(it)).toEqual([]);
    }
  },
);

const words = fc.constantFrom("Accepted", "Rejected", "Unlocked", "x", "", "2026-05-01T10:00:00Z");
const conf = fc
  .record(
    {
      status: fc.oneof(words, fc.jsonValue({ maxDepth: 1 })),
      configurationKey: fc.array(
        fc.record({
          key: fc.string(),
          readonly: fc.boolean(),
          value: fc.string({ maxLength: 600 }),
        }),
        { maxLength: 5 },
      ),
      certificateHashData: fc.jsonValue({ maxDepth: 2 }),
      chargingSchedule: fc.jsonValue({ maxDepth: 3 }),
      scheduleStart: fc.oneof(words, fc.integer()),
      fileName: fc.string({ maxLength: 400 }),
      filename: fc.string({ maxLength: 400 }),
      listVersion: fc.oneof(fc.integer(), fc.double(), words),
      data: fc.jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

it("2: whatever a station answers, what the CSMS is told is valid, and told once", () => {
  const action = fc.constantFrom(...Object.keys(passed), ...Object.keys(others));
  fc.assert(
    fc.property(action, fc.array(conf, { minLength: 1, maxLength: 6 }), (name, confs) => {
      const { it, payload } = stageFor(name);
      const before = it.sent.length;
      it.csms(name, payload ?? others[name] ?? {});
      for (const each of confs) if (it.pending("station") !== null) it.answer("station", each);
      it.pass(26_000);
      it.drain();
      expect(answersIn(it.sent.slice(before))).toHaveLength(1);
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
