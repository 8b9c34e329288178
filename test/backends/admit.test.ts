import { expect, it } from "vitest";
import { admit } from "../../src/backends/admit.ts";
import type { Json } from "../../src/exchange/message.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";

const actions = new Set([
  ...["RemoteStopTransaction", "RemoteStartTransaction", "SetChargingProfile", "GetVariables"],
]);
const transactions = { forStation: (id: number) => (id === 100 ? 7 : undefined) };

function admitted(action: string, callPayload: Json, version: OcppVersion = "1.6") {
  const call = { type: "call" as const, messageId: "m", action, callPayload };
  const admission = admit(call, { version, actions, transactions });
  return admission.kind === "admitted"
    ? admission.call.callPayload
    : [admission.how, admission.refusal.errorCode, admission.refusal.errorDescription].join(": ");
}

const profile = (transactionId?: number) => ({
  ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
  ...{ chargingProfileKind: "Relative" },
  ...(transactionId !== undefined && { transactionId }),
  chargingSchedule: {
    ...{ chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] },
  },
});

it("refuses what is not allowed, and says so", () => {
  expect(admitted("Reset", { type: "Hard" })).toBe(
    "refused: SecurityError: This back-end may not send Reset to stations: it is not among its actions at ocpptap.",
  );
  expect(admitted("Heartbeat", {})).toContain("refused: NotSupported: Heartbeat");
  expect(admitted("Nonsense", {})).toContain("refused: NotImplemented: OCPP 1.6");
  expect(admitted("GetVariables", {})).toContain("NotImplemented");
});

it("refuses what the station's version has no schema for, with its error code", () => {
  expect(admitted("RemoteStopTransaction", { transactionId: "100" })).toBe(
    "invalid: TypeConstraintViolation: transactionId: an integer is expected.",
  );
  expect(admitted("RemoteStopTransaction", {})).toContain("invalid: OccurenceConstraint");
  expect(admitted("GetVariables", {}, "2.0.1")).toContain("invalid: OccurrenceConstraint");
  expect(admitted("RemoteStopTransaction", null)).toContain("invalid");
});

it("gives the station its CSMS's number of a transaction", () => {
  expect(admitted("RemoteStopTransaction", { transactionId: 100 })).toEqual({ transactionId: 7 });
  expect(
    admitted("SetChargingProfile", { connectorId: 1, csChargingProfiles: profile(100) }),
  ).toEqual({ connectorId: 1, csChargingProfiles: profile(7) });
  expect(admitted("RemoteStartTransaction", { idTag: "A", chargingProfile: profile(100) })).toEqual(
    { idTag: "A", chargingProfile: profile(7) },
  );
  const plain = { connectorId: 0, csChargingProfiles: profile() };
  expect(admitted("SetChargingProfile", plain)).toEqual(plain);
});

it("never lets a number through that is not the back-end's own", () => {
  expect(admitted("RemoteStopTransaction", { transactionId: 7 })).toBe(
    "invalid: PropertyConstraintViolation: Transaction 7 is none of this station's that this back-end has numbered.",
  );
  expect(
    admitted("SetChargingProfile", { connectorId: 1, csChargingProfiles: profile(7) }),
  ).toContain("Transaction 7 is none");
});
