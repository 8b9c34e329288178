/**
 * Samples → what they say of one place at one moment, all phases together, to compare energy,
 * power, current and voltage with each other.
 */
import type { Sample } from "../ocpp/samples.ts";
import { resolutionOf, sampledAtUs } from "./meter-samples.ts";

export type Moment = {
  readonly atUs: number;
  /** The import register, and what its last digit stands for. */
  readonly registerWh: number | null;
  readonly resolutionWh: number;
  readonly powerW: number | null;
  /** Of the phase with most. */
  readonly currentA: number | null;
  /** Voltage times current, summed over the phases; null where the phases are not told. */
  readonly productW: number | null;
};

/** A station reports a few moments; a backlog of them is as good as its first hundred. */
const MOMENTS_MAX = 100;

/** Oldest first. Only of the place where energy leaves the station. */
export function momentsOf(samples: readonly Sample[], receivedAtUs: number): readonly Moment[] {
  const byTime = new Map<number, Sample[]>();
  for (const sample of samples) {
    if (sample.location !== "Outlet") continue;
    const atUs = sampledAtUs(sample, receivedAtUs);
    const together = byTime.get(atUs);
    if (together !== undefined) together.push(sample);
    else if (byTime.size < MOMENTS_MAX) byTime.set(atUs, [sample]);
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([atUs, together]) => momentOf(atUs, together));
}

type Values = ReadonlyMap<string, number>;

function momentOf(atUs: number, samples: readonly Sample[]): Moment {
  const register = samples.find(
    ({ measurand, phase, baseUnit }) =>
      measurand === "Energy.Active.Import.Register" && phase === "" && baseUnit === "Wh",
  );
  const currents = valuesOf(samples, "Current.Import", "A");
  return {
    atUs,
    registerWh: register?.value ?? null,
    resolutionWh: register === undefined ? 1 : resolutionOf(register),
    powerW: totalOf(valuesOf(samples, "Power.Active.Import", "W")),
    currentA: currents.size === 0 ? null : Math.max(...currents.values()),
    productW: productOf(currents, valuesOf(samples, "Voltage", "V")),
  };
}

/** By phase; `L1` and `L1-N` are the same; between phases and of the neutral wire do not count. */
function valuesOf(samples: readonly Sample[], measurand: string, unit: string): Values {
  const values = new Map<string, number>();
  for (const sample of samples) {
    if (sample.measurand !== measurand || sample.baseUnit !== unit) continue;
    const phase = sample.phase.replace(/-N$/, "");
    if (phase === "" || /^L[123]$/.test(phase)) values.set(phase, sample.value);
  }
  return values;
}

function totalOf(values: Values): number | null {
  if (values.size === 0) return null;
  return values.get("") ?? [...values.values()].reduce((sum, value) => sum + value, 0);
}

function productOf(currents: Values, voltages: Values): number | null {
  const anyVoltage = [...voltages.values()][0];
  if (currents.size === 0 || anyVoltage === undefined) return null;
  // One current without a phase may be of one phase or of each of three.
  if (currents.has("")) return null;
  let product = 0;
  for (const [phase, ampere] of currents) product += ampere * (voltages.get(phase) ?? anyVoltage);
  return product;
}
