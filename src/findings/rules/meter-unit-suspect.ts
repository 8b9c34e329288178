/** Values that only make sense with another unit or another place of the decimal point. */
import type { Json } from "../../exchange/message.ts";
import type { meteringActions, Sample } from "../../ocpp/samples.ts";
import { type Moment, momentsOf } from "../meter-moments.ts";
import { amount, type Metered, meteredIn } from "../meter-samples.ts";
import { nothing, type Report, statefulRule } from "../rule.ts";
import { cut, duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";
import { numberOrNull } from "./metered-sessions.ts";

/** Of one station; a site controller has a few dozen connectors, and each is told once. */
const PLACES_MAX = 16;
/** Intervals between samples until energy and power are compared. */
const PAIRS_MIN = 3;
/** Moments in a row that say the same of power, voltage and current. */
const MOMENTS_MIN = 3;
/** Both have to be more than rounding, and the larger one more than standing by. */
const SMALLER_WH_MIN = 3;
const LARGER_WH_MIN = 100;
/** A longer pause says nothing of the power in between. */
const PAUSE_US_MAX = 3_600_000_000;
/** How far a ratio may be from its factor: losses, taper, samples of different moments. */
const NEAR = 1.35;
/** No station for cars delivers more; what says so is the wrong one of two. */
const POWER_MAX_W = 500_000;
/** Less is the station's own consumption and a car that waits. */
const PRODUCT_MIN_W = 500;

type Place = {
  atUs: number;
  registerWh: number | null;
  powerW: number | null;
  /** Since the last verdict: by the register, and by the power. */
  energyWh: number;
  powerWh: number;
  pairs: number;
  elapsedUs: number;
  /** Of the newest sample. */
  transactionId: string;
  /** What the last moments said of power against voltage and current. */
  kind: string;
  times: number;
  readonly told: string[];
};

type Places = Map<string, Place>;
type Suspicion = { readonly kind: string; readonly text: string };

export const meterUnitSuspect = statefulRule<Places>(
  {
    id: "meter-unit-suspect",
    title: "Meter values seem to have the wrong unit or factor",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §7.43, §7.45; OCPP 2.0.1 Part 2, UnitOfMeasureType",
    explanation:
      "Energy, power, voltage and current describe the same charging, so one can be worked out from the others: the register has to grow by power times time, and power is voltage times current. Here they differ by a round factor over several samples, or a unit was sent that its measurand cannot have. Then a value is labelled wrongly: kWh as Wh, kW as W, ampere as watt, or with a decimal point in the wrong place. Load management and bills that rest on it are wrong by that factor.",
    remedy:
      "Compare with the display of the meter to see which of the values is wrong, then correct the unit or the multiplier in the station's configuration, or ask the manufacturer for a correction. Until then, let the CSMS convert the values of this model and firmware.",
  },
  {
    scope: "station",
    begin: () => new Map(),
    save: (places): Json => [...places].map(savePlace),
    parse: (saved) => new Map(listOf(saved).slice(0, PLACES_MAX).flatMap(parsePlace)),
  },
  {
    message(happening, link, places) {
      const metered = meteredIn(happening, link);
      if (metered.samples.length === 0 || metered.place === "") return nothing;
      const place = placeIn(places, metered.place);
      const misfit = misfitIn(metered);
      const others = compare(place, metered, happening.atUs);
      if (misfit === null && others.length === 0) return nothing;
      return (misfit === null ? others : [misfit, ...others]).flatMap((suspicion) => {
        if (place.told.includes(suspicion.kind) || place.told.length >= KINDS_MAX) return [];
        place.told.push(suspicion.kind);
        return [reportOf(suspicion, metered, happening.seq)];
      });
    },
  },
  {
    actions: ["MeterValues", "TransactionEvent"] satisfies (typeof meteringActions)[number][],
    sorts: ["call", "send"],
  },
);

const KINDS_MAX = 8;

function reportOf({ kind, text }: Suspicion, { place }: Metered, seq: number): Report {
  return {
    sentence: `At ${place}, ${text}.`,
    evidence: [seq],
    details: { kind, place },
  };
}

/** What a measurand can be measured in. */
const unitsOf: readonly (readonly [string, readonly string[]])[] = [
  ["Energy.", ["Wh", "varh", "VAh"]],
  ["Power.Factor", []],
  ["Power.", ["W", "VA", "var"]],
  ["Current.", ["A"]],
  ["Voltage", ["V"]],
];
const units: ReadonlySet<string> = new Set(["Wh", "varh", "VAh", "W", "VA", "var", "A", "V"]);

function misfitIn({ samples }: Metered): Suspicion | null {
  for (const sample of samples) {
    if (!isMisfit(sample)) continue;
    const { measurand, raw, unit } = sample;
    return {
      kind: `unit of ${measurand}`,
      text: `${cut(measurand)} was sent as ${cut(String(raw))} ${cut(unit)}, a unit that it cannot have`,
    };
  }
  return null;
}

function isMisfit({ measurand, baseUnit, isUnitSaid }: Sample): boolean {
  if (!isUnitSaid || !units.has(baseUnit)) return false;
  for (const [prefix, fitting] of unitsOf) {
    if (measurand.startsWith(prefix)) return fitting.length > 0 && !fitting.includes(baseUnit);
  }
  return false;
}

const noSuspicions: readonly Suspicion[] = [];

function compare(
  place: Place,
  { samples, transactionId }: Metered,
  atUs: number,
): readonly Suspicion[] {
  // What flowed between two sessions is not known: nothing, as a rule.
  if (place.transactionId !== transactionId) place.registerWh = null;
  place.transactionId = transactionId;
  let suspicions: Suspicion[] | null = null;
  for (const moment of momentsOf(samples, atUs)) {
    if (moment.atUs <= place.atUs) continue;
    const byProduct = noteProduct(place, moment);
    const byEnergy = noteEnergy(place, moment);
    if (byProduct === null && byEnergy === null) continue;
    suspicions ??= [];
    if (byProduct !== null) suspicions.push(byProduct);
    if (byEnergy !== null) suspicions.push(byEnergy);
  }
  return suspicions ?? noSuspicions;
}

/** Power against voltage times current, of the same moment. */
function noteProduct(place: Place, { powerW, currentA, productW }: Moment): Suspicion | null {
  if (powerW === null || productW === null || currentA === null) return null;
  const factor = productW < PRODUCT_MIN_W ? null : factorOf(powerW / productW);
  // The phases' currents may have been added up.
  const isAmpere = isNear(powerW, currentA, 1.03) || isNear(powerW, currentA * 3, 1.03);
  const kind = productW >= PRODUCT_MIN_W && isAmpere ? "ampere as watt" : factor?.kind;
  place.times = kind === undefined ? 0 : place.kind === kind ? place.times + 1 : 1;
  place.kind = kind ?? "";
  if (kind === undefined || place.times < MOMENTS_MIN) return null;
  const power = amount(powerW, "W");
  const product = amount(productW, "W");
  const text =
    kind === "ampere as watt"
      ? `the power is told as ${power}, but voltage times current is ${product}: it seems to be the current in ampere, labelled as watt`
      : `the power is told as ${power}, but voltage times current is ${product}: ${factor?.text}`;
  return { kind, text };
}

/** What the register grew by against the area under the power. */
function noteEnergy(place: Place, moment: Moment): Suspicion | null {
  const { atUs, registerWh } = moment;
  const powerW = moment.powerW ?? moment.productW;
  if (registerWh === null || powerW === null) return null;
  const elapsedUs = atUs - place.atUs;
  const grownWh = registerWh - (place.registerWh ?? registerWh);
  if (place.registerWh === null || elapsedUs > PAUSE_US_MAX || grownWh < 0) {
    beginSums(place);
  } else {
    place.energyWh += grownWh;
    place.powerWh += (((place.powerW ?? powerW) + powerW) / 2) * (elapsedUs / 3_600_000_000);
    place.pairs += 1;
    place.elapsedUs += elapsedUs;
  }
  place.atUs = atUs;
  place.registerWh = registerWh;
  place.powerW = powerW;
  const { energyWh, powerWh, pairs, elapsedUs: sumUs } = place;
  if (pairs < PAIRS_MIN || Math.min(energyWh, powerWh) < SMALLER_WH_MIN) return null;
  if (Math.max(energyWh, powerWh) < LARGER_WH_MIN) return null;
  beginSums(place);
  return suspicionOf({ energyWh, powerWh, powerW, elapsedUs: sumUs });
}

function beginSums(place: Place): void {
  place.energyWh = 0;
  place.powerWh = 0;
  place.pairs = 0;
  place.elapsedUs = 0;
}

type Sums = {
  readonly energyWh: number;
  readonly powerWh: number;
  readonly powerW: number;
  readonly elapsedUs: number;
};

function suspicionOf({ energyWh, powerWh, powerW, elapsedUs }: Sums): Suspicion | null {
  const factor = factorOf(powerWh / energyWh);
  if (factor === null) return null;
  const said = `the register grew by ${amount(energyWh, "Wh")} in ${duration(elapsedUs)}, but the power says ${amount(powerWh, "Wh")}`;
  if (factor.kind === "power x1000" && powerW <= POWER_MAX_W) {
    return { kind: "kWh as Wh", text: `${said}: the register seems to be in kWh, labelled as Wh` };
  }
  const registerW = (energyWh * 3_600_000_000) / Math.max(1, elapsedUs);
  if (factor.kind === "power x0.001" && registerW > POWER_MAX_W) {
    return { kind: "Wh as kWh", text: `${said}: the register seems to be in Wh, labelled as kWh` };
  }
  return { kind: `energy, ${factor.kind}`, text: `${said}: ${factor.text}` };
}

type Factor = { readonly factor: number; readonly kind: string; readonly text: string };

const factors: readonly Factor[] = [
  { factor: 10, kind: "power x10", text: "the power seems to be ten times too high" },
  { factor: 0.1, kind: "power x0.1", text: "the power seems to be ten times too low" },
  { factor: 1_000, kind: "power x1000", text: "the power seems to be in W, labelled as kW" },
  { factor: 0.001, kind: "power x0.001", text: "the power seems to be in kW, labelled as W" },
];

function factorOf(ratio: number): Factor | null {
  for (const factor of factors) if (isNear(ratio, factor.factor, NEAR)) return factor;
  return null;
}

function isNear(value: number, wanted: number, within: number): boolean {
  return value >= wanted / within && value <= wanted * within && wanted > 0;
}

function placeIn(places: Places, name: string): Place {
  let place = places.get(name);
  if (place !== undefined) return place;
  place = emptyPlace();
  places.set(name, place);
  if (places.size > PLACES_MAX) forgetOldest(places);
  return place;
}

/** The one of which nothing was heard for longest, but not the newest one. */
function forgetOldest(places: Places): void {
  let oldest = "";
  let oldestAtUs = Number.POSITIVE_INFINITY;
  let at = 0;
  for (const [name, { atUs }] of places) {
    at += 1;
    if (atUs >= oldestAtUs || at === places.size) continue;
    oldest = name;
    oldestAtUs = atUs;
  }
  places.delete(oldest);
}

function emptyPlace(): Place {
  return {
    ...{ atUs: 0, registerWh: null, powerW: null, energyWh: 0, powerWh: 0, pairs: 0 },
    ...{ elapsedUs: 0, transactionId: "", kind: "", times: 0, told: [] },
  };
}

function savePlace([name, place]: readonly [string, Place]): Json {
  const { atUs, registerWh, powerW, energyWh, powerWh, pairs, kind, times, told } = place;
  const sums = [atUs, registerWh, powerW, energyWh, powerWh, pairs];
  return [name, ...sums, kind, times, [...told], place.elapsedUs, place.transactionId];
}

function parsePlace(saved: Json): readonly (readonly [string, Place])[] {
  const [name, atUs, registerWh, powerW, energyWh, powerWh, pairs, kind, times, told, ...rest] =
    listOf(saved);
  const [elapsedUs, transactionId] = rest;
  if (typeof name !== "string") return [];
  const place = {
    atUs: numberOr(atUs, 0),
    ...{ registerWh: numberOrNull(registerWh), powerW: numberOrNull(powerW) },
    ...{ energyWh: numberOr(energyWh, 0), powerWh: numberOr(powerWh, 0) },
    ...{ pairs: numberOr(pairs, 0), times: numberOr(times, 0) },
    elapsedUs: numberOr(elapsedUs, 0),
    transactionId: typeof transactionId === "string" ? transactionId : "",
    kind: typeof kind === "string" ? kind : "",
    told: listOf(told).flatMap((entry) => (typeof entry === "string" ? [entry] : [])),
  };
  return [[name, place]];
}
