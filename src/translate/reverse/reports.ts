/** NotifyReport → what is known of the station's configuration, in the keys of 1.6. */
import { limits } from "../../base/limits.ts";
import type { Json } from "../../exchange/message.ts";
import { integerIn, textIn } from "../../findings/fields.ts";
import { answer } from "../answers.ts";
import { phaseRotationKey } from "../config-keys.ts";
import { cutTo } from "../convert.ts";
import { fieldOf, listIn, objectIn } from "../json.ts";
import { at, type ConfigurationKey } from "../state.ts";
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

type Known = {
  readonly key: string;
  readonly value: string | null;
  readonly isReadonly: boolean;
};

/** What one message tells, put together before it goes into the state: reports are long. */
type Book = { configuration: Record<string, ConfigurationKey>; readonly keys: Set<string> };

export function notifyReport(turn: Turn, call: Call): void {
  const { payload } = call;
  const { report } = turn.state.live;
  const isOurs = report !== null && integerIn(payload, "requestId") === report.requestId;
  const book = {
    configuration: { ...turn.state.configuration },
    keys: new Set(isOurs ? report.keys : []),
  };
  const entries = listIn(payload, "reportData").slice(0, limits.configurationKeysMax);
  for (const each of entries) learnVariable(turn, book, each);
  if (entries.length > 0) update(turn, { configuration: book.configuration });
  if (isOurs) {
    const isDone = fieldOf(payload, "tbc") !== true;
    updateLive(turn, { report: { ...report, keys: [...book.keys], isDone } });
  }
  answer(turn, call, {});
}

function learnVariable(turn: Turn, book: Book, data: Json): void {
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
    tell(turn, book, { key: largest, value: String(Math.floor(most)), isReadonly: true });
    return;
  }
  if (isRotation(turn, book, { component, variable, value, isReadonly })) return;
  noteFeature(turn, book, { component, variable, value });
  const { key, isMain } = keyOfVariable(component, variable);
  if (!isMain && book.keys.has(key.toLowerCase())) return;
  if (key.length > KEY_CHARS_MAX) {
    lose(turn, "key-too-long", key.slice(0, 100));
    return;
  }
  tell(turn, book, { key, value: value === null ? null : valueFor16(key, value), isReadonly });
}

function tell(turn: Turn, { configuration, keys }: Book, { key, value, isReadonly }: Known): void {
  const folded = key.toLowerCase();
  const isNew = !Object.hasOwn(configuration, folded);
  if (isNew && Object.keys(configuration).length >= limits.configurationKeysMax) return;
  if ((value?.length ?? 0) > VALUE_CHARS_MAX) lose(turn, "value-too-long", key);
  const cut = value === null ? null : cutTo(value, VALUE_CHARS_MAX);
  // `__proto__` is a legal name: no assignment.
  const own = { enumerable: true, writable: true, configurable: true };
  Object.defineProperty(configuration, folded, { ...own, value: { key, value: cut, isReadonly } });
  keys.add(folded);
}

type Told = {
  readonly component: Json;
  readonly variable: Json;
  readonly value: string | null;
  readonly isReadonly: boolean;
};

/** One key has those of all EVSEs. */
function isRotation(turn: Turn, book: Book, told: Told): boolean {
  const { component, variable, value, isReadonly } = told;
  const name = textIn(component, "name");
  const isStation = name === "ChargingStation";
  if (textIn(variable, "name") !== "PhaseRotation" || !(isStation || name === "EVSE")) return false;
  const id = isStation ? 0 : (integerIn(component, "evse", "id") ?? 0);
  const before = at(book.configuration, phaseRotationKey.toLowerCase())?.value ?? null;
  const list = withPhaseRotations(before, new Map([[id, value ?? ""]]));
  tell(turn, book, { key: phaseRotationKey, value: list, isReadonly });
  return true;
}

const features: ReadonlyMap<string, string> = new Map([
  ["LocalAuthListCtrlr", "LocalAuthListManagement"],
  ["ReservationCtrlr", "Reservation"],
  ["SmartChargingCtrlr", "SmartCharging"],
]);

/** The feature profiles of 1.6 are variables of their own in 2.0.1. */
function noteFeature(
  turn: Turn,
  book: Book,
  { component, variable, value }: Omit<Told, "isReadonly">,
): void {
  const feature = features.get(textIn(component, "name"));
  if (feature === undefined || textIn(variable, "name") !== "Available") return;
  const before =
    at(book.configuration, featuresKey.toLowerCase())?.value ??
    "Core,FirmwareManagement,RemoteTrigger";
  const others = before.split(",").filter((each) => each !== feature);
  const list = value?.toLowerCase() === "true" ? [...others, feature] : others;
  tell(turn, book, { key: featuresKey, value: list.join(","), isReadonly: true });
}
