/**
 * The station as 2.0.1 sees it: components and variables. Some are configuration keys of the
 * station, some are known from what it said, some are ours.
 */
import { integerIn, textIn } from "../findings/fields.ts";
import { absorbedKeys, guessedType, type KeyRow, keyRows, legacyComponent } from "./config-keys.ts";
import { keyOf } from "./configuration.ts";
import { identifierOf } from "./convert.ts";
import { type Made, madeVariables } from "./made-variables.ts";
import type { ConfigurationKey, State } from "./state.ts";
import { connectorsAt } from "./topology.ts";
import type { Turn } from "./turn.ts";

/** What a component and a variable of the CSMS stand for. */
export type Place =
  | { readonly kind: "key"; readonly row: KeyRow }
  /** One entry of the list of phase rotations. */
  | { readonly kind: "phaseRotation"; readonly connectorId: number }
  | { readonly kind: "made"; readonly made: Made }
  | { readonly kind: "unknownComponent" }
  | { readonly kind: "unknownVariable" };

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export function placeOf(turn: Turn, component: unknown, variable: unknown): Place {
  const [name, instance] = [textIn(variable, "name"), textIn(variable, "instance")];
  const componentName = textIn(component, "name");
  const rotation = rotationOf(turn, component, name);
  if (rotation !== null) return { kind: "phaseRotation", connectorId: rotation };
  const isAddressed = integerIn(component, "evse", "id") !== null;
  const row = rowsByName.get(nameOf({ name: componentName }, name, instance));
  if (row !== undefined && !isAddressed) return { kind: "key", row };
  const isLegacy = isSame(componentName, legacyComponent) && instance === "";
  if (isLegacy && name !== "" && !absorbedKeys.has(name.toLowerCase())) {
    return { kind: "key", row: legacyRow(turn, name) };
  }
  const { made, components } = modelOf(turn);
  const ours = made.get(nameOf(component, name, instance));
  if (ours !== undefined) return { kind: "made", made: ours };
  const isKnown =
    components.has(nameOf(component, "", "")) ||
    (!isAddressed && keyComponents.has(componentName.toLowerCase()));
  return { kind: isKnown ? "unknownVariable" : "unknownComponent" };
}

/** Names are compared without regard to case. */
function nameOf(component: unknown, variable: string, instance: string): string {
  const place = [integerIn(component, "evse", "id"), integerIn(component, "evse", "connectorId")];
  const names = [textIn(component, "name"), textIn(component, "instance"), variable, instance];
  return JSON.stringify([...names.map((each) => each.toLowerCase()), ...place]);
}

const rowsByName: ReadonlyMap<string, KeyRow> = new Map(
  keyRows.map((row) => [nameOf({ name: row.component }, row.variable, row.instance), row] as const),
);
const keyComponents = new Set(keyRows.map(({ component }) => component.toLowerCase()));

type Model = {
  readonly made: ReadonlyMap<string, Made>;
  readonly components: ReadonlySet<string>;
  readonly nowMs: number;
};

/** A command asks for many places of one state. A memory of a pure function, and no more. */
const models = new WeakMap<State, Model>();

function modelOf(turn: Turn): Model {
  const { state, nowMs } = turn;
  const known = models.get(state);
  if (known?.nowMs === nowMs) return known;
  const all = madeVariables(turn);
  const made = new Map(
    all.map((each) => [nameOf(each.component, each.variable, each.instance), each] as const),
  );
  const components = new Set(all.map(({ component }) => nameOf(component, "", "")));
  const model = { made, components, nowMs };
  models.set(state, model);
  return model;
}

/** The key whose escaped name this is; a name that we have not met is asked for as it is. */
function legacyRow(turn: Turn, name: string): KeyRow {
  const known = Object.values(turn.state.configuration).find(({ key }) =>
    isSame(identifierOf(key), name),
  );
  return legacyRowOf(known ?? { key: name, value: null, isReadonly: false });
}

function legacyRowOf({ key, value, isReadonly }: ConfigurationKey): KeyRow {
  return {
    ...{ key, component: legacyComponent, variable: identifierOf(key), instance: "" },
    dataType: guessedType(value),
    mutability: isReadonly ? "ReadOnly" : "ReadWrite",
  };
}

function rotationOf(turn: Turn, component: unknown, variable: string): number | null {
  if (!isSame(variable, "PhaseRotation")) return null;
  if (isSame(textIn(component, "name"), "ChargingStation")) return 0;
  if (!isSame(textIn(component, "name"), "EVSE")) return null;
  const there = connectorsAt(turn, { id: integerIn(component, "evse", "id") });
  return there?.[0] === 0 ? null : (there?.[0] ?? null);
}

/** The rows of the keys that the station has; the spelling of a second name is left out. */
export function keyRowsOf(turn: Turn): readonly KeyRow[] {
  const seen = new Set<string>();
  const standard = keyRows.filter(({ key }) => {
    if (keyOf(turn.state, key) === null || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const named = new Set(keyRows.map(({ key }) => key.toLowerCase()));
  const others = Object.values(turn.state.configuration).filter(({ key }) => {
    const folded = key.toLowerCase();
    return !named.has(folded) && !absorbedKeys.has(folded) && identifierOf(key).length <= 50;
  });
  return [...standard, ...others.map(legacyRowOf)];
}

/** A key that the station says is fixed is fixed whatever the standard says. */
export function mutabilityOf(turn: Turn, row: KeyRow): KeyRow["mutability"] {
  return keyOf(turn.state, row.key)?.isReadonly === true ? "ReadOnly" : row.mutability;
}
