/**
 * What one-line summaries are put together from: fields of a hostile payload → short, safe text.
 */

import { isObject } from "../../base/objects.ts";
import { cut, plural } from "../../findings/wording.ts";
import { samplesOf } from "../../ocpp/samples.ts";
import { isPlainSetting, isSecret } from "../../ocpp/secrets.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";

export type Fields = Readonly<Record<string, unknown>>;

export type Said = {
  readonly fields: Fields;
  readonly action: string;
  readonly version: OcppVersion | null;
};

/** A value of a setting that might be a credential. */
const HIDDEN = "(not shown)";
/** Names, settings or fields that one line lists. */
const LISTED_MAX = 3;

/** The object at this name; an empty one where there is none. */
export function within(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isObject(value) ? value : {};
}

export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
}

export function objectsIn(fields: Fields, name: string): readonly Fields[] {
  return listIn(fields, name).filter(isObject);
}

/** A scalar as text; "" for anything else. */
export function text(fields: Fields, name: string): string {
  return scalarText(fields[name]);
}

function scalarText(value: unknown): string {
  if (typeof value === "string") return cut(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** `Transaction 7`; "" where the value is missing. */
export function labelled(label: string, value: string): string {
  return value === "" ? "" : `${label} ${value}`;
}

/** Empty parts are left out. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

/** `Accepted`, `Rejected: reason`; 2.x explains some in statusInfo. */
export function status(fields: Fields): string {
  const info = within(fields, "statusInfo");
  const why = joined(text(info, "reasonCode"), text(info, "additionalInfo"));
  const said = text(fields, "status");
  return why === "" || said === "" ? said : `${said}: ${why}`;
}

/** `Refused: Expired`; what is accepted is just that. */
export function verdict(info: Fields): string {
  const said = text(info, "status");
  return said === "" || said === "Accepted" ? said : `Refused: ${said}`;
}

/** The driver's token: an idTag of 1.6, an IdTokenType of 2.x. */
export function token(fields: Fields): string {
  const of = fields["idToken"];
  if (!isObject(of)) return labelled("token", text(fields, "idTag"));
  const id = text(of, "idToken");
  return id === "" ? labelled("token", text(of, "type")) : `token ${id}`;
}

/** `Connector 1`, `EVSE 2`, `EVSE 2 connector 1`, `Station` for connector 0. */
export function place(fields: Fields): string {
  const evse = isObject(fields["evse"])
    ? text(within(fields, "evse"), "id")
    : text(fields, "evseId");
  const inner = within(fields, "evse");
  const connector = text(fields, "connectorId") || text(inner, "connectorId");
  if (evse !== "") {
    if (evse === "0") return "Station";
    return `EVSE ${evse}${connector === "" || connector === "0" ? "" : ` connector ${connector}`}`;
  }
  return connector === "0" ? "Station" : labelled("Connector", connector);
}

export function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** `12.4 kWh`, `850 Wh`, `7.2 kW` */
export function quantity(value: number, unit: string): string {
  const isLarge =
    ["Wh", "W", "varh", "VAh", "VA", "var"].includes(unit) && Math.abs(value) >= 1_000;
  const shown = isLarge ? value / 1_000 : value;
  const decimals = Math.abs(shown) < 10 ? 2 : 1;
  const name = unit === "Percent" ? "%" : unit === "Celsius" ? "°C" : cut(unit);
  return `${Number(shown.toFixed(decimals))} ${isLarge ? "k" : ""}${name}`.trim();
}

/** Wh as 1.6 tells its registers. */
export function energy(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? quantity(value, "Wh") : "";
}

/** Most telling first; at most one value of each. */
const MEASURANDS: readonly (readonly [string, string])[] = [
  ["Energy.Active.Import.Register", ""],
  ["Power.Active.Import", ""],
  ["SoC", "SoC "],
  ["Current.Import", ""],
  ["Power.Offered", "offered "],
  ["Current.Offered", "offered "],
  ["Voltage", ""],
  ["Temperature", ""],
  ["Energy.Active.Export.Register", "exported "],
  ["Power.Active.Export", "exporting "],
];
const MEASURANDS_MAX = 4;

/** `12.4 kWh, 7.2 kW`: the newest samples of the whole, or the largest of the phases. */
export function samples({ version, action, fields }: Said): string {
  const all = samplesOf(version, action, fields);
  const shown = MEASURANDS.flatMap(([measurand, label]) => {
    const of = all.filter((sample) => sample.measurand === measurand);
    const [one, ...others] = of;
    if (one === undefined) return [];
    const largest = others.reduce((most, other) => (other.value > most.value ? other : most), one);
    const { value, baseUnit } = of.findLast(({ phase }) => phase === "") ?? largest;
    return [`${label}${quantity(value, baseUnit)}`];
  });
  if (shown.length > 0) return shown.slice(0, MEASURANDS_MAX).join(", ");
  const [first] = all;
  return first === undefined
    ? ""
    : `${cut(first.measurand)} ${quantity(first.value, first.baseUnit)}`;
}

/** `name = value`, the value only where it cannot be a secret. */
export function setting(name: string, value: unknown): string {
  const said = typeof value === "string" ? value : scalarText(value);
  if (value === undefined || value === null) return cut(name);
  return `${cut(name)} = ${isPlainSetting(name, said) ? cut(said) : HIDDEN}`;
}

/** `Component.Variable` of 2.x. */
export function variable(fields: Fields): string {
  const component = text(within(fields, "component"), "name");
  const name = text(within(fields, "variable"), "name");
  return [component, name].filter((part) => part !== "").join(".");
}

/** `a, b, c and 4 more` */
export function some(names: readonly string[]): string {
  const listed = names.filter((name) => name !== "");
  const more = listed.length - LISTED_MAX;
  const shown = listed.slice(0, LISTED_MAX).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** `16 A`, the first limit of a charging schedule. */
export function scheduleLimit(schedule: Fields): string {
  const [period] = objectsIn(schedule, "chargingSchedulePeriod");
  const limit = period?.["limit"];
  if (typeof limit !== "number" || !Number.isFinite(limit)) return "";
  const unit = text(schedule, "chargingRateUnit");
  return `${quantity(limit, unit)}${objectsIn(schedule, "chargingSchedulePeriod").length > 1 ? " at first" : ""}`;
}

/** Whatever a payload holds, when nothing better is known: its scalars, by name. */
export function plainly({ fields, action }: Said): string {
  const parts = Object.entries(fields)
    .slice(0, 20)
    .flatMap(([name, value]) => {
      if (Array.isArray(value)) return [`${cut(name)}: ${plural(value.length, "item")}`];
      const said = scalarText(value);
      if (said === "") return [];
      return [`${cut(name)} ${isSecret(action, [name]) ? HIDDEN : said}`];
    });
  return some(parts);
}
