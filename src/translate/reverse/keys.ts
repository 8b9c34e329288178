/**
 * Keys of 1.6 ⇄ variables of a 2.0.1 station. A standard key is the variable of the table that both
 * directions share; any other variable is the key `Component[@evse[.connector]][#instance].Variable
 * [#instance]`.
 */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { integerIn, textIn } from "../../findings/fields.ts";
import { type KeyRow, keyRows, phaseRotationKey } from "../config-keys.ts";
import { spelledAs } from "../convert.ts";
import { present } from "../json.ts";
import { measurands } from "../meter-values.ts";
import { connectorIdsOf, evseIdsOf } from "../topology.ts";
import type { Turn } from "../turn.ts";
import { phaseRotationAt, readValue, withPhaseRotations } from "../variable-values.ts";

/** 1.6 §7.31 and §7.32. Unit: characters. */
export const KEY_CHARS_MAX = 50;
export const VALUE_CHARS_MAX = 500;

export type Variable = {
  readonly component: JsonObject;
  readonly variable: JsonObject;
  readonly attributeType: "Actual" | "MaxSet";
};

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Keys for the largest value that a variable may have. */
const largest: readonly KeyRow[] = [
  { key: "LocalAuthListMaxLength", component: "LocalAuthListCtrlr", variable: "Entries" },
  { key: "MaxChargingProfilesInstalled", component: "SmartChargingCtrlr", variable: "Entries" },
  { key: "CertificateStoreMaxLength", component: "SecurityCtrlr", variable: "CertificateEntries" },
].map((each) => ({
  ...each,
  instance: each.component === "SmartChargingCtrlr" ? "ChargingProfiles" : "",
  dataType: "integer",
  mutability: "ReadOnly",
}));

/** Each has a variable that says whether it is there. */
const features = [
  ["LocalAuthListManagement", "LocalAuthListCtrlr"],
  ["Reservation", "ReservationCtrlr"],
  ["SmartCharging", "SmartChargingCtrlr"],
] as const;
/** What every 2.0.1 station has. */
const coreFeatures = ["Core", "FirmwareManagement", "RemoteTrigger"];
export const featuresKey = "SupportedFeatureProfiles";

/** Of the table; several where one key is behind several variables. */
export function rowsOf(key: string): readonly KeyRow[] {
  return keyRows.filter((row) => isSame(row.key, key) && !isSame(key, featuresKey));
}

/** Known without the station; null for what is not. The last is of our own way to the CSMS. */
export function ownValue(turn: Turn, key: string): string | null {
  if (isSame(key, "NumberOfConnectors")) return String(connectorIdsOf(turn).length);
  const { securityProfile } = turn.settings;
  if (isSame(key, "SecurityProfile")) return securityProfile?.toString() ?? null;
  return isSame(key, "GetConfigurationMaxKeys") ? "100" : null;
}

export const ownKeys: readonly string[] = [
  ...["NumberOfConnectors", "SecurityProfile", "GetConfigurationMaxKeys"],
];

/** Never read, and written to us: it is the password of our own way to the CSMS. */
export const passwordKey = "AuthorizationKey";

/** Of the way between the station and us, which is not the CSMS's to change. */
const ofStationLeg = new Set(
  [
    ...["SecurityProfile", "SecurityCtrlr.BasicAuthPassword", "SecurityCtrlr.SecurityProfile"],
    ...["SecurityCtrlr.Identity", "OCPPCommCtrlr.NetworkConfigurationPriority"],
  ].map((each) => each.toLowerCase()),
);

export function isOfStationLeg(key: string): boolean {
  return ofStationLeg.has(key.toLowerCase());
}

const plain = (component: string, variable: string, instance = ""): Variable => ({
  component: { name: component },
  variable: present({ name: variable, instance: instance === "" ? undefined : instance }),
  attributeType: "Actual",
});

/** The variables behind a key, in the order in which `valueOfKey` takes their values. */
export function variablesOf(turn: Turn, key: string): readonly Variable[] {
  if (isSame(key, phaseRotationKey)) {
    const evses = evseIdsOf(turn).map((id) => ({ name: "EVSE", evse: { id } }));
    return [{ name: "ChargingStation" }, ...evses].map((component) => ({
      ...{ component, variable: { name: "PhaseRotation" }, attributeType: "Actual" },
    }));
  }
  if (isSame(key, featuresKey)) return features.map(([, name]) => plain(name, "Available"));
  const most = largest.find((row) => isSame(row.key, key));
  if (most !== undefined) {
    const { component, variable, instance } = most;
    return [{ ...plain(component, variable, instance), attributeType: "MaxSet" }];
  }
  const rows = rowsOf(key);
  if (rows.length > 0) {
    return rows.map(({ component, variable, instance }) => plain(component, variable, instance));
  }
  const named = namedVariable(key);
  return named === null ? [] : [named];
}

const named = /^([^.#@]+)(?:@(\d+)(?:\.(\d+))?)?(?:#([^.#]+))?\.([^#]+)(?:#(.+))?$/;

function namedVariable(key: string): Variable | null {
  const [, name, id, connectorId, instance, variable, variableInstance] = named.exec(key) ?? [];
  if (name === undefined || variable === undefined) return null;
  const evse = id === undefined ? undefined : evseNamed(id, connectorId);
  return {
    component: present({ name, instance, evse }),
    variable: present({ name: variable, instance: variableInstance }),
    attributeType: "Actual",
  };
}

function evseNamed(id: string, connectorId: string | undefined): JsonObject {
  return present({
    id: Number(id),
    connectorId: connectorId === undefined ? undefined : Number(connectorId),
  });
}

/** The key of a variable that a report tells; `isMain` where the key is this variable's alone. */
export function keyOfVariable(
  component: Json,
  variable: Json,
): { readonly key: string; readonly isMain: boolean } {
  const [name, variableName] = [textIn(component, "name"), textIn(variable, "name")];
  const [instance, inner] = [textIn(component, "instance"), textIn(variable, "instance")];
  const id = integerIn(component, "evse", "id");
  const row = keyRows.find(
    (each) => isRow(each, { name, variableName, inner }) && instance === "" && id === null,
  );
  if (row !== undefined) return { key: row.key, isMain: rowsOf(row.key)[0] === row };
  const connectorId = integerIn(component, "evse", "connectorId");
  const place = id === null ? "" : `@${id}${connectorId === null ? "" : `.${connectorId}`}`;
  const hashed = (text: string) => (text === "" ? "" : `#${text}`);
  const key = `${name}${place}${hashed(instance)}.${variableName}${hashed(inner)}`;
  return { key, isMain: true };
}

/** The key for the largest value of this variable; null for none. */
export function keyOfLargest(component: Json, variable: Json): string | null {
  const names = {
    name: textIn(component, "name"),
    variableName: textIn(variable, "name"),
    inner: textIn(variable, "instance"),
  };
  return largest.find((each) => isRow(each, names))?.key ?? null;
}

type Names = { readonly name: string; readonly variableName: string; readonly inner: string };

function isRow(row: KeyRow, { name, variableName, inner }: Names): boolean {
  return (
    isSame(row.component, name) && isSame(row.variable, variableName) && isSame(row.instance, inner)
  );
}

/** Values in the order of `variablesOf`, null for what the station does not have. */
export function valueOfKey(
  turn: Turn,
  key: string,
  values: readonly (string | null)[],
): string | null {
  if (isSame(key, phaseRotationKey)) {
    const ids = [0, ...evseIdsOf(turn)];
    const known = values.flatMap((value, index) =>
      value === null ? [] : [[ids[index] ?? 0, value] as const],
    );
    return known.length === 0 ? null : withPhaseRotations(null, new Map(known));
  }
  if (isSame(key, featuresKey)) {
    const there = features.filter((_, index) => values[index]?.toLowerCase() === "true");
    return [...coreFeatures, ...there.map(([feature]) => feature)].join(",");
  }
  const value = values.find((each) => each !== null) ?? null;
  return value === null ? null : valueFor16(key, value);
}

/** As 1.6 writes it: units by their quantity, and no measurand that it has not. */
export function valueFor16(key: string, value: string): string {
  const [row] = rowsOf(key);
  if (row?.dataType !== "MemberList") return value;
  const items = value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  if (isSame(key, "ChargingScheduleAllowedChargingRateUnit")) {
    return items
      .map((each) => ({ a: "Current", w: "Power" })[each.toLowerCase()] ?? each)
      .join(",");
  }
  if (!isOfMeasurands(row)) return items.join(",");
  return items.filter((each) => spelledAs(each, measurands) !== null).join(",");
}

function isOfMeasurands({ variable }: KeyRow): boolean {
  return variable.endsWith("Measurands");
}

/** What each variable of a key becomes; empty for a key that cannot be written in this way. */
export function writesOf(turn: Turn, key: string, value: string): readonly JsonObject[] {
  const variables = variablesOf(turn, key);
  if (isSame(key, featuresKey) || variables.some((each) => each.attributeType !== "Actual")) {
    return [];
  }
  if (isSame(key, phaseRotationKey)) {
    const ids = [0, ...evseIdsOf(turn)];
    return variables.flatMap((variable, index) => {
      const attributeValue = phaseRotationAt(value, ids[index] ?? 0);
      return attributeValue === "" ? [] : [written(variable, attributeValue)];
    });
  }
  const [row] = rowsOf(key);
  const attributeValue = row === undefined ? value : readValue(row, value);
  return variables.map((each) => written(each, attributeValue));
}

function written({ component, variable }: Variable, attributeValue: string): JsonObject {
  return { component, variable, attributeValue };
}
