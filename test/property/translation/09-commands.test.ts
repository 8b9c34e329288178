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

type Stepped = {
  readonly payload: Json;
  /** What the CSMS is told where the station accepts, rejects, cannot, is silent, is away. */
  readonly told: readonly [Json, Json, Json, Json, Json];
};

const genericError = { errorCode: "GenericError" };
const because = (status: string, reasonCode: string) => ({ status, statusInfo: { reasonCode } });
const always = (told: Json): Stepped["told"] => [told, told, told, told, told];
const got = (attributeStatus: string, reasonCode: string) => ({
  getVariableResult: [
    {
      ...{ attributeStatus, attributeType: "Actual", ...variable },
      ...(reasonCode === "" ? {} : { attributeStatusInfo: { reasonCode } }),
    },
  ],
});
const set = (attributeStatus: string, reasonCode: string) => ({
  setVariableResult: [
    {
      ...{ attributeStatus, attributeType: "Actual", ...variable },
      ...(reasonCode === "" ? {} : { attributeStatusInfo: { reasonCode } }),
    },
  ],
});

/** Answered from what is kept here, from several calls, or by something else than a status. */
const stepped: Readonly<Record<string, Stepped>> = {
  CustomerInformation: {
    payload: { requestId: 1, report: true, clear: false, idToken: token },
    told: always({ status: "Accepted" }),
  },
  // What was last known of a station that does not tell.
  GetBaseReport: {
    payload: { requestId: 1, reportBase: "FullInventory" },
    told: always({ status: "Accepted" }),
  },
  GetReport: { payload: { requestId: 1 }, told: always({ status: "Accepted" }) },
  GetLocalListVersion: {
    payload: {},
    told: [
      { versionNumber: 0 },
      { versionNumber: 0 },
      { versionNumber: 0 },
      genericError,
      genericError,
    ],
  },
  GetVariables: {
    payload: { getVariableData: [variable] },
    told: [
      got("Accepted", ""),
      got("UnknownVariable", ""),
      got("Rejected", "InternalError"),
      got("Rejected", "InternalError"),
      got("Rejected", "InternalError"),
    ],
  },
  SendLocalList: {
    payload: { versionNumber: 1, updateType: "Full" },
    told: [
      { status: "Accepted" },
      { status: "Failed" },
      because("Failed", "UnsupportedRequest"),
      genericError,
      because("Failed", "InternalError"),
    ],
  },
  SetVariables: {
    payload: { setVariableData: [{ attributeValue: "60", ...variable }] },
    told: [
      set("Accepted", ""),
      set("Rejected", ""),
      set("Rejected", "UnsupportedRequest"),
      genericError,
      set("Rejected", "InternalError"),
    ],
  },
  TriggerMessage: {
    payload: { requestedMessage: "MeterValues" },
    told: [
      accepts,
      rejects,
      { status: "NotImplemented" },
      genericError,
      because("Rejected", "InternalError"),
    ],
  },
};

it("the tables have every command of 2.0.1", () => {
  const commands = [...actionsOf("2.0.1")].filter((action) =>
    sendersOfAction("2.0.1", action)?.includes("csms"),
  );
  const known = [passed, answered, stepped].flatMap((each) => Object.keys(each));
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
const keys = (value: string) => [{ key: "ConnectionTimeOut", readonly: false, value }];
const fuller = {
  accepts: { ...accepts, listVersion: 0, configurationKey: keys("60") },
  rejects: { ...rejects, status: "Rejected", listVersion: -1, unknownKey: ["ConnectionTimeOut"] },
};
/** A list's own word for it. */
const failed = { status: "Failed" };

describe.each(Object.entries(stepped))("%s", (action, { payload, told }) => {
  it.each(replies.map((reply, index) => [reply, told[index]] as const))("%s", (reply, expected) => {
    const it = booted({ settings: { presence: "decoupled" } });
    if (reply === "offline") it.down("station");
    const before = it.sent.length;
    it.csms(action, payload);
    for (let count = 0; count < 10 && it.pending("station") !== null; count += 1) {
      const { action: asked } = it.pending("station") ?? { action: "" };
      if (reply === "accepts") it.answer("station", fuller.accepts);
      else if (asked === "SendLocalList" && reply === "rejects") it.answer("station", failed);
      else if (reply === "rejects") it.answer("station", fuller.rejects);
      else if (reply === "NotImplemented") it.fail("station", "NotImplemented");
      else it.pass(25_000);
    }
    it.drain();
    const answers = answersIn(it.sent.slice(before));
    if (action === "GetVariables" && reply === "accepts") {
      expect(answers).toMatchObject([{ getVariableResult: [{ attributeValue: "60" }] }]);
    } else {
      expect(answers).toEqual([expected]);
    }
    expect(deadLetters(it)).toEqual([]);
  });
});

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
  const action = fc.constantFrom(...Object.keys(passed), ...Object.keys(stepped));
  fc.assert(
    fc.property(action, fc.array(conf, { minLength: 1, maxLength: 6 }), (name, confs) => {
      const { it, payload } = stageFor(name);
      const before = it.sent.length;
      it.csms(name, payload ?? stepped[name]?.payload ?? {});
      for (const each of confs) if (it.pending("station") !== null) it.answer("station", each);
      it.pass(26_000);
      it.drain();
      expect(answersIn(it.sent.slice(before))).toHaveLength(1);
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
