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
  follower.follow(2, {
    chargingRateUnit: "W",
    chargingSchedulePeriod: [
      { startPeriod: 0, limit: 5_000 },
      { startPeriod: 600, limit: 3_000 },
    ],
  });
  expect(powers()).toEqual([22_000, 5_000]);
  await new Promise<void>((resolve) => time.after(601_000, resolve));
  expect(powers()).toEqual([22_000, 3_000]);
  follower.follow(0, {
    chargingRateUnit: "W",
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 1_000 }],
  });
  expect(powers()).toEqual([1_000, 1_000]);
  follower.clear();
  expect(powers()).toEqual([22_000, 22_000]);
});
