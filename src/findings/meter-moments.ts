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

/** Several rules ask about the same message, so the newest answer is kept. */
const newest: { samples: readonly Sample[] | null; receivedAtUs: number; are: readonly Moment[] } =
  { samples: null, receivedAtUs: 0, are: [] };

/** Oldest first. Only of the place where energy leaves the station. */
export function momentsOf(samples: readonly Sample[], receivedAtUs: number): readonly Moment[] {
  if (newest.samples !== samples || newest.receivedAtUs !== receivedAtUs) {
    newest.are = readMoments(samples, receivedAtUs);
    newest.samples = samples;
    newest.receivedAtUs = receivedAtUs;
  }
  return newest.are;
}

function readMoments(samples: readonly Sample[], receivedAtUs: number): readonly Moment[] {
  const gathered = new Map<number, Gathered>();
  let last: Gathered | null = null;
  for (const sample of samples) {
    if (sample.location !== "Outlet") continue;
    const atUs = sampledAtUs(sample, receivedAtUs);
    // Those of one moment follow each other.
    if (last === null || last.atUs !== atUs) last = gathered.get(atUs) ?? null;
    if (last === null) {
      if (gathered.size >= MOMENTS_MAX) continue;
      last = begin(atUs);
      gathered.set(atUs, last);
    }
    gather(last, sample);
  }
  const moments = Array.from(gathered.values(), momentOf);
  return moments.length < 2 ? moments : moments.sort((one, other) => one.atUs - other.atUs);
}

type Gathered = {
  readonly atUs: number;
  register: Sample | null;
  powers: Values | null;
  currents: Values | null;
  voltages: Values | null;
};

function begin(atUs: number): Gathered {
  return { atUs, register: null, powers: null, currents: null, voltages: null };
}

function gather(into: Gathered, sample: Sample): void {
  const { measurand, baseUnit } = sample;
  if (measurand === "Energy.Active.Import.Register") {
    if (baseUnit === "Wh" && sample.phase === "") into.register ??= sample;
  } else if (measurand === "Power.Active.Import") {
    if (baseUnit === "W") into.powers = withValue(into.powers, sample);
  } else if (measurand === "Current.Import") {
    if (baseUnit === "A") into.currents = withValue(into.currents, sample);
  } else if (measurand === "Voltage" && baseUnit === "V") {
    into.voltages = withValue(into.voltages, sample);
  }
}

/** By phase: of all together, L1, L2, L3; null where it is not told. The first one told. */
type Values = { readonly byPhase: (number | null)[]; readonly first: number };

/** `L1` and `L1-N` are the same; between phases and of the neutral wire do not count. */
const places: ReadonlyMap<string, number> = new Map([
  ["", 0],
  ["L1", 1],
  ["L1-N", 1],
  ["L2", 2],
  ["L2-N", 2],
  ["L3", 3],
  ["L3-N", 3],
]);

function withValue(values: Values | null, { phase, value }: Sample): Values | null {
  const place = places.get(phase);
  if (place === undefined) return values;
  const into = values ?? { byPhase: [null, null, null, null], first: place };
  into.byPhase[place] = value;
  return into;
}

function momentOf({ atUs, register, powers, currents, voltages }: Gathered): Moment {
  return {
    atUs,
    registerWh: register?.value ?? null,
    resolutionWh: register === null ? 1 : resolutionOf(register),
    powerW: totalOf(powers),
    currentA: mostOf(currents),
    productW: productOf(currents, voltages),
  };
}

function totalOf(values: Values | null): number | null {
  if (values === null) return null;
  const { byPhase } = values;
  const [whole = null] = byPhase;
  if (whole !== null) return whole;
  let sum = 0;
  for (const value of byPhase) sum += value ?? 0;
  return sum;
}

function mostOf(values: Values | null): number | null {
  if (values === null) return null;
  let most: number | null = null;
  for (const value of values.byPhase) {
    if (value !== null && (most === null || value > most)) most = value;
  }
  return most;
}

function productOf(currents: Values | null, voltages: Values | null): number | null {
  if (currents === null || voltages === null) return null;
  // One current without a phase may be of one phase or of each of three.
  if (currents.byPhase[0] !== null) return null;
  const anyVoltage = voltages.byPhase[voltages.first] ?? 0;
  let product = 0;
  for (let phase = 1; phase <= 3; phase += 1) {
    const ampere = currents.byPhase[phase] ?? null;
    if (ampere !== null) product += ampere * (voltages.byPhase[phase] ?? anyVoltage);
  }
  return product;
}
