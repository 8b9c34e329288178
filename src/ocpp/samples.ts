/**
 * The payload of a call about metering → its samples, flat and with numbers in base units, whatever
 * the version. In: any JSON. Out: at most `samplesPerMessageMax` samples; a value that is no number
 * is left out and counted.
 *
 * OCPP 1.6 §7.43 SampledValue (measurand, context, location and unit have defaults), §6.31
 * MeterValues, §6.45 StartTransaction, §6.49 StopTransaction; OCPP 2.0.1 Part 2, SampledValueType
 * and UnitOfMeasureType (whose multiplier is a power of ten).
 */

import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import { dateTimeUs } from "./date-time.ts";
import type { OcppVersion } from "./versions.ts";

export type Sample = {
  /** By the station's clock; null where that is missing or unreadable. */
  readonly atUs: number | null;
  readonly measurand: string;
  /** "" for none: all phases together. */
  readonly phase: string;
  readonly location: string;
  readonly context: string;
  /** As said, else what the measurand implies. */
  readonly unit: string;
  readonly isUnitSaid: boolean;
  /** Of `value`: Wh, W, A, V, VA, var, varh, Celsius, Percent, Hz …; an unknown unit stays. */
  readonly baseUnit: string;
  readonly value: number;
  /** As on the wire. */
  readonly raw: string | number;
  /** The station signed this value, so a correction by anyone else would break its signature. */
  readonly isSigned: boolean;
  /** Where it is in the payload, e.g. `meterValue[0].sampledValue[2]`. */
  readonly path: string;
};

export type SampleReading = {
  readonly samples: readonly Sample[];
  /** Places of values that are no numbers, e.g. "12,5"; 1.6 SignedData does not count. */
  readonly unreadable: readonly { readonly path: string; readonly raw: string }[];
};

/** OCPP 1.6 §7.43; OCPP 2.0.1 Part 2, SampledValueType. */
export const defaultMeasurand = "Energy.Active.Import.Register";

const nothingRead: SampleReading = { samples: [], unreadable: [] };

/** The actions that carry samples. */
export const meteringActions = [
  "MeterValues",
  "TransactionEvent",
  "StartTransaction",
  "StopTransaction",
] as const;

/** Of a call (not of its response). */
export function samplesOf(
  version: OcppVersion | null,
  action: string,
  payload: unknown,
): readonly Sample[] {
  return readSamples(version, action, payload).samples;
}

/** Transactions and rules ask about the same message one after the other. */
const newest: {
  payload: unknown;
  version: OcppVersion | null;
  action: string;
  reading: SampleReading;
} = { payload: null, version: null, action: "", reading: nothingRead };

export function readSamples(
  version: OcppVersion | null,
  action: string,
  payload: unknown,
): SampleReading {
  if (!isObject(payload)) return nothingRead;
  const { payload: before } = newest;
  if (before !== payload || newest.version !== version || newest.action !== action) {
    const into: Collected = { version, samples: [], unreadable: [] };
    collect(into, action, payload);
    newest.payload = payload;
    newest.version = version;
    newest.action = action;
    newest.reading = { samples: into.samples, unreadable: into.unreadable };
  }
  return newest.reading;
}

function collect(into: Collected, action: string, payload: Fields): void {
  switch (action) {
    case "MeterValues":
    case "TransactionEvent":
      readMeterValues(into, payload["meterValue"], "meterValue");
      break;
    case "StartTransaction":
      readRegister(into, payload, { name: "meterStart", context: "Transaction.Begin" });
      break;
    case "StopTransaction":
      readMeterValues(into, payload["transactionData"], "transactionData");
      readRegister(into, payload, { name: "meterStop", context: "Transaction.End" });
      break;
  }
}

type Fields = Readonly<Record<string, unknown>>;
type Collected = {
  readonly version: OcppVersion | null;
  readonly samples: Sample[];
  readonly unreadable: { readonly path: string; readonly raw: string }[];
};

/** meterStart and meterStop of 1.6: the outlet's import register, in Wh. */
function readRegister(
  into: Collected,
  payload: Fields,
  { name, context }: { readonly name: string; readonly context: string },
): void {
  const raw = payload[name];
  if (typeof raw !== "number" && typeof raw !== "string") return;
  const value = numberOf(raw);
  if (!Number.isFinite(value)) {
    into.unreadable.push({ path: name, raw: String(raw).slice(0, textCharsMax) });
    return;
  }
  into.samples.push({
    atUs: dateTimeUs(payload["timestamp"]),
    ...{ measurand: defaultMeasurand, phase: "", location: "Outlet", context },
    ...{ unit: "Wh", isUnitSaid: false, baseUnit: "Wh", value },
    ...{ raw: kept(raw), isSigned: false, path: name },
  });
}

function readMeterValues(into: Collected, list: unknown, path: string): void {
  const meterValues = Array.isArray(list) ? list : [];
  const meterValuesRead = Math.min(meterValues.length, limits.samplesPerMessageMax);
  for (let at = 0; at < meterValuesRead && !isFull(into); at += 1) {
    const meterValue: unknown = meterValues[at];
    if (!isObject(meterValue)) continue;
    const atUs = dateTimeUs(meterValue["timestamp"]);
    const sampled: unknown = meterValue["sampledValue"];
    const values = Array.isArray(sampled) ? sampled : [];
    for (let index = 0; index < values.length && !isFull(into); index += 1) {
      readSample(into, values[index], { atUs, list: path, at, index });
    }
  }
}

/** What is unreadable counts, too: a message full of it must not take longer than another. */
function isFull({ samples, unreadable }: Collected): boolean {
  return samples.length + unreadable.length >= limits.samplesPerMessageMax;
}

type SamplePlace = {
  readonly atUs: number | null;
  readonly list: string;
  readonly at: number;
  readonly index: number;
};

function readSample(into: Collected, sampled: unknown, place: SamplePlace): void {
  if (!isObject(sampled) || sampled["format"] === "SignedData") return;
  const raw = sampled["value"];
  if (typeof raw !== "number" && typeof raw !== "string") return;
  const measurand = textOr(sampled["measurand"], defaultMeasurand);
  const said = unitSaid(into.version, sampled);
  const isUnitSaid = typeof said === "string" && said !== "";
  const unit = isUnitSaid ? textOr(said, "") : impliedUnit(measurand);
  const scale = scales.get(unit) ?? scales.get(unit.toLowerCase()) ?? null;
  const value = baseValue(numberOf(raw), exponentOf(into.version, sampled), scale);
  const path = pathOf(place);
  if (!Number.isFinite(value)) {
    into.unreadable.push({ path, raw: String(raw).slice(0, textCharsMax) });
    return;
  }
  into.samples.push({
    atUs: place.atUs,
    measurand,
    phase: textOr(sampled["phase"], ""),
    location: textOr(sampled["location"], "Outlet"),
    context: textOr(sampled["context"], "Sample.Periodic"),
    unit,
    isUnitSaid,
    baseUnit: scale === null ? unit : scale.base,
    value,
    raw: kept(raw),
    isSigned: isObject(sampled["signedMeterValue"]),
    path,
  });
}

/** Of these all messages have the same, so they need not be put together each time. */
const PATHS_MAX = 32;
const paths = new Map<string, (string | undefined)[]>();

/** `meterValue[0].sampledValue[2]` */
function pathOf({ list, at, index }: SamplePlace): string {
  if (at >= PATHS_MAX || index >= PATHS_MAX) return `${list}[${at}].sampledValue[${index}]`;
  let known = paths.get(list);
  if (known === undefined) {
    known = [];
    paths.set(list, known);
  }
  const place = at * PATHS_MAX + index;
  let path = known[place];
  if (path === undefined) {
    path = `${list}[${at}].sampledValue[${index}]`;
    known[place] = path;
  }
  return path;
}

type Scale = { readonly base: string; readonly factor: number; readonly zero: number };

const scale = (base: string, factor = 1, zero = 0): Scale => ({ base, factor, zero });

/**
 * By the unit, in lower case where that leaves it clear: stations write `KWH` and `kwh`, and 1.6
 * itself once wrote Celcius. A value in the base unit is `(value - zero) * factor`.
 */
const scales: ReadonlyMap<string, Scale> = new Map([
  // As most stations write them, so that no lower case is made.
  ["Wh", scale("Wh")],
  ["kWh", scale("Wh", 1_000)],
  ["W", scale("W")],
  ["kW", scale("W", 1_000)],
  ["A", scale("A")],
  ["V", scale("V")],
  ["Percent", scale("Percent")],
  ["Celsius", scale("Celsius")],
  ["Hz", scale("Hz")],
  ["wh", scale("Wh")],
  ["kwh", scale("Wh", 1_000)],
  ["MWh", scale("Wh", 1_000_000)],
  ["varh", scale("varh")],
  ["kvarh", scale("varh", 1_000)],
  ["vah", scale("VAh")],
  ["kvah", scale("VAh", 1_000)],
  ["w", scale("W")],
  ["kw", scale("W", 1_000)],
  ["MW", scale("W", 1_000_000)],
  ["va", scale("VA")],
  ["kva", scale("VA", 1_000)],
  ["var", scale("var")],
  ["kvar", scale("var", 1_000)],
  ["a", scale("A")],
  ["mA", scale("A", 0.001)],
  ["v", scale("V")],
  ["mV", scale("V", 0.001)],
  ["kv", scale("V", 1_000)],
  ["hz", scale("Hz")],
  ["rpm", scale("RPM")],
  ["percent", scale("Percent")],
  ["%", scale("Percent")],
  ["celsius", scale("Celsius")],
  ["celcius", scale("Celsius")],
  ["c", scale("Celsius")],
  ["fahrenheit", scale("Celsius", 5 / 9, 32)],
  ["k", scale("Celsius", 1, 273.15)],
]);

/** 0.1 kWh must give 100 Wh, not 100.00000000000001. */
function baseValue(value: number, exponent: number, scale: Scale | null): number {
  const factor = scale === null ? 1 : scale.factor;
  const zero = scale === null ? 0 : scale.zero;
  if (exponent === 0 && factor === 1 && zero === 0) return value;
  return Number(((value * 10 ** exponent - zero) * factor).toPrecision(15));
}

/** The largest and smallest power of ten that any unit of charging could need, twice over. */
const EXPONENT_MAX = 12;

/** 2.x puts unit and multiplier into an object of their own. */
function isApart(version: OcppVersion | null, of: unknown): boolean {
  return version === null ? isObject(of) : version !== "1.6";
}

function unitSaid(version: OcppVersion | null, sampled: Fields): unknown {
  const of: unknown = sampled["unitOfMeasure"];
  if (!isApart(version, of)) return sampled["unit"];
  return isObject(of) ? of["unit"] : undefined;
}

function exponentOf(version: OcppVersion | null, sampled: Fields): number {
  const of: unknown = sampled["unitOfMeasure"];
  if (!isObject(of) || !isApart(version, of)) return 0;
  const multiplier = of["multiplier"];
  if (typeof multiplier !== "number" || !Number.isInteger(multiplier)) return 0;
  return Math.abs(multiplier) <= EXPONENT_MAX ? multiplier : 0;
}

/** The specification names a default for energy only; elsewhere the measurand leaves no choice. */
function impliedUnit(measurand: string): string {
  if (measurand.startsWith("Energy.Reactive")) return "varh";
  if (measurand.startsWith("Energy.Apparent")) return "VAh";
  if (measurand.startsWith("Energy.")) return "Wh";
  if (measurand.startsWith("Power.Reactive")) return "var";
  if (measurand === "Power.Factor") return "";
  if (measurand.startsWith("Power.")) return "W";
  if (measurand.startsWith("Current.")) return "A";
  if (measurand.startsWith("Voltage")) return "V";
  if (measurand === "SoC") return "Percent";
  if (measurand === "Temperature") return "Celsius";
  if (measurand === "Frequency") return "Hz";
  return "";
}

/** Measurands and units have at most 50 characters in 2.1, 20 to 31 in the versions before. */
const textCharsMax = 64;
/** 2.x allows any decimal; beyond this it is no reading. */
const NUMBER_CHARS_MAX = 40;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** NaN for anything that is no decimal number: empty, "12,5", "1 234", "NaN", "0x1F". */
function numberOf(raw: string | number): number {
  if (typeof raw === "number") return raw;
  if (isPlain(raw)) return Number(raw);
  if (raw.length > NUMBER_CHARS_MAX) return Number.NaN;
  const text = raw.trim();
  return decimal.test(text) ? Number(text) : Number.NaN;
}

/** Digits with at most one point inside: nearly all values. False says nothing. */
function isPlain(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > NUMBER_CHARS_MAX) return false;
  let points = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) continue;
    if (unit !== 0x2e || at === 0 || at === length - 1) return false;
    points += 1;
  }
  return points <= 1;
}

function kept(raw: string | number): string | number {
  return typeof raw === "number" ? raw : raw.slice(0, textCharsMax);
}

/**
 * Words of the standard and whatever else keeps coming: each is one string for all messages, which
 * makes comparing them quick.
 */
const words = new Map<string, string>();
const WORDS_MAX = 256;

function textOr(value: unknown, otherwise: string): string {
  if (typeof value !== "string" || value === "") return otherwise;
  if (value.length > textCharsMax) return value.slice(0, textCharsMax);
  const known = words.get(value);
  if (known !== undefined) return known;
  if (words.size < WORDS_MAX) words.set(value, value);
  return value;
}
