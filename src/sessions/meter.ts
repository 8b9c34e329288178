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

/** What the samples of one moment say. */
type Moment = {
  readonly register: Values;
  readonly interval: Values;
  readonly power: Values;
  readonly current: Values;
  readonly soc: Values;
};
/** By location, by phase. */
type Values = Map<string, Map<string, number>>;

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
  for (const sample of samples) {
    const what = measurands.get(sample.measurand);
    if (what === undefined || sample.baseUnit !== what[1]) continue;
    const atUs = sample.atUs ?? receivedAtUs;
    let moment = moments.get(atUs);
    if (moment === undefined) {
      moment = emptyMoment();
      moments.set(atUs, moment);
    }
    const values = moment[what[0]];
    const phases = values.get(sample.location) ?? new Map<string, number>();
    phases.set(sample.phase, sample.value);
    values.set(sample.location, phases);
  }
  const inOrder = [...moments].sort(([one], [other]) => one - other);
  for (const [atUs, moment] of inOrder) noteMoment(transaction, moment, atUs);
  noteEnergy(transaction);
}

function emptyMoment(): Moment {
  return {
    ...{ register: new Map(), interval: new Map(), power: new Map() },
    ...{ current: new Map(), soc: new Map() },
  };
}

function noteMoment(transaction: Assembled, moment: Moment, atUs: number): void {
  const { registers } = transaction;
  const energyWh = registerOf(registers, moment.register);
  const intervalWh = sumOf(phasesOf(moment.interval, registers.location));
  const powerW = sumOf(phasesOf(moment.power, null));
  const currentA = mostOf(phasesOf(moment.current, null));
  const socPercent = [...moment.soc.values()][0]?.values().next().value ?? null;
  if (energyWh !== null) {
    registers.firstWh ??= energyWh;
    registers.lastWh = energyWh;
  }
  if (intervalWh !== null) registers.intervalsWh = (registers.intervalsWh ?? 0) + intervalWh;
  if (powerW !== null) addPower(registers, powerW, atUs);
  if (energyWh === null && powerW === null && currentA === null && socPercent === null) return;
  addSample(transaction, { atUs, energyWh, powerW, currentA, socPercent });
}

function registerOf(registers: Assembled["registers"], values: Values): number | null {
  const phases = phasesOf(values, registers.location);
  const value = sumOf(phases);
  if (value !== null) registers.location ??= locationOf(values);
  return value;
}

/** Of the outlet where it is told, which is what the car gets. */
function locationOf(values: Values): string {
  const [first] = values.keys();
  return values.has("Outlet") ? "Outlet" : (first ?? "Outlet");
}

function phasesOf(values: Values, location: string | null): ReadonlyMap<string, number> {
  return values.get(location ?? locationOf(values)) ?? new Map();
}

function sumOf(phases: ReadonlyMap<string, number>): number | null {
  const whole = phases.get("");
  if (whole !== undefined) return whole;
  let sum: number | null = null;
  for (const [phase, value] of phases) if (wholes.has(phase)) sum = (sum ?? 0) + value;
  return sum;
}

function mostOf(phases: ReadonlyMap<string, number>): number | null {
  let most: number | null = null;
  for (const [phase, value] of phases) {
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
