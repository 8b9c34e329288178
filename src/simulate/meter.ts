/**
 * The electricity of one connector: a car that charges at full power up to 80 % and tapers off, and
 * a meter whose energy register never goes back. In: time and limits. Out: readings.
 */
import type { Random } from "./random.ts";

export type MeterReading = {
  /** Wh since the meter was made; whole numbers, never decreasing. */
  readonly energyWh: number;
  readonly powerW: number;
  /** Of L1, L2, L3; one value for direct current. */
  readonly currentsA: readonly number[];
  readonly voltageV: number;
  /** 0 to 100. */
  readonly socPercent: number;
  /** Highest power that car, cable and limit allow now. */
  readonly offeredW: number;
};

export type Car = { readonly batteryWh: number; readonly socPercent: number };

export type Meter = {
  /** The car is plugged in and charges from now on. */
  readonly begin: (car: Car, nowMs: number) => void;
  /** The car no longer takes energy. */
  readonly end: (nowMs: number) => void;
  /** A limit of a charging profile; null lifts it. */
  readonly limit: (powerW: number | null, nowMs: number) => void;
  readonly read: (nowMs: number) => MeterReading;
};

export type MeterOptions = {
  readonly powerMaxW: number;
  /** 3 for alternating current, 1 for direct current. */
  readonly phases: 1 | 3;
  readonly random: Random;
};

/** Above it the battery takes less and less. */
const TAPER_SOC_PERCENT = 80;
/** What a full battery still takes, of the full power. */
const TAPER_END = 0.05;
/** Length of one step of the integration; shorter than any sampling interval. Unit: ms. */
const STEP_MS = 10_000;
/** A gap is cut into at most that many steps. */
const STEPS_MAX = 10_000;
/** European low voltage, phase to neutral; and a usual battery voltage. Unit: V. */
const VOLTAGE_AC_V = 230;
const VOLTAGE_DC_V = 400;

export function createMeter(options: MeterOptions): Meter {
  const { random, phases, powerMaxW } = options;
  let energyWh = random.integer(10_000, 9_000_000);
  let batteryWh = 60_000;
  let storedWh = 0;
  let isCharging = false;
  let limitW: number | null = null;
  let atMs = 0;

  const offeredW = () => Math.min(powerMaxW, limitW ?? powerMaxW);
  const soc = () => Math.min(100, (storedWh / batteryWh) * 100);
  const powerW = () => {
    if (!isCharging || soc() >= 100) return 0;
    const over = Math.max(0, soc() - TAPER_SOC_PERCENT) / (100 - TAPER_SOC_PERCENT);
    return Math.min(offeredW(), powerMaxW * (1 - over * (1 - TAPER_END)));
  };

  const advance = (nowMs: number) => {
    const gapMs = nowMs - atMs;
    atMs = Math.max(atMs, nowMs);
    if (!isCharging || gapMs <= 0) return;
    const steps = Math.min(STEPS_MAX, Math.ceil(gapMs / STEP_MS));
    for (let step = 0; step < steps; step += 1) {
      const addedWh = Math.min(
        (powerW() * (gapMs / steps)) / 3_600_000,
        Math.max(0, batteryWh - storedWh),
      );
      energyWh += addedWh;
      storedWh += addedWh;
    }
  };

  return {
    begin(car, nowMs) {
      advance(nowMs);
      atMs = nowMs;
      batteryWh = car.batteryWh;
      storedWh = (car.batteryWh * car.socPercent) / 100;
      isCharging = true;
    },
    end(nowMs) {
      advance(nowMs);
      isCharging = false;
    },
    limit(newLimitW, nowMs) {
      advance(nowMs);
      limitW = newLimitW;
    },
    read(nowMs) {
      advance(nowMs);
      const watts = powerW();
      const nominalV = phases === 3 ? VOLTAGE_AC_V : VOLTAGE_DC_V;
      const voltageV = nominalV * (0.99 + random.fraction() * 0.02);
      const currentA = watts / phases / voltageV;
      return {
        energyWh: Math.floor(energyWh),
        powerW: Math.round(watts),
        currentsA: Array.from({ length: phases }, () => round(currentA, 2)),
        voltageV: round(voltageV, 1),
        socPercent: Math.floor(soc()),
        offeredW: offeredW(),
      };
    },
  };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
