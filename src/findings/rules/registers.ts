/**
 * The energy registers of a station, one series for each place, measurand, phase, location and
 * unit: what the newest sample of each said. Bounded; samples sent late do not count against newer
 * ones.
 */
import type { Json } from "../../exchange/message.ts";
import type { Sample } from "../../ocpp/samples.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { type Metered, meteredIn, sampledAtUs } from "../meter-samples.ts";
import { cut } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** A station of four connectors with import and export of three phases and their sum has 32. */
const SERIES_MAX = 32;

export type Reading = {
  readonly valueWh: number;
  readonly atUs: number;
  /** 0 where it came on another link. */
  readonly seq: number;
  readonly transactionId: string;
  /** Highest average power between two samples so far, and of how many pairs. */
  peakW: number;
  pairs: number;
  /** How often the rule spoke of this series. */
  told: number;
};

export type Registers = { linkId: string; readonly series: Map<string, Reading> };

/** From one sample of a series to the next. */
export type Step = {
  readonly sample: Sample;
  readonly metered: Metered;
  readonly before: Reading;
  /** What is remembered from now on. */
  readonly now: Reading;
};

const noSteps: readonly Step[] = [];

export const registersMemory = {
  scope: "station" as const,
  begin: (): Registers => ({ linkId: "", series: new Map() }),
  save: ({ linkId, series }: Registers): Json => [
    linkId,
    [...series].map(([key, { valueWh, atUs, seq, transactionId, peakW, pairs, told }]) => [
      ...[key, valueWh, atUs, seq, transactionId, peakW, pairs, told],
    ]),
  ],
  parse(saved: Json): Registers {
    const [linkId, series] = listOf(saved);
    return {
      linkId: typeof linkId === "string" ? linkId : "",
      series: new Map(listOf(series).flatMap(parseReading)),
    };
  },
};

/** Remembers the message's registers; gives the steps since the samples before them. */
export function noteRegisters(
  registers: Registers,
  happening: MessageHappening,
  link: LinkFacts,
): readonly Step[] {
  const metered = meteredIn(happening, link);
  if (metered.registers.length === 0 || metered.place === "") return noSteps;
  forgetSeqs(registers, link.linkId);
  let steps: Step[] | null = null;
  for (const sample of metered.registers) {
    const step = note(registers, { sample, metered, happening });
    if (step === null) continue;
    steps ??= [];
    steps.push(step);
  }
  return steps ?? noSteps;
}

function note(
  { series }: Registers,
  at: {
    readonly sample: Sample;
    readonly metered: Metered;
    readonly happening: MessageHappening;
  },
): Step | null {
  const { sample, metered, happening } = at;
  const atUs = sampledAtUs(sample, happening.atUs);
  const key = keyOf(metered.place, sample);
  const before = series.get(key) ?? null;
  if (before !== null && atUs < before.atUs) return null;
  const now: Reading = {
    valueWh: sample.value,
    atUs,
    seq: happening.seq,
    transactionId: metered.transactionId,
    peakW: before === null ? 0 : before.peakW,
    pairs: before === null ? 0 : before.pairs,
    told: before === null ? 0 : before.told,
  };
  series.set(key, now);
  if (before !== null) return { sample, metered, before, now };
  if (series.size > SERIES_MAX) forgetOldest(series);
  return null;
}

/** The one of which nothing was heard for longest. */
function forgetOldest(series: Map<string, Reading>): void {
  let oldest: string | null = null;
  let oldestAtUs = Number.POSITIVE_INFINITY;
  for (const [key, { atUs }] of series) {
    if (atUs >= oldestAtUs) continue;
    oldest = key;
    oldestAtUs = atUs;
  }
  if (oldest !== null) series.delete(oldest);
}

function keyOf(place: string, { measurand, phase, location, unit }: Sample): string {
  return `${place}|${measurand}|${phase}|${location}|${unit}`;
}

/** Seqs are of one link. */
function forgetSeqs(registers: Registers, linkId: string): void {
  if (registers.linkId === linkId) return;
  registers.linkId = linkId;
  for (const [key, reading] of registers.series) {
    registers.series.set(key, { ...reading, seq: 0 });
  }
}

/** `Energy.Active.Import.Register (L1, Inlet) of connector 1` */
export function nameOfSeries({ sample, metered }: Pick<Step, "sample" | "metered">): string {
  const { measurand, phase, location } = sample;
  const which = [phase, location === "Outlet" ? "" : location].filter((part) => part !== "");
  const more = which.length === 0 ? "" : ` (${cut(which.join(", "))})`;
  return `${cut(measurand)}${more} of ${metered.place}`;
}

export function evidenceOf({ before, now }: Step): readonly number[] {
  return before.seq === 0 || before.seq === now.seq ? [now.seq] : [before.seq, now.seq];
}

function parseReading(saved: Json): readonly (readonly [string, Reading])[] {
  const [key, valueWh, atUs, seq, transactionId, peakW, pairs, told] = listOf(saved);
  if (typeof key !== "string") return [];
  const reading = {
    valueWh: numberOr(valueWh, 0),
    atUs: numberOr(atUs, 0),
    seq: numberOr(seq, 0),
    transactionId: typeof transactionId === "string" ? transactionId : "",
    peakW: numberOr(peakW, 0),
    pairs: numberOr(pairs, 0),
    told: numberOr(told, 0),
  };
  return [[key, reading]];
}
