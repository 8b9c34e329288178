import { expect, it } from "vitest";
import { profileFor16, purposeFor16 } from "../../src/translate/charging-profiles.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const schedule = {
  ...{ id: 1, chargingRateUnit: "A" },
  chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.19 }],
};
const profile = {
  ...{ id: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
  ...{ chargingProfileKind: "Relative", chargingSchedule: [schedule] },
};

it("limits are rounded down to tenths, never up", () => {
  const made = profileFor16(turnOf(booted()), profile);
  expect(JSON.stringify(made)).toContain('"limit":16.1}');
});

it("what 1.6 cannot say is refused with its reason", () => {
  const refused = (change: object) => profileFor16(turnOf(booted()), { ...profile, ...change });
  expect(refused({ chargingSchedule: [schedule, schedule] })).toMatchObject({
    reasonCode: "TooManyElements",
  });
  const phase = {
    ...schedule,
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 1, phaseToUse: 1 }],
  };
  expect(refused({ chargingSchedule: [phase] })).toMatchObject({ reasonCode: "UnsupportedParam" });
  expect(refused({ transactionId: "nobody's" })).toMatchObject({ reasonCode: "TxNotFound" });
  expect(purposeFor16("ChargingStationExternalConstraints")).toBeNull();
});
