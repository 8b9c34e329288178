import { expect, it } from "vitest";
import { createMeter } from "../../src/simulate/meter.ts";
import { createRandom } from "../../src/simulate/random.ts";
import { meterIntervalMs, meterIntervalText, planOf } from "../../src/simulate/session-plan.ts";

const random = createRandom(1);
const session = { stop: () => undefined, abandon: () => undefined, transactionId: null };
const connector = {
  id: 1,
  meter: createMeter({ powerMaxW: 1, phases: 3, random }),
  isOperative: true,
  session,
};

it("fills in what was not said", () => {
  const plan = planOf({ connector, session, options: {}, fallbackMs: 60_000, random });
  expect(plan).toMatchObject({ meterEveryMs: 60_000, isRemote: false, stopReason: "local" });
  expect(plan.car.socPercent).toBeLessThanOrEqual(60);
});

it("keeps what was said, and takes no samples at an interval of 0", () => {
  const options = { durationMs: 5, car: { batteryWh: 1, socPercent: 2 }, isRemote: true };
  const plan = planOf({ connector, session, options, fallbackMs: 0, random });
  expect(plan).toMatchObject(options);
  expect(plan.meterEveryMs).toBeGreaterThan(plan.durationMs);
});

it("samples as often as the station wants until the CSMS wants otherwise", () => {
  expect(meterIntervalText(200)).toBe("1");
  expect(meterIntervalMs("1", 200)).toBe(200);
  expect(meterIntervalMs("5", 200)).toBe(5_000);
  expect(meterIntervalMs("0", 60_000)).toBe(0);
});
