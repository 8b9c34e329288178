/**
 * 2.0.1 MeterValue[] → 1.6's. In: what a station wrote. Out: samples as 1.6 has them, with all that
 * is implied said, and the readings of the import register. What 1.6 has no word for is left out
 * and told.
 */
import { limits } from "../../base/limits.ts";
import type { Json, JsonObject } from "../../exchange/message.ts";
import {
  decimalOf,
  decimalText,
  integerAt,
  isoOf,
  momentOf,
  spelledAs,
  textAt,
} from "../convert.ts";
import { fieldOf, isObject, listIn, objectIn, present } from "../json.ts";
import {
  contexts,
  impliedUnit,
  importRegister,
  locations,
  measurands,
  phases,
} from "../meter-values.ts";
import { printOf } from "../sent-samples.ts";
import { lose, type Turn } from "../turn.ts";

export type Sample16 = {
  /** One, or two where it was signed. */
  readonly sampledValues: readonly JsonObject[];
  readonly context: string;
  readonly print: string;
  readonly isSigned: boolean;
  /** The import register as a whole; null for anything else. Unit: Wh. */
  readonly registerWh: number | null;
};

export type Reading16 = { readonly atMs: number; readonly samples: readonly Sample16[] };

export function readMeterValues201(turn: Turn, list: readonly Json[]): readonly Reading16[] {
  const readings: Reading16[] = [];
  let room: number = limits.translatedSamplesMax;
  for (const meterValue of list) {
    const sampled = listIn(meterValue, "sampledValue").slice(0, room);
    room -= sampled.length;
    const { ms } = momentOf(textAt(meterValue, "timestamp"), turn.nowMs);
    const samples = sampled.flatMap((each) => sampleOf(turn, each, ms) ?? []);
    if (samples.length > 0) readings.push({ atMs: ms, samples });
  }
  return readings.sort((one, other) => one.atMs - other.atMs);
}

/** 1.6's units (§7.45), without Celcius, which it also allows. */
const units = [
  ...["Wh", "kWh", "varh", "kvarh", "W", "kW", "VA", "kVA", "var", "kvar", "A", "V", "K"],
  ...["Celsius", "Fahrenheit", "Percent"],
];
/** Measurands whose unit 1.6 cannot say, so nobody expects one. */
const unitless = new Set(["Frequency", "Power.Factor"]);

function sampleOf(turn: Turn, sampled: Json, atMs: number): Sample16 | null {
  const said = textAt(sampled, "measurand") ?? importRegister;
  const measurand = spelledAs(said, measurands);
  const value = numberOf(sampled);
  const unit = measurand === null ? null : unitOf(sampled, measurand);
  if (measurand === null || unit === null) {
    lose(turn, "sample-not-in-16", said.slice(0, 60));
    return null;
  }
  if (value === null) {
    lose(turn, "sample-unreadable", said.slice(0, 60));
    return null;
  }
  const context = spelledAs(textAt(sampled, "context"), contexts) ?? "Sample.Periodic";
  const phase = spelledAs(textAt(sampled, "phase"), phases) ?? "";
  const location = spelledAs(textAt(sampled, "location"), locations) ?? "";
  const fields = present({
    ...{ context, measurand },
    phase: phase === "" ? undefined : phase,
    location: location === "" ? undefined : location,
    unit: unit === "" ? undefined : unit,
  });
  const signed = fieldOf(sampled, "signedMeterValue");
  const isRegister = measurand === importRegister && phase === "";
  return {
    sampledValues: [{ value: decimalText(value), ...fields }, ...signedOf(signed, fields)],
    context,
    print: printOf(atMs, { measurand, phase, context, location }),
    isSigned: isObject(signed),
    registerWh: isRegister ? (unit.startsWith("k") ? shifted(value, 3) : value) : null,
  };
}

/** Null for no number. 2.0.1's multiplier is a power of ten. */
function numberOf(sampled: Json): number | null {
  const value = decimalOf(fieldOf(sampled, "value"));
  const multiplier = integerAt(objectIn(sampled, "unitOfMeasure"), "multiplier") ?? 0;
  if (value === null || Math.abs(multiplier) > 30) return null;
  const number = shifted(value, multiplier);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : null;
}

/** By decimals, so 0.1 × 10³ is 100. */
function shifted(value: number, places: number): number {
  const [digits = "0", exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** "" for none, null for one that 1.6 has not. */
function unitOf(sampled: Json, measurand: string): string | null {
  if (unitless.has(measurand)) return "";
  const said = textAt(objectIn(sampled, "unitOfMeasure"), "unit");
  const implied = impliedUnit(measurand);
  return said === null ? implied : spelledAs(said, units);
}

const signedFields = ["signedMeterData", "signingMethod", "encodingMethod", "publicKey"];

/** As the Open Charge Alliance's note on signed values writes it. */
function signedOf(signed: Json | undefined, fields: JsonObject): readonly JsonObject[] {
  if (!isObject(signed)) return [];
  const kept = present(Object.fromEntries(signedFields.map((name) => [name, signed[name]])));
  return [{ value: JSON.stringify(kept), ...fields, format: "SignedData" }];
}

export function meterValue16({ atMs, samples }: Reading16): JsonObject {
  return {
    timestamp: isoOf(atMs),
    sampledValue: samples.flatMap(({ sampledValues }) => sampledValues),
  };
}

/** Only these samples; readings that keep none are gone. */
export function onlySamples(
  readings: readonly Reading16[],
  isMeant: (sample: Sample16) => boolean,
): readonly Reading16[] {
  return readings
    .map(({ atMs, samples }) => ({ atMs, samples: samples.filter(isMeant) }))
    .filter(({ samples }) => samples.length > 0);
}

/** The newest register, of this context where one is said and there is such a one. Unit: Wh. */
export function registerOf(readings: readonly Reading16[], context: string | null): number | null {
  const all = readings
    .flatMap(({ samples }) => samples)
    .filter(({ registerWh }) => registerWh !== null);
  const meant = context === null ? undefined : all.findLast((each) => each.context === context);
  return (meant ?? all.at(-1))?.registerWh ?? null;
}

/** 1.6 counts in whole Wh. Rounded half up. */
export function wholeWh(wh: number): number {
  return Math.floor(wh + 0.5);
}
