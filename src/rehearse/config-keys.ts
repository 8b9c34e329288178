/**
 * What becomes of a station's configuration keys. In: the translator's state of the station at the
 * end of a rehearsal, and the keys that the old CSMS set. Out: how each crosses. Nothing is looked
 * up in a table of ours: the translator is asked with GetVariables and SetVariables, as the new
 * CSMS would, and the station's answers are those that were recorded.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { isSettingShown } from "../ocpp/secrets.ts";
import { absorbedKeys, type KeyRow, legacyComponent } from "../translate/config-keys.ts";
import { type Input, step } from "../translate/core.ts";
import { keyRowsOf } from "../translate/device-model.ts";
import { listIn } from "../translate/json.ts";
import type { Settings } from "../translate/settings.ts";
import { standIn } from "../translate/shadow/stand-in.ts";
import { at, type State } from "../translate/state.ts";
import type { KeyUse } from "./report.ts";

export type KeySet = { readonly key: string; readonly value: string; readonly sets: number };

export type Keys = {
  readonly state: State;
  readonly nowMs: number;
  readonly settings: Settings;
};

type Crossing = Omit<KeyUse, "sets" | "example">;

/** By key, as the station spells it. */
export function crossingsOf(keys: Keys, written: readonly KeySet[]): readonly Crossing[] {
  const known = withWritten(keys.state, written);
  const asking = { ...keys, state: connected({ ...keys, state: known }) };
  const rows = rowsOf(asking);
  const read = resultsOf(asking, rows);
  const set = setOf(asking, rows, written);
  const crossings = rows.map((row, index) =>
    crossingOf(asking.state, row, { read: read[index], set: set.get(row.key.toLowerCase()) }),
  );
  const told = new Set(rows.map(({ key }) => key.toLowerCase()));
  const others = Object.values(known.configuration)
    .filter(({ key }) => !told.has(key.toLowerCase()))
    .map(({ key }) => withoutRow(key));
  return [...crossings, ...others].sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Keys that were set and never read are keys all the same. */
function withWritten(state: State, written: readonly KeySet[]): State {
  const missing = written
    .filter(({ key }) => at(state.configuration, key.toLowerCase()) === null)
    .map(({ key }) => [key.toLowerCase(), { key, value: null, isReadonly: false }] as const);
  return {
    ...state,
    configuration: { ...state.configuration, ...Object.fromEntries(missing) },
  };
}

function connected({ state, nowMs, settings }: Keys): State {
  return (["station", "csms"] as const).reduce(
    (before, leg) => step(before, { kind: "legUp", leg }, { nowMs, settings }).state,
    state,
  );
}

function rowsOf({ state, nowMs, settings }: Keys): readonly KeyRow[] {
  const turn = { nowMs, settings, cause: null, state, effects: [], ended: [] };
  return keyRowsOf(turn).slice(0, limits.configurationKeysMax);
}

function placeOf({ component, variable, instance }: KeyRow): JsonObject {
  return {
    component: { name: component },
    variable: instance === "" ? { name: variable } : { name: variable, instance },
  };
}

/** One result for each row, in their order. */
function resultsOf(keys: Keys, rows: readonly KeyRow[]): readonly (Json | undefined)[] {
  const results: (Json | undefined)[] = [];
  for (let first = 0; first < rows.length; first += limits.variablesPerCallMax) {
    const part = rows.slice(first, first + limits.variablesPerCallMax);
    const answer = ask(keys, "GetVariables", { getVariableData: part.map(placeOf) });
    const told = listIn(answer, "getVariableResult");
    results.push(...part.map((_row, index) => told[index]));
  }
  return results;
}

/** By key in lower case: what the new CSMS is told when it sets what the old one set. */
function setOf(
  keys: Keys,
  rows: readonly KeyRow[],
  written: readonly KeySet[],
): ReadonlyMap<string, Json | undefined> {
  const rowOf = new Map(rows.map((row) => [row.key.toLowerCase(), row] as const));
  const items = written.flatMap(({ key, value }) => {
    const row = rowOf.get(key.toLowerCase());
    return row === undefined ? [] : [{ row, value }];
  });
  const results = new Map<string, Json | undefined>();
  for (let first = 0; first < items.length; first += limits.variablesPerCallMax) {
    const part = items.slice(first, first + limits.variablesPerCallMax);
    const setVariableData = part.map(({ row, value }) => ({
      attributeValue: value,
      ...placeOf(row),
    }));
    const told = listIn(ask(keys, "SetVariables", { setVariableData }), "setVariableResult");
    for (const [index, { row }] of part.entries()) results.set(row.key.toLowerCase(), told[index]);
  }
  return results;
}

/** Rounds of questions to the station for one command; the bound is for bugs. */
const ROUNDS_MAX = 1_000;

/** A command of the new CSMS, with a station that answers what was recorded of it. */
function ask({ state, nowMs, settings }: Keys, action: string, callPayload: JsonObject): Json {
  const world = { nowMs, settings };
  const message = { type: "call", messageId: action, action, callPayload } as const;
  const inputs: Input[] = [{ kind: "message", leg: "csms", message, ref: null }];
  let current = state;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const input = inputs.shift();
    if (input === undefined) return null;
    const after = step(current, input, world);
    current = after.state;
    for (const effect of after.effects) {
      if (effect.kind !== "send") continue;
      const said = effect.message;
      if (effect.leg === "csms" && said.type !== "call" && said.messageId === action) {
        return said.type === "callResult" ? said.payload : null;
      }
      if (effect.leg !== "station" || said.type !== "call") continue;
      const answer =
        said.action === "ChangeConfiguration"
          ? { status: "Accepted" }
          : (standIn(current, said.action, said.payload) ?? {});
      const result = {
        type: "callResult",
        messageId: said.messageId,
        callPayload: answer,
      } as const;
      inputs.push({ kind: "message", leg: "station", message: result, ref: null });
    }
  }
  return null;
}

function crossingOf(
  state: State,
  row: KeyRow,
  { read, set }: { readonly read: Json | undefined; readonly set: Json | undefined },
): Crossing {
  const { key, component, variable, instance } = row;
  const name = `${component}.${variable}${instance === "" ? "" : `[${instance}]`}`;
  const crossing = { key, variable: name };
  const refusal = refusalIn(read, "read") || (set === undefined ? "" : refusalIn(set, "set"));
  if (refusal !== "") return { ...crossing, how: "refused", note: refusal };
  const before = at(state.configuration, key.toLowerCase())?.value ?? null;
  const after = textIn(read, "attributeValue");
  const isVendor = component === legacyComponent;
  if (before === null || before === after) {
    return { ...crossing, how: isVendor ? "vendor" : "carried", note: "" };
  }
  return { ...crossing, how: "changed", note: changeNote(key, before, after) };
}

function refusalIn(result: Json | undefined, what: "read" | "set"): string {
  const status = textIn(result, "attributeStatus");
  if (status === "Accepted" || status === "RebootRequired") return "";
  const reason = textIn(result, "attributeStatusInfo", "reasonCode");
  const why = [status, reason].filter((each) => each !== "").join(", ");
  return `cannot be ${what}: ${why === "" ? "no answer" : why}`;
}

function changeNote(key: string, before: string, after: string): string {
  if (!isSettingShown(key, before)) return "another value";
  const cut = (text: string) => text.slice(0, limits.readinessTextCharsMax);
  return `${cut(before)} is ${after === "" ? "nothing" : cut(after)}`;
}

/** Keys that no row stands for: something of ours does, or nothing can. */
function withoutRow(key: string): Crossing {
  const folded = key.toLowerCase();
  if (folded === "authorizationkey") {
    const note = "the password of the station's own connection; the CSMS sets another one";
    return { key, how: "refused", variable: null, note };
  }
  if (absorbedKeys.has(folded)) {
    return { key, how: "carried", variable: null, note: "as a variable that ocpptap makes" };
  }
  return { key, how: "refused", variable: null, note: "its name is too long for 2.0.1" };
}
