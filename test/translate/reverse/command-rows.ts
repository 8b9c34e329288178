/** Commands of a 1.6 CSMS: what a 2.0.1 station is asked, and what its answers become. */
import { expect } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";

export const time = "2026-05-02T01:00:00Z";
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

export type Row = {
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
export const error = (errorCode: string) => ({ errorCode });

const usual: Pick<Row, "good" | "bad" | "lacking" | "away"> = {
  ...{ good: [accepted, accepted], bad: [rejected, rejected] },
  ...{ lacking: error("NotImplemented"), away: rejected },
};
const same = (action: string, payload: Json): Row => ({
  ...usual,
  payload,
  asks: [action, payload],
});
const wholeNumber = expect.any(Number) as unknown as Json;

export const rows: Readonly<Record<string, Row>> = {
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

function setResult(attributeStatus: string): Json {
  const variable = {
    ...{ component: { name: "TxCtrlr" }, variable: { name: "EVConnectionTimeOut" } },
  };
  return { setVariableResult: [{ attributeStatus, ...variable }] };
}
