import { expect, it } from "vitest";
import { createLimitFollower, limitSteps } from "../../src/simulate/charging-profile.ts";
import { createMeter } from "../../src/simulate/meter.ts";
import { createRandom } from "../../src/simulate/random.ts";
import { createLeapingTime } from "../../src/simulate/time.ts";

const connectorOf = (id: number) => {
  const meter = createMeter({ powerMaxW: 22_000, phases: 3, random: createRandom(id) });
  meter.begin({ batteryWh: 80_000, socPercent: 10 }, 0);
  return { id, meter, isOperative: true, session: null };
};

it("turns ampere into watt over the phases", () => {
  const schedule = {
    chargingRateUnit: "A",
    chargingSchedulePeriod: [
      { startPeriod: 0, limit: 16 },
      { startPeriod: 60, limit: 10, numberPhases: 1 },
    ],
  };
  expect(limitSteps(schedule)).toEqual([
    { afterMs: 0, powerW: 11_040 },
    { afterMs: 60_000, powerW: 2_300 },
  ]);
  expect(limitSteps(undefined)).toEqual([]);
});

it("limits one connector or all, period after period, until it is cleared", async () => {
  const time = createLeapingTime(0);
  const connectors = [connectorOf(1), connectorOf(2)];
  const powers = () => connectors.map(({ meter }) => meter.read(time.nowMs()).powerW);
  const follower = createLimitFollower(connectors, time);
  const profile = (...periods: readonly (readonly [startPeriod: number, limit: number])[]) => ({
    chargingSchedule: {
      chargingRateUnit: "W",
      chargingSchedulePeriod: periods.map(([startPeriod, limit]) => ({ startPeriod, limit })),
    },
  });
  expect(follower.follow(2, profile([0, 5_000], [600, 3_000]))).toBe(true);
  expect(powers()).toEqual([22_000, 5_000]);
  await new Promise<void>((resolve) => time.after(601_000, resolve));
  expect(powers()).toEqual([22_000, 3_000]);
  follower.follow(0, profile([0, 1_000]));
  expect(powers()).toEqual([1_000, 1_000]);
  follower.clear();
  expect(powers()).toEqual([22_000, 22_000]);
});

it("follows a TxProfile while its transaction lasts, and takes none for another", () => {
  const time = createLeapingTime(0);
  const session = { stop: () => undefined, abandon: () => undefined, transactionId: "7" };
  const charging = { ...connectorOf(1), session };
  const follower = createLimitFollower([charging, connectorOf(2)], time);
  const profile = (chargingProfilePurpose: string, limit: number, transactionId?: number) => ({
    ...{ chargingProfilePurpose, ...(transactionId === undefined ? {} : { transactionId }) },
    // 2.x has a list of them.
    chargingSchedule: [
      { chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    ],
  });
  const powerW = () => charging.meter.read(time.nowMs()).powerW;
  expect(follower.follow(1, profile("TxDefaultProfile", 6_000))).toBe(true);
  expect(follower.follow(2, profile("TxProfile", 4_000))).toBe(false);
  expect(follower.follow(1, profile("TxProfile", 4_000, 8))).toBe(false);
  expect(powerW()).toBe(6_000);
  expect(follower.follow(1, profile("TxProfile", 9_000, 7))).toBe(true);
  expect(powerW()).toBe(9_000);
  follower.ended(charging);
  expect(powerW()).toBe(6_000);
});
