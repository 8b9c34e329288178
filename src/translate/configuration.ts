/** What is known of the station's 1.6 configuration. Keys are compared without regard to case. */
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import { standardKeys } from "./config-keys.ts";
import { textAt } from "./convert.ts";
import { fieldOf, listIn } from "./json.ts";
import { at, type ConfigurationKey, type State, withEntry } from "./state.ts";
import { type Turn, update } from "./turn.ts";

export function keyOf(state: State, key: string): ConfigurationKey | null {
  return at(state.configuration, key.toLowerCase());
}

/** Null where the key is not known or has no value. */
export function settingOf(state: State, key: string): string | null {
  return keyOf(state, key)?.value ?? null;
}

export function numberOf(state: State, key: string): number | null {
  const value = settingOf(state, key)?.trim() ?? "";
  const number = value === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

export function isOn(state: State, key: string): boolean {
  return /^(true|1|yes)$/i.test(settingOf(state, key)?.trim() ?? "");
}

/** 2.0.1 Part 2, GetVariableResultType; 1.6 allows 500. Unit: characters. */
const VALUE_CHARS_MAX = 2_500;

/** The station's password: it is passed on and never kept, whatever a station tells of it. */
function isSecret(key: string): boolean {
  return key.toLowerCase() === "authorizationkey";
}

/** Of GetConfiguration.conf. Gives the keys that the station does not have, in lower case. */
export function learn(turn: Turn, payload: Json): ReadonlySet<string> {
  let { configuration } = turn.state;
  const room = limits.configurationKeysMax;
  for (const each of listIn(payload, "configurationKey").slice(0, room)) {
    const key = textAt(each, "key");
    const said = fieldOf(each, "value");
    if (key === null || key.length > 100) continue;
    const isText = typeof said === "string" || typeof said === "number";
    const value = isText && !isSecret(key) ? String(said).slice(0, VALUE_CHARS_MAX) : null;
    const isReadonly = fieldOf(each, "readonly") === true;
    const known = at(configuration, key.toLowerCase());
    if (known?.value === value && known.isReadonly === isReadonly) continue;
    if (known === null && Object.keys(configuration).length >= room) continue;
    configuration = withEntry(configuration, key.toLowerCase(), { key, value, isReadonly });
  }
  if (configuration !== turn.state.configuration) update(turn, { configuration });
  const unknown = listIn(payload, "unknownKey").filter((each) => typeof each === "string");
  return new Set(unknown.map((each) => each.toLowerCase()));
}

/** Standard keys that a station with a limit left out when asked for all; else none. */
export function missingKeys(state: State, told: readonly Json[]): readonly string[] {
  const isCut = told.length > 0 && told.length === numberOf(state, "GetConfigurationMaxKeys");
  if (!isCut) return [];
  const names = new Set(told.map((each) => textAt(each, "key")?.toLowerCase()));
  return standardKeys.filter((key) => !names.has(key.toLowerCase()));
}

export function learnValue(turn: Turn, key: string, value: string): void {
  if (isSecret(key)) return;
  const known = keyOf(turn.state, key);
  const entry = { key: known?.key ?? key, value, isReadonly: known?.isReadonly ?? false };
  update(turn, { configuration: withEntry(turn.state.configuration, key.toLowerCase(), entry) });
}
