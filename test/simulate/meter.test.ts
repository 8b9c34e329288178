import { expect, it } from "vitest";
import { createMeter } from "../../src/simulate/meter.ts";
import { createRandom } from "../../src/simulate/random.ts";

const HOUR_MS = 3_600_000;
const meterOf = (powerMaxW: number, phases: 1 | 3 = 3) =>
  createMeter({ powerMaxW, phases, random: createRandom("meter") });

it("has a register that never decreases and fits the power", () => {
  const meter = meterOf(11_000);
  meter.begin({ batteryWh: 60_000, socPercent: 20 }, 0);
  const start = meter.read(0).energyWh;
  let last = start;
  for (let ms = 0; ms <= HOUR_MS; ms += 60_000) {
    const { energyWh, powerW } = meter.read(ms);
    expect(energyWh).toBeGreaterThanOrEqual(last);
    expect(powerW).toBe(11_000);
    last = energyWh;
  }
  expect(last - start).toBeGreaterThan(10_990);
  expect(last - start).toBeLessThanOrEqual(11_001);
});

it("tapers off above 80 % and takes nothing when full", () => {
  const meter = meterOf(50_000, 1);
  meter.begin({ batteryWh: 50_000, socPercent: 50 }, 0);
  const powers: number[] = [];
  for (let ms = 0; ms <= 6 * HOUR_MS; ms += 300_000) powers.push(meter.read(ms).powerW);
  expect(powers[0]).toBe(50_000);
  expect([...powers].sort((a, b) => b - a)).toEqual(powers);
  const full = meter.read(6 * HOUR_MS);
  expect(full).toMatchObject({ socPercent: 100, powerW: 0 });
  expect(meter.read(30 * HOUR_MS).energyWh).toBe(full.energyWh);
});

it("follows a limit and lets go of it", () => {
  const meter = meterOf(22_000);
  meter.begin({ batteryWh: 80_000, socPercent: 10 }, 0);
  meter.limit(6_000, 0);
  expect(meter.read(1_000)).toMatchObject({ powerW: 6_000, offeredW: 6_000 });
  meter.limit(0, 2_000);
  expect(meter.read(3_000).powerW).toBe(0);
  meter.limit(null, 4_000);
  expect(meter.read(5_000).powerW).toBe(22_000);
});

it("stands still without a car, and current, voltage and power fit each other", () => {
  const meter = meterOf(11_000);
  expect(meter.read(HOUR_MS).energyWh).toBe(meter.read(2 * HOUR_MS).energyWh);
  meter.begin({ batteryWh: 60_000, socPercent: 20 }, 2 * HOUR_MS);
  const { currentsA, voltageV, powerW } = meter.read(2 * HOUR_MS + 1000);
  const sum = currentsA.reduce((total, ampere) => total + ampere * voltageV, 0);
  expect(Math.abs(sum - powerW)).toBeLessThan(powerW * 0.01);
  meter.end(3 * HOUR_MS);
  expect(meter.read(4 * HOUR_MS)).toMatchObject({ powerW: 0 });
});
