/** Each command of 1.6, whatever a 2.0.1 station makes of it, has an answer that 1.6 has a word for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { textIn } from "../../src/findings/fields.ts";
import { actionsOf, sendersOfAction } from "../../src/ocpp/actions.ts";
import { csms16, event, reversed, token } from "../translate/reverse/stage.ts";
import { deadLetters, type Sent, type Stage } from "../translate/stage.ts";

const time = "2026-05-02T01:00:00Z";
const hash = {
  ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "1f" },
};
const profile = {
  ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
  chargingProfileKind: "Relative",
  chargingSchedule: {
    ...{ chargingRateUnit: "A", minChargingRate: 0.1 },
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.1 }],
  },
};

type Row = {
  readonly payload: Json;
  /** The call of 2.0.1 that it becomes. */
  readonly asks: readonly [action: string, payload: Json];
  readonly good: readonly [response: Json, told: Json];
  readonly bad: readonly [response: Json, told: Json];
  /** Where the station cannot do it at all, and where it is away. */
  readonly lacking: Json;
  readonly away: Json;
};

const accepted = { status: "Accepted" };
const rejected = { status: "Rejected" };
const error = (errorCode: string) => ({ errorCode });

const usual = {
  ...{ good: [accepted, accepted], bad: [rejected, rejected] },
  ...{ lacking: error("NotImplemented"), away: rejected },
} as const;
const same = (action: string, payload: Json): Row => ({
  ...usual,
  payload,
  asks: [action, payload],
});
const wholeNumber = expect.any(Number) as unknown as Json;

const rows: Readonly<Record<string, Row>> = {
  CancelReservation: same("CancelReservation", { reservationId: 1 }),
  CertificateSigned: {
    ...usual,
    payload: { certificateChain: "x" },
    asks: [
      "CertificateSigned",
      { certificateChain: "x", certificateType: "ChargingStationCertificate" },
    ],
  },
  ChangeAvailability: {
    ...usual,
    payload: { connectorId: 1, type: "Inoperative" },
    asks: ["ChangeAvailability", { operationalStatus: "Inoperative", evse: { id: 1 } }],
    good: [{ status: "Scheduled" }, { status: "Scheduled" }],
  },
  ChangeConfiguration: {
    ...usual,
    payload: { key: "ConnectionTimeOut", value: "60" },
    asks: [
      "SetVariables",
      {
        setVariableData: [
          {
            ...{ component: { name: "TxCtrlr" }, variable: { name: "EVConnectionTimeOut" } },
            attributeValue: "60",
          },
        ],
      },
    ],
    good: [setResult("RebootRequired"), { status: "RebootRequired" }],
    bad: [setResult("UnknownVariable"), { status: "NotSupported" }],
    lacking: { status: "NotSupported" },
  },
  ClearCache: same("ClearCache", {}),
  ClearChargingProfile: {
    ...usual,
    payload: { connectorId: 1, stackLevel: 2, chargingProfilePurpose: "ChargePointMaxProfile" },
    asks: [
      "ClearChargingProfile",
      {
        chargingProfileCriteria: {
          ...{ evseId: 1, stackLevel: 2, chargingProfilePurpose: "ChargingStationMaxProfile" },
        },
      },
    ],
    bad: [{ status: "Unknown" }, { status: "Unknown" }],
    away: { status: "Unknown" },
  },
  DataTransfer: {
    ...same("DataTransfer", { vendorId: "v", data: "{}" }),
    good: [
      { status: "Accepted", data: { a: 1 } },
      { status: "Accepted", data: '{"a":1}' },
    ],
  },
  DeleteCertificate: {
    ...same("DeleteCertificate", { certificateHashData: hash }),
    ...{ bad: [{ status: "NotFound" }, { status: "NotFound" }], away: { status: "Failed" } },
  },
  ExtendedTriggerMessage: {
    ...usual,
    payload: { requestedMessage: "SignChargePointCertificate" },
    asks: ["TriggerMessage", { requestedMessage: "SignChargingStationCertificate" }],
    lacking: { status: "NotImplemented" },
  },
  GetCompositeSchedule: {
    ...usual,
    payload: { connectorId: 1, duration: 60, chargingRateUnit: "A" },
    asks: ["GetCompositeSchedule", { evseId: 1, duration: 60, chargingRateUnit: "A" }],
    good: [
      {
        status: "Accepted",
        schedule: {
          ...{ evseId: 1, duration: 60, scheduleStart: time, chargingRateUnit: "A" },
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.19, phaseToUse: 1 }],
        },
      },
      {
        ...{ status: "Accepted", connectorId: 1, scheduleStart: "2026-05-02T01:00:00.000Z" },
        chargingSchedule: {
          ...{ duration: 60, startSchedule: "2026-05-02T01:00:00.000Z", chargingRateUnit: "A" },
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.1 }],
        },
      },
    ],
  },
  GetDiagnostics: {
    payload: { location: "ftp://x", startTime: time },
    asks: [
      "GetLog",
      {
        ...{ logType: "DiagnosticsLog", requestId: wholeNumber },
        log: { remoteLocation: "ftp://x", oldestTimestamp: "2026-05-02T01:00:00.000Z" },
      },
    ],
    good: [{ status: "Accepted", filename: "a.zip" }, { fileName: "a.zip" }],
    bad: [rejected, {}],
    ...{ lacking: error("NotImplemented"), away: error("GenericError") },
  },
  GetInstalledCertificateIds: {
    ...usual,
    payload: { certificateType: "CentralSystemRootCertificate" },
    asks: ["GetInstalledCertificateIds", { certificateType: ["CSMSRootCertificate"] }],
    good: [
      {
        status: "Accepted",
        certificateHashDataChain: [
          { certificateType: "CSMSRootCertificate", certificateHashData: hash },
        ],
      },
      { status: "Accepted", certificateHashData: [hash] },
    ],
    ...{ bad: [{ status: "NotFound" }, { status: "NotFound" }], away: { status: "NotFound" } },
  },
  GetLocalListVersion: {
    payload: {},
    asks: ["GetLocalListVersion", {}],
    good: [{ versionNumber: 7 }, { listVersion: 7 }],
    bad: [{ versionNumber: 0 }, { listVersion: 0 }],
    ...{ lacking: { listVersion: -1 }, away: error("GenericError") },
  },
  GetLog: {
    ...same("GetLog", {
      ...{ logType: "SecurityLog", requestId: 5, retries: 1 },
      log: { remoteLocation: "ftp://x" },
    }),
    good: [
      { status: "AcceptedCanceled", filename: "a" },
      { status: "AcceptedCanceled", filename: "a" },
    ],
  },
  InstallCertificate: {
    ...usual,
    payload: { certificateType: "CentralSystemRootCertificate", certificate: "x" },
    asks: ["InstallCertificate", { certificateType: "CSMSRootCertificate", certificate: "x" }],
  },
  RemoteStartTransaction: {
    ...usual,
    payload: { idTag: "A", connectorId: 1 },
    asks: [
      "RequestStartTransaction",
      {
        ...{ remoteStartId: wholeNumber, evseId: 1 },
        idToken: { idToken: "A", type: "Central" },
      },
    ],
  },
  RemoteStopTransaction: {
    ...usual,
    payload: { transactionId: 101 },
    asks: ["RequestStopTransaction", { transactionId: "tx-1" }],
  },
  ReserveNow: {
    ...usual,
    payload: { connectorId: 1, expiryDate: time, idTag: "04A1B2C3", reservationId: 3 },
    asks: [
      "ReserveNow",
      {
        ...{ id: 3, expiryDateTime: "2026-05-02T01:00:00.000Z", evseId: 1 },
        idToken: { idToken: "04A1B2C3", type: "ISO14443" },
      },
    ],
    bad: [{ status: "Occupied" }, { status: "Occupied" }],
  },
  Reset: {
    ...usual,
    payload: { type: "Soft" },
    asks: ["Reset", { type: "Immediate" }],
    good: [{ status: "Scheduled" }, accepted],
  },
  SendLocalList: {
    ...usual,
    payload: {
      ...{ listVersion: 3, updateType: "Differential" },
      localAuthorizationList: [
        { idTag: "04A1B2C3", idTagInfo: { status: "Accepted", parentIdTag: "G" } },
        { idTag: "04FFEE01" },
      ],
    },
    asks: [
      "SendLocalList",
      {
        ...{ versionNumber: 3, updateType: "Differential" },
        localAuthorizationList: [
          {
            idToken: { idToken: "04A1B2C3", type: "ISO14443" },
            idTokenInfo: {
              status: "Accepted",
              groupIdToken: { idToken: "G", type: "Central" },
            },
          },
          { idToken: { idToken: "04FFEE01", type: "ISO14443" } },
        ],
      },
    ],
    bad: [{ status: "VersionMismatch" }, { status: "VersionMismatch" }],
    ...{ lacking: { status: "NotSupported" }, away: { status: "Failed" } },
  },
  SetChargingProfile: {
    ...usual,
    payload: { connectorId: 1, csChargingProfiles: profile },
    asks: [
      "SetChargingProfile",
      {
        evseId: 1,
        chargingProfile: {
          ...{ id: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
          chargingProfileKind: "Relative",
          chargingSchedule: [{ id: 1, ...profile.chargingSchedule }],
        },
      },
    ],
    lacking: { status: "NotSupported" },
  },
  SignedUpdateFirmware: {
    ...usual,
    payload: {
      requestId: 9,
      firmware: {
        ...{ location: "https://x", retrieveDateTime: time },
        ...{ signingCertificate: "c", signature: "s" },
      },
    },
    asks: [
      "UpdateFirmware",
      {
        requestId: 9,
        firmware: {
          ...{ location: "https://x", retrieveDateTime: "2026-05-02T01:00:00.000Z" },
          ...{ signingCertificate: "c", signature: "s" },
        },
      },
    ],
    bad: [{ status: "InvalidCertificate" }, { status: "InvalidCertificate" }],
  },
  TriggerMessage: {
    ...usual,
    payload: { requestedMessage: "StatusNotification", connectorId: 1 },
    asks: [
      "TriggerMessage",
      { requestedMessage: "StatusNotification", evse: { id: 1, connectorId: 1 } },
    ],
    lacking: { status: "NotImplemented" },
  },
  UnlockConnector: {
    ...usual,
    payload: { connectorId: 1 },
    asks: ["UnlockConnector", { evseId: 1, connectorId: 1 }],
    good: [{ status: "Unlocked" }, { status: "Unlocked" }],
    bad: [{ status: "UnknownConnector" }, { status: "NotSupported" }],
    ...{ lacking: { status: "NotSupported" }, away: { status: "UnlockFailed" } },
  },
  UpdateFirmware: {
    payload: { location: "https://x", retrieveDate: time, retries: 2 },
    asks: [
      "UpdateFirmware",
      {
        ...{ requestId: wholeNumber, retries: 2 },
        firmware: { location: "https://x", retrieveDateTime: "2026-05-02T01:00:00.000Z" },
      },
    ],
    ...{ good: [accepted, {}], bad: [rejected, {}] },
    ...{ lacking: error("NotImplemented"), away: error("GenericError") },
  },
};

/** Several calls, or a report. */
const others: Readonly<Record<string, Json>> = { GetConfiguration: {} };

function setResult(attributeStatus: string): Json {
  const variable = {
    ...{ component: { name: "TxCtrlr" }, variable: { name: "EVConnectionTimeOut" } },
  };
  return { setVariableResult: [{ attributeStatus, ...variable }] };
}

it("the tables have every command of 1.6 and its security extension", () => {
  const commands = [...actionsOf("1.6")].filter((action) =>
    sendersOfAction("1.6", action)?.includes("csms"),
  );
  const known = [rows, others].flatMap((each) => Object.keys(each));
  expect(known.sort()).toEqual(commands.sort());
});

function staged(): Stage {
  const it = reversed({ settings: { presence: "decoupled" } });
  const told = { eventType: "Started", seqNo: 0, wh: { "Transaction.Begin": 1 } } as const;
  it.station(
    "TransactionEvent",
    event(it, { ...told, chargingState: "Charging", idToken: token() }),
  );
  it.drain(csms16());
  return it;
}

const answersIn = (sent: readonly Sent[]) =>
  sent.filter(({ leg, type }) => leg === "csms" && type !== "call").map(({ payload }) => payload);

describe.each(Object.keys(rows))("%s", (action) => {
  const row = rows[action];
  if (row === undefined) throw new Error(action);

  it("is done or refused as the station says", () => {
    for (const [response, told] of [row.good, row.bad]) {
      const it = staged();
      const asked = it.csms(action, row.payload).filter(({ leg }) => leg === "station");
      expect(asked.map((each) => [each.action, each.payload])).toEqual([row.asks]);
      expect(answersIn(it.answer("station", response))).toEqual([told]);
      expect(deadLetters(it)).toEqual([]);
    }
  });

  it("is refused where the station cannot do it", () => {
    const it = staged();
    it.csms(action, row.payload);
    expect(answersIn(it.fail("station", "NotImplemented"))).toEqual([row.lacking]);
  });

  it("is an error where nobody knows what the station did", () => {
    const it = staged();
    it.csms(action, row.payload);
    expect(answersIn(it.pass(25_000))).toEqual([error("GenericError")]);
  });

  it("is refused while the station is away", () => {
    const it = staged();
    it.down("station");
    expect(answersIn(it.csms(action, row.payload))).toEqual([row.away]);
  });
});

const words = fc.constantFrom("Accepted", "Rejected", "Unlocked", "x", "", time);
const anyJson = (maxDepth: number) => fc.jsonValue({ maxDepth });
const response = fc
  .record(
    {
      status: fc.oneof(
        words,
        fc.constantFrom("OngoingAuthorizedTransaction", "Scheduled"),
        anyJson(1),
      ),
      statusInfo: fc.constantFrom({ reasonCode: "DuplicateProfile" }, "x"),
      getVariableResult: anyJson(3),
      setVariableResult: anyJson(3),
      certificateHashDataChain: anyJson(3),
      schedule: anyJson(3),
      filename: fc.string({ maxLength: 400 }),
      versionNumber: fc.oneof(fc.integer(), fc.double(), words),
      data: anyJson(2),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

it("2: whatever a station answers, what the CSMS is told is valid, and told once", () => {
  const action = fc.constantFrom(...Object.keys(rows), ...Object.keys(others));
  fc.assert(
    fc.property(action, fc.array(response, { minLength: 1, maxLength: 5 }), (name, responses) => {
      const it = staged();
      const before = it.sent.length;
      it.csms(name, rows[name]?.payload ?? others[name] ?? {});
      for (const each of responses) if (it.pending("station") !== null) it.answer("station", each);
      it.pass(26_000);
      it.drain(csms16());
      expect(answersIn(it.sent.slice(before))).toHaveLength(1);
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("2: whatever words a CSMS uses, what the station is told is valid, and the CSMS answered once", () => {
  const fields = fc.dictionary(
    fc.constantFrom("connectorId", "idTag", "key", "value", "transactionId", "type", "retries"),
    fc.oneof(fc.integer({ min: -5, max: 300 }), fc.string({ maxLength: 20 })),
  );
  const action = fc.constantFrom(...Object.keys(rows), ...Object.keys(others));
  fc.assert(
    fc.property(action, fields, (name, changes) => {
      const it = staged();
      const before = it.sent.length;
      const payload = rows[name]?.payload ?? {};
      it.csms(name, { ...(typeof payload === "object" ? payload : {}), ...changes });
      for (let count = 0; count < 9 && it.pending("station") !== null; count += 1) {
        it.answer("station", { status: "Accepted" });
      }
      it.pass(26_000);
      expect(answersIn(it.sent.slice(before)).length).toBe(1);
      expect(textIn(deadLetters(it)[0], "why")).not.toBe("invalid");
    }),
    { numRuns: 300 },
  );
});
