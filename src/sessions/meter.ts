/**
 * Samples of meter values → the series of a transaction and its energy. A series is of one place:
 * phases are summed (power, energy) or compared (current), other locations are left out.
 */
import { limits } from "../base/limits.ts";
import type { Sample } from "../ocpp/samples.ts";
import type { Assembled } from "./book.ts";
import type { EnergySource, TransactionSample } from "./transaction.ts";

/** Phases whose powers and registers add up to the whole. */
const wholes: ReadonlySet<string> = new Set(["L1", "L2", "L3", "L1-N", "L2-N", "L3-N"]);

/** A longer pause between two values of the power says nothing of what was between them. */
const POWER_GAP_US_MAX = 30 * 60_000_000;

/** What the samples of one moment say, each list by location. */
type Moment = {
  readonly register: Values[];
  readonly interval: Values[];
  readonly power: Values[];
  readonly current: Values[];
  readonly soc: Values[];
};
/** The newest value of each phase told; a phase is told once or twice, so lists are quickest. */
type Values = { readonly location: string; readonly phases: string[]; readonly values: number[] };

const measurands: ReadonlyMap<string, readonly [keyof Moment, string]> = new Map([
  ["Energy.Active.Import.Register", ["register", "Wh"] as const],
  ["Energy.Active.Import.Interval", ["interval", "Wh"] as const],
  ["Power.Active.Import", ["power", "W"] as const],
  ["Current.Import", ["current", "A"] as const],
  ["SoC", ["soc", "Percent"] as const],
]);

/** `receivedAtUs` stands in where the station told no time. */
export function noteSamples(
  transaction: Assembled,
  samples: readonly Sample[],
  receivedAtUs: number,
): void {
  const moments = new Map<number, Moment>();
  let last: Moment | null = null;
  let lastAtUs = 0;
  for (const sample of samples) {
    const what = measurands.get(sample.measurand);
    if (what === undefined || sample.baseUnit !== what[1]) continue;
    const atUs = sample.atUs ?? receivedAtUs;
    // Those of one moment follow each other.
    if (last === null || atUs !== lastAtUs) {
      last = momentIn(moments, atUs);
      lastAtUs = atUs;
    }
    put(last[what[0]], sample);
  }
  if (moments.size === 1 && last !== null) noteMoment(transaction, last, lastAtUs);
  else {
    const inOrder = [...moments].sort(([one], [other]) => one - other);
    for (const [atUs, moment] of inOrder) noteMoment(transaction, moment, atUs);
  }
  noteEnergy(transaction);
}

function momentIn(moments: Map<number, Moment>, atUs: number): Moment {
  let moment = moments.get(atUs);
  if (moment === undefined) {
    moment = { register: [], interval: [], power: [], current: [], soc: [] };
    moments.set(atUs, moment);
  }
  return moment;
}

/** Hostile samples may name thousands of places and phases; no meter has so many. */
const PLACES_MAX = 16;

function put(all: Values[], { location, phase, value }: Sample): void {
  let of = all.find((one) => one.location === location);
  if (of === undefined) {
    if (all.length >= PLACES_MAX) return;
    of = { location, phases: [], values: [] };
    all.push(of);
  }
  const known = of.phases.indexOf(phase);
  if (known >= 0) of.values[known] = value;
  else if (of.phases.length < PLACES_MAX) {
    of.phases.push(phase);
    of.values.push(value);
  }
}

function noteMoment(transaction: Assembled, moment: Moment, atUs: number): void {
  const { registers } = transaction;
  const energyWh = registerOf(registers, moment.register);
  const intervalWh = sumOf(phasesOf(moment.interval, registers.location));
  const powerW = sumOf(phasesOf(moment.power, null));
  const currentA = mostOf(phasesOf(moment.current, null));
  const socPercent = moment.soc[0]?.values[0] ?? null;
  if (energyWh !== null) {
    registers.firstWh ??= energyWh;
    registers.lastWh = energyWh;
  }
  if (intervalWh !== null) registers.intervalsWh = (registers.intervalsWh ?? 0) + intervalWh;
  if (powerW !== null) addPower(registers, powerW, atUs);
  if (energyWh === null && powerW === null && currentA === null && socPercent === null) return;
  addSample(transaction, { atUs, energyWh, powerW, currentA, socPercent });
}

function registerOf(registers: Assembled["registers"], all: readonly Values[]): number | null {
  const value = sumOf(phasesOf(all, registers.location));
  if (value !== null) registers.location ??= locationOf(all);
  return value;
}

/** Of the outlet where it is told, which is what the car gets. */
function locationOf(all: readonly Values[]): string {
  const isOutletTold = all.some(({ location }) => location === "Outlet");
  return isOutletTold ? "Outlet" : (all[0]?.location ?? "Outlet");
}

function phasesOf(all: readonly Values[], location: string | null): Values | null {
  if (all.length === 0) return null;
  const wanted = location ?? locationOf(all);
  return all.find((one) => one.location === wanted) ?? null;
}

function sumOf(of: Values | null): number | null {
  if (of === null) return null;
  let sum: number | null = null;
  for (const [at, phase] of of.phases.entries()) {
    const value = of.values[at] ?? 0;
    if (phase === "") return value;
    if (wholes.has(phase)) sum = (sum ?? 0) + value;
  }
  return sum;
}

function mostOf(of: Values | null): number | null {
  if (of === null) return null;
  let most: number | null = null;
  for (const [at, phase] of of.phases.entries()) {
    const value = of.values[at] ?? 0;
    if (phase === "" || wholes.has(phase)) most = Math.max(most ?? value, value);
  }
  return most;
}

function addPower(registers: Assembled["registers"], powerW: number, atUs: number): void {
  const { powerAtUs } = registers;
  if (powerAtUs !== null && atUs > powerAtUs && atUs - powerAtUs <= POWER_GAP_US_MAX) {
    const hours = (atUs - powerAtUs) / 3_600_000_000;
    registers.powerWh = (registers.powerWh ?? 0) + ((registers.powerW + powerW) / 2) * hours;
  }
  registers.powerAtUs = Math.max(powerAtUs ?? atUs, atUs);
  registers.powerW = powerW;
}

/** A register that stands in the message itself: meterStart and meterStop of 1.6. */
export function noteRegister(transaction: Assembled, energyWh: number, atUs: number): void {
  addSample(transaction, { atUs, energyWh, powerW: null, currentA: null, socPercent: null });
}

/** In order of time, each moment once. */
function addSample(transaction: Assembled, sample: TransactionSample): void {
  if (transaction.isShed) return;
  const { samples } = transaction;
  let at = samples.length;
  while (at > 0 && (samples[at - 1]?.atUs ?? 0) > sample.atUs) at -= 1;
  const same = samples[at - 1];
  if (same?.atUs === sample.atUs) {
    samples[at - 1] = merged(same, sample);
    noteRewritten(transaction, at - 1);
    return;
  }
  samples.splice(at, 0, sample);
  noteRewritten(transaction, at);
  if (samples.length <= limits.transactionSamplesMax) return;
  const kept = thinned(samples, Math.ceil(limits.transactionSamplesMax / 2));
  samples.splice(0, samples.length, ...kept);
  transaction.savedSamples = 0;
}

function noteRewritten(transaction: Assembled, index: number): void {
  transaction.savedSamples = Math.min(transaction.savedSamples, index);
}

function merged(one: TransactionSample, other: TransactionSample): TransactionSample {
  return {
    atUs: one.atUs,
    energyWh: other.energyWh ?? one.energyWh,
    powerW: other.powerW ?? one.powerW,
    currentA: other.currentA ?? one.currentA,
    socPercent: other.socPercent ?? one.socPercent,
  };
}

/** Evenly fewer; the first and the last stay. */
export function thinned<Entry>(entries: readonly Entry[], max: number): readonly Entry[] {
  if (entries.length <= max) return entries;
  const step = (entries.length - 1) / (max - 1);
  return Array.from({ length: max }, (_, index) => entries[Math.round(index * step)] as Entry);
}

/** The best evidence there is now. */
export function noteEnergy(transaction: Assembled): void {
  const [energyWh, source] = energyOf(transaction);
  transaction.energyWh = energyWh === null ? null : rounded(energyWh);
  transaction.energySource = source;
}

function energyOf({
  meterStartWh,
  meterStopWh,
  registers,
}: Assembled): readonly [number | null, EnergySource] {
  const { firstWh, lastWh, intervalsWh, powerWh } = registers;
  if (meterStartWh !== null && meterStopWh !== null) {
    return [meterStopWh - meterStartWh, "meter-start-stop"];
  }
  const fromWh = meterStartWh ?? firstWh;
  const toWh = meterStopWh ?? lastWh;
  if (fromWh !== null && toWh !== null) return [toWh - fromWh, "registers"];
  if (intervalsWh !== null) return [intervalsWh, "intervals"];
  return powerWh === null ? [null, "none"] : [powerWh, "power"];
}

function rounded(wh: number): number {
  return Math.round(wh * 1000) / 1000;
}
