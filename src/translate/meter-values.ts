/**
 * 1.6 MeterValue[] → readings in 2.0.1's form. In: what a station wrote. Out: samples with context,
 * measurand and unit said, in base units; what 2.0.1 has no measurand for; what was lost.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { decimalOf, isoOf, momentOf, spelledAs, textAt } from "./convert.ts";
import { fieldOf, isObject, listIn, present } from "./json.ts";
import type { LossId } from "./ledger.ts";
import type { Settings } from "./settings.ts";
import { readSigned } from "./signed-values.ts";

export type Sample = {
  /** 2.0.1's SampledValueType. */
  readonly sampledValue: JsonObject;
  readonly context: string;
  readonly measurand: string;
  readonly phase: string;
  readonly location: string;
  readonly value: number;
  readonly isSigned: boolean;
};

/** A measurand that 2.0.1 has not. */
export type Extra = {
  readonly measurand: "Temperature" | "RPM";
  readonly value: string;
  readonly location: string;
};

export type Reading = {
  readonly atMs: number;
  readonly samples: readonly Sample[];
  readonly extras: readonly Extra[];
};

export type MeterContext = {
  readonly nowMs: number;
  readonly settings: Settings;
  /** Base64 of the meter's key; "" where unknown. */
  readonly publicKey: string;
  readonly lose: (loss: LossId, detail: string) => void;
};

export const importRegister = "Energy.Active.Import.Register";

export const measurands: readonly string[] = [
  ...["Current.Export", "Current.Import", "Current.Offered", "Energy.Active.Export.Interval"],
  ...["Energy.Active.Export.Register", "Energy.Active.Import.Interval", importRegister],
  ...["Energy.Reactive.Export.Interval", "Energy.Reactive.Export.Register"],
  ...["Energy.Reactive.Import.Interval", "Energy.Reactive.Import.Register", "Frequency"],
  ...["Power.Active.Export", "Power.Active.Import", "Power.Factor", "Power.Offered"],
  ...["Power.Reactive.Export", "Power.Reactive.Import", "SoC", "Voltage"],
];
const extraMeasurands = ["Temperature", "RPM"] as const;
export const contexts: readonly string[] = [
  ...["Interruption.Begin", "Interruption.End", "Other", "Sample.Clock", "Sample.Periodic"],
  ...["Transaction.Begin", "Transaction.End", "Trigger"],
];
export const phases: readonly string[] = [
  "L1",
  "L2",
  "L3",
  "N",
  "L1-N",
  "L2-N",
  "L3-N",
  "L1-L2",
  "L2-L3",
  "L3-L1",
];
export const locations: readonly string[] = ["Body", "Cable", "EV", "Inlet", "Outlet"];

/** What a station said of one value, in the standard's spelling. */
type Said = {
  readonly measurand: string;
  readonly phase: string;
  readonly context: string;
  readonly location: string;
  readonly unit: string;
};

export function readMeterValues(list: readonly Json[], context: MeterContext): readonly Reading[] {
  const readings: Reading[] = [];
  let room: number = limits.translatedSamplesMax;
  for (const meterValue of list) {
    const sampled = sampledValues(meterValue);
    if (sampled.length === 0 || room <= 0) continue;
    const { ms } = momentOf(textAt(meterValue, "timestamp"), context.nowMs);
    readings.push(readOne(sampled.slice(0, room), ms, context));
    room -= sampled.length;
  }
  return readings;
}

/** Some stations write one object where the standard has an array. */
function sampledValues(meterValue: Json): readonly Json[] {
  const single = fieldOf(meterValue, "sampledValue");
  return isObject(single) ? [single] : listIn(meterValue, "sampledValue");
}

function readOne(sampled: readonly Json[], atMs: number, context: MeterContext): Reading {
  const samples: Sample[] = [];
  const extras: Extra[] = [];
  const signed = sampled.filter((each) => textAt(each, "format")?.toLowerCase() === "signeddata");
  for (const each of sampled) {
    if (!isObject(each) || signed.includes(each)) continue;
    const said = saidBy(each);
    const value = textAt(each, "value");
    const extra = extraMeasurands.find((name) => name === said.measurand);
    if (extra !== undefined) {
      const known =
        decimalOf(value) !== null && !extras.some(({ measurand }) => measurand === extra);
      if (known)
        extras.push({ measurand: extra, value: value?.trim() ?? "", location: said.location });
      continue;
    }
    const sample = sampleOf(said, value, context);
    if (sample !== null) samples.push(sample);
  }
  for (const each of signed) addSigned(samples, each, context);
  return { atMs, samples, extras };
}

function saidBy(sampled: Json): Said {
  const text = textAt(sampled, "measurand") ?? importRegister;
  // "Voltage.L1" is a measurand with its phase.
  const split = /^(.*)\.(L[123](?:-(?:N|L[123]))?|N)$/i.exec(text);
  const name = split?.[1] ?? text;
  const phase = textAt(sampled, "phase") ?? split?.[2] ?? "";
  return {
    measurand: spelledAs(name, [...measurands, ...extraMeasurands]) ?? name,
    phase: spelledAs(phase, phases) ?? "",
    context: spelledAs(textAt(sampled, "context"), contexts) ?? "Sample.Periodic",
    location: spelledAs(textAt(sampled, "location"), locations) ?? "",
    unit: textAt(sampled, "unit")?.trim() ?? "",
  };
}

function sampleOf(said: Said, text: string | null, context: MeterContext): Sample | null {
  if (!measurands.includes(said.measurand)) {
    context.lose("measurand-unknown", said.measurand.slice(0, 60));
    return null;
  }
  const { unit, thousands } = unitOf(said);
  const isBase = context.settings.normalizeUnits;
  const value = decimalOf(text, isBase ? thousands : 0);
  if (value === null) {
    context.lose("sample-unreadable", `${said.measurand}: ${text?.slice(0, 40) ?? "nothing"}`);
    return null;
  }
  const told = isBase || thousands === 0 ? unit : said.unit;
  return { ...madeOf(said, value, told), isSigned: false };
}

function madeOf(said: Said, value: number, unit: string): Omit<Sample, "isSigned"> {
  const { measurand, phase, context, location } = said;
  const sampledValue = present({
    ...{ value, context, measurand },
    phase: phase === "" ? undefined : phase,
    location: location === "" ? undefined : location,
    unitOfMeasure: unit === "" ? undefined : { unit },
  });
  return { sampledValue, value, measurand, phase, context, location };
}

/** Without their prefix, in lower case, as stations write them in any. */
const baseUnits: ReadonlyMap<string, string> = new Map([
  ...(["Wh", "varh", "W", "VA", "var", "A", "V", "Hz"] as const).map(
    (unit) => [unit.toLowerCase(), unit] as const,
  ),
  ["percent", "Percent"],
  ["%", "Percent"],
  ["celsius", "Celsius"],
  ["celcius", "Celsius"],
  ["c", "Celsius"],
  ["°c", "Celsius"],
  ["fahrenheit", "Fahrenheit"],
  ["k", "K"],
]);

/** The unit without its prefix, and the prefix as a number of thousands. */
function unitOf({ unit, measurand }: Said): { readonly unit: string; readonly thousands: number } {
  const folded = unit.toLowerCase();
  const implied = impliedUnit(measurand);
  const whole = baseUnits.get(folded);
  const prefixed = /^[kM]/i.test(unit) ? baseUnits.get(folded.slice(1)) : undefined;
  const thousands = whole === undefined && prefixed !== undefined ? (folded[0] === "m" ? 2 : 1) : 0;
  const base = whole ?? prefixed ?? implied;
  // Energy in W and power in Wh are slips of the pen.
  const isSlip =
    (measurand.startsWith("Energy.") && !base.endsWith("h")) ||
    (measurand.startsWith("Power.") && base.endsWith("h"));
  return { unit: isSlip ? implied : base, thousands };
}

/** What a value is in where nobody says; "" for none. */
export function impliedUnit(measurand: string): string {
  if (measurand.startsWith("Energy.Reactive")) return "varh";
  if (measurand.startsWith("Energy.")) return "Wh";
  if (measurand.startsWith("Power.Reactive")) return "var";
  if (measurand === "Power.Factor") return "";
  if (measurand.startsWith("Power.")) return "W";
  if (measurand.startsWith("Current.")) return "A";
  if (measurand === "Voltage") return "V";
  if (measurand === "SoC") return "Percent";
  return measurand === "Frequency" ? "Hz" : "";
}

/** A signed value joins the bare one beside it; alone it brings its own reading. */
function addSigned(samples: Sample[], sampled: Json, context: MeterContext): void {
  const said = saidBy(sampled);
  if (!measurands.includes(said.measurand)) {
    context.lose("measurand-unknown", said.measurand.slice(0, 60));
    return;
  }
  const raw = fieldOf(sampled, "value");
  const { signedMeterValue, reading } = readSigned(typeof raw === "string" ? raw : "", context);
  const index = samples.findIndex(
    (each) => !each.isSigned && each.measurand === said.measurand && each.context === said.context,
  );
  const bare = samples[index];
  if (signedMeterValue === null) {
    context.lose("signed-data-too-long", said.measurand);
    if (bare === undefined && reading !== null) {
      samples.push({ ...madeOf(said, reading, impliedUnit(said.measurand)), isSigned: false });
    }
    return;
  }
  if (bare !== undefined && reading === null) {
    const sampledValue = { ...bare.sampledValue, signedMeterValue };
    samples[index] = { ...bare, sampledValue, isSigned: true };
    return;
  }
  const made = madeOf(said, reading ?? 0, impliedUnit(said.measurand));
  const sampledValue = { ...made.sampledValue, signedMeterValue };
  samples.push({ ...made, sampledValue, isSigned: true });
}

export function meterValueOf(atMs: number, samples: readonly Sample[]): JsonObject {
  return { timestamp: isoOf(atMs), sampledValue: samples.map(({ sampledValue }) => sampledValue) };
}

/** The newest reading of the import register as a whole; null for none. Unit: Wh. */
export function registerIn(readings: readonly Reading[], settings: Settings): number | null {
  const all = [...readings].sort((one, other) => one.atMs - other.atMs).flatMap((r) => r.samples);
  const last = all.findLast(({ measurand, phase }) => measurand === importRegister && phase === "");
  if (last === undefined) return null;
  const unit = fieldOf(fieldOf(last.sampledValue, "unitOfMeasure"), "unit");
  const isKilo = !settings.normalizeUnits && typeof unit === "string" && /^k/i.test(unit);
  return isKilo ? last.value * 1_000 : last.value;
}
