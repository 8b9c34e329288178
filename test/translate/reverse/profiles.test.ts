import { expect, it } from "vitest";
import { profileFor201, purposeFor201 } from "../../../src/translate/reverse/profiles.ts";

const profile = {
  ...{ chargingProfileId: 5, stackLevel: 0, chargingProfilePurpose: "ChargePointMaxProfile" },
  ...{ chargingProfileKind: "Absolute", validFrom: "2026-05-01T02:00:00+02:00" },
  chargingSchedule: {
    chargingRateUnit: "W",
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 1 }],
  },
};

it("one schedule becomes a list of one, in UTC", () => {
  expect(profileFor201(profile, "tx")).toEqual({
    ...{ id: 5, stackLevel: 0, chargingProfilePurpose: "ChargingStationMaxProfile" },
    ...{ chargingProfileKind: "Absolute", transactionId: "tx" },
    validFrom: "2026-05-01T00:00:00.000Z",
    chargingSchedule: [{ id: 5, ...profile.chargingSchedule }],
  });
});

it("what has no periods is no profile", () => {
  expect(profileFor201({ ...profile, chargingSchedule: {} }, null)).toBeNull();
  expect(purposeFor201("TxProfile")).toBe("TxProfile");
});
