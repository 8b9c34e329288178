/** The value of a configuration key ⇄ the value of the variable that it is. */

import type { DataType, KeyRow } from "./config-keys.ts";
import { spelledAs } from "./convert.ts";

/** Both versions' measurands; 2.0.1's others cannot be written to a 1.6 station. */
const measurands = [
  ...["Current.Export", "Current.Import", "Current.Offered", "Energy.Active.Export.Interval"],
  ...["Energy.Active.Export.Register", "Energy.Active.Import.Interval"],
  ...["Energy.Active.Import.Register", "Energy.Reactive.Export.Interval"],
  ...["Energy.Reactive.Export.Register", "Energy.Reactive.Import.Interval"],
  ...["Energy.Reactive.Import.Register", "Frequency", "Power.Active.Export"],
  ...["Power.Active.Import", "Power.Factor", "Power.Offered", "Power.Reactive.Export"],
  ...["Power.Reactive.Import", "SoC", "Voltage"],
];

/** 1.6's longest value (§7.10 KeyValue). Unit: characters. */
const VALUE_CHARS_MAX = 500;

export function readValue(
  { key, dataType }: { readonly key: string; readonly dataType: DataType },
  value: string | null,
): string {
  const text = (value ?? "").trim();
  if (dataType === "boolean") return booleanOf(text);
  if (dataType !== "MemberList") return text;
  const items = text.split(",").map((each) => each.trim());
  const read = items.map((each) => memberOf(key, each)).filter((each) => each !== "");
  return [...new Set(read)].join(",");
}

function booleanOf(text: string): string {
  if (/^(true|1|yes)$/i.test(text)) return "true";
  return /^(false|0|no)$/i.test(text) ? "false" : text;
}

/** "" for what 2.0.1 does not have. */
function memberOf(key: string, item: string): string {
  if (key === "ChargingScheduleAllowedChargingRateUnit") {
    return { current: "A", power: "W" }[item.toLowerCase()] ?? item;
  }
  const name = item.replace(/\.(L[123](-(N|L[123]))?|N)$/i, "");
  return /^(Temperature|RPM)$/i.test(name) ? "" : name;
}

export type Written =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "refused"; readonly reasonCode: string };

export function writtenValue({ dataType }: Pick<KeyRow, "dataType">, value: string): Written {
  if (value.length > VALUE_CHARS_MAX) return { kind: "refused", reasonCode: "TooLargeElement" };
  if (dataType !== "MemberList") return { kind: "value", value };
  const items = value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  const known = items.map((each) => spelledAs(each, measurands));
  if (known.includes(null)) return { kind: "refused", reasonCode: "InvalidValue" };
  return { kind: "value", value: known.join(",") };
}

/** `0.RST,1.RTS`: the entry of one connector; "" where nothing is known of it. */
export function phaseRotationAt(csv: string | null, connectorId: number): string {
  const entry = rotations(csv).get(connectorId) ?? "";
  return /^(NotApplicable|Unknown)$/i.test(entry) ? "" : entry;
}

/** The list with these entries in place of those it has. */
export function withPhaseRotations(
  csv: string | null,
  changes: ReadonlyMap<number, string>,
): string {
  const all = new Map([...rotations(csv), ...changes]);
  return [...all]
    .sort(([one], [other]) => one - other)
    .map(([connectorId, rotation]) => `${connectorId}.${rotation === "" ? "Unknown" : rotation}`)
    .join(",");
}

function rotations(csv: string | null): ReadonlyMap<number, string> {
  const entries = (csv ?? "").split(",").map((each) => /^\s*(\d{1,4})\.(\w+)\s*$/.exec(each));
  return new Map(entries.flatMap((each) => (each ? [[Number(each[1]), each[2] ?? ""]] : [])));
}
