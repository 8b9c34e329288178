import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { clearedBy, isFor, limitAt, readProfile } from "../../src/sessions/profiles.ts";
import { isoAt, startUs } from "./tell.ts";

const at = { linkId: newLinkId(), seq: 5, atUs: startUs };
const schedule = (more: object = {}) => ({
  chargingRateUnit: "A",
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 16 },
    { startPeriod: 60, limit: 6.5 },
  ],
  ...more,
});
const profile16 = (more: object = {}, of: object = {}) => ({
  ...{ chargingProfileId: 9, stackLevel: 2, chargingProfilePurpose: "TxDefaultProfile" },
  ...{ chargingProfileKind: "Relative", chargingSchedule: schedule(of) },
  ...more,
});
const read = (payload: unknown, connectorId: number | null = 1) => {
  const profile = readProfile(payload, connectorId, at);
  if (profile === null) throw new Error("it is a profile");
  return profile;
};
const s = (seconds: number) => startUs + seconds * 1_000_000;

it("gives the limit of the first period from acceptance on", () => {
  expect(limitAt(read(profile16()), s(0))).toEqual({
    ...{ atUs: s(0), linkId: at.linkId, seq: 5, limit: 16, unit: "A" },
    ...{ profileId: 9, purpose: "TxDefaultProfile", stackLevel: 2 },
  });
});

it("gives the limit of the period that is in force, for a schedule with a beginning", () => {
  const absolute = read(
    profile16({ chargingProfileKind: "Absolute" }, { startSchedule: isoAt(0), duration: 120 }),
  );
  expect(limitAt(absolute, s(61))?.limit).toBe(6.5);
  expect(limitAt(absolute, s(-1))).toBeNull();
  expect(limitAt(absolute, s(121))).toBeNull();
  const daily = read(
    profile16(
      { chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
      { startSchedule: isoAt(0) },
    ),
  );
  expect(limitAt(daily, s(86_400 * 3 + 10))?.limit).toBe(16);
  expect(limitAt(daily, s(86_400 * 3 + 70))?.limit).toBe(6.5);
});

it("reads the list of schedules of 2.x, and nothing from what is no profile", () => {
  const two = read({
    ...{ id: 4, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
    ...{ chargingProfileKind: "Relative", transactionId: "tx-1" },
    chargingSchedule: [schedule({ chargingRateUnit: "W" })],
  });
  expect(two).toMatchObject({ profileId: 4, unit: "W", transactionId: "tx-1" });
  for (const none of [
    null,
    5,
    {},
    { chargingSchedule: [] },
    profile16({}, { chargingRateUnit: "V" }),
  ]) {
    expect(readProfile(none, 1, at)).toBeNull();
  }
});

it("counts for its connector, for all with 0, and for its transaction only", () => {
  const here = { connectorId: 1, transactionId: "7" };
  expect(isFor(read(profile16(), 1), here)).toBe(true);
  expect(isFor(read(profile16(), 0), here)).toBe(true);
  expect(isFor(read(profile16(), 2), here)).toBe(false);
  expect(isFor(read(profile16({ transactionId: 7 })), here)).toBe(true);
  expect(isFor(read(profile16({ transactionId: 8 })), here)).toBe(false);
});

it("is cleared by its id, or by all that a request names", () => {
  const profile = read(profile16());
  expect(clearedBy({})(profile)).toBe(true);
  expect(clearedBy({ id: 9 })(profile)).toBe(true);
  expect(clearedBy({ id: 8 })(profile)).toBe(false);
  expect(clearedBy({ connectorId: 1, stackLevel: 2 })(profile)).toBe(true);
  expect(clearedBy({ connectorId: 2 })(profile)).toBe(false);
  const criteria = { chargingProfilePurpose: "TxProfile" };
  expect(clearedBy({ chargingProfileCriteria: criteria })(profile)).toBe(false);
});
