/** NotifyReport → what is known of the station's configuration, in the keys of 1.6. */
import { limits } from "../../base/limits.ts";
import type { Json } from "../../exchange/message.ts";
import { integerIn, textIn } from "../../findings/fields.ts";
import { answer } from "../answers.ts";
import { phaseRotationKey } from "../config-keys.ts";
import { keyOf } from "../configuration.ts";
import { cutTo } from "../convert.ts";
import { fieldOf, listIn, objectIn } from "../json.ts";
import { at, withEntry } from "../state.ts";
import { type Call, lose, type Turn, update, updateLive } from "../turn.ts";
import { withPhaseRotations } from "../variable-values.ts";
import {
  featuresKey,
  KEY_CHARS_MAX,
  keyOfLargest,
  keyOfVariable,
  VALUE_CHARS_MAX,
  valueFor16,
} from "./keys.ts";

export type Known = {
  readonly key: string;
  readonly value: string | null;
  readonly isReadonly: boolean;
};

/** Into what is remembered; false where there is no room. */
export function rememberKey(turn: Turn, { key, value, isReadonly }: Known): boolean {
  const { configuration } = turn.state;
  const folded = key.toLowerCase();
  const isFull = Object.keys(configuration).length >= limits.configurationKeysMax;
  const before = at(configuration, folded);
  if (isFull && before === null) return false;
  if ((value?.length ?? 0) > VALUE_CHARS_MAX) lose(turn, "value-too-long", key);
  const cut = value === null ? null : cutTo(value, VALUE_CHARS_MAX);
  if (before?.value === cut && before.isReadonly === isReadonly) return true;
  const entry = { key, value: cut, isReadonly };
  update(turn, { configuration: withEntry(configuration, folded, entry) });
  return true;
}

export function notifyReport(turn: Turn, call: Call): void {
  const { payload } = call;
  const entries = listIn(payload, "reportData").slice(0, limits.configurationKeysMax);
  for (const each of entries) learnVariable(turn, each);
  const { report } = turn.state.live;
  const isOurs = report !== null && integerIn(payload, "requestId") === report.requestId;
  if (isOurs && fieldOf(payload, "tbc") !== true) {
    updateLive(turn, { report: { ...(turn.state.live.report ?? report), isDone: true } });
  }
  answer(turn, call, {});
}

function learnVariable(turn: Turn, data: Json): void {
  const component = objectIn(data, "component");
  const variable = objectIn(data, "variable");
  const attributes = listIn(data, "variableAttribute");
  const actual = attributes.find((each) => (textIn(each, "type") || "Actual") === "Actual");
  const said = fieldOf(actual, "value");
  const mutability = textIn(actual, "mutability") || "ReadWrite";
  const value = mutability === "WriteOnly" || typeof said !== "string" ? null : said;
  const isReadonly = mutability === "ReadOnly";
  const largest = keyOfLargest(component, variable);
  const most = fieldOf(objectIn(data, "variableCharacteristics"), "maxLimit");
  if (largest !== null && typeof most === "number") {
    tell(turn, { key: largest, value: String(Math.floor(most)), isReadonly: true });
    return;
  }
  if (isRotation(turn, { component, variable, value, isReadonly })) return;
  noteFeature(turn, component, variable, value);
  const { key, isMain } = keyOfVariable(component, variable);
  const isTold = turn.state.live.report?.keys.includes(key.toLowerCase()) === true;
  if (!isMain && isTold) return;
  if (key.length > KEY_CHARS_MAX) {
    lose(turn, "key-too-long", key.slice(0, 100));
    return;
  }
  tell(turn, { key, value: value === null ? null : valueFor16(key, value), isReadonly });
}

function tell(turn: Turn, known: Known): void {
  const { report } = turn.state.live;
  const folded = known.key.toLowerCase();
  if (!rememberKey(turn, known) || report === null || report.keys.includes(folded)) return;
  updateLive(turn, { report: { ...report, keys: [...report.keys, folded] } });
}

type Told = {
  readonly component: Json;
  readonly variable: Json;
  readonly value: string | null;
  readonly isReadonly: boolean;
};

/** One key has those of all EVSEs. */
function isRotation(turn: Turn, { component, variable, value, isReadonly }: Told): boolean {
  const name = textIn(component, "name");
  const isStation = name === "ChargingStation";
  if (textIn(variable, "name") !== "PhaseRotation" || !(isStation || name === "EVSE")) return false;
  const id = isStation ? 0 : (integerIn(component, "evse", "id") ?? 0);
  const before = keyOf(turn.state, phaseRotationKey)?.value ?? null;
  const list = withPhaseRotations(before, new Map([[id, value ?? ""]]));
  tell(turn, { key: phaseRotationKey, value: list, isReadonly });
  return true;
}

const features: ReadonlyMap<string, string> = new Map([
  ["LocalAuthListCtrlr", "LocalAuthListManagement"],
  ["ReservationCtrlr", "Reservation"],
  ["SmartChargingCtrlr", "SmartCharging"],
]);

/** The feature profiles of 1.6 are variables of their own in 2.0.1. */
function noteFeature(turn: Turn, component: Json, variable: Json, value: string | null): void {
  const feature = features.get(textIn(component, "name"));
  if (feature === undefined || textIn(variable, "name") !== "Available") return;
  const before = keyOf(turn.state, featuresKey)?.value ?? "Core,FirmwareManagement,RemoteTrigger";
  const others = before.split(",").filter((each) => each !== feature);
  const list = value?.toLowerCase() === "true" ? [...others, feature] : others;
  tell(turn, { key: featuresKey, value: list.join(","), isReadonly: true });
}
