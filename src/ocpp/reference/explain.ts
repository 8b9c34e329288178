/** Any word out of a message or a log → everything that the standards make of it. */
import { nearest } from "../../base/nearest.ts";
import { actionsOf, versionsOfAction } from "../actions.ts";
import { type OcppVersion, ocppVersions } from "../versions.ts";
import { type ActionReference, explainAction } from "./reference.ts";
import {
  type EnumerationReference,
  explainEnumeration,
  explainField,
  explainValue,
  knownWords,
  type NamedField,
  type ValueReference,
} from "./values.ts";

export type Explanation = {
  /** As the standard writes it, where it is an action. */
  readonly word: string;
  /** Once for each version. Where it is an action, nothing else is told. */
  readonly actions: readonly ActionReference[];
  readonly enumerations: readonly EnumerationReference[];
  readonly values: readonly ValueReference[];
  readonly fields: readonly NamedField[];
};

export type Unexplained = {
  /** Completes "There is …". */
  readonly problem: string;
  /** What was probably meant. */
  readonly nearest: string | null;
};

export type Explained =
  | { readonly kind: "found"; readonly explanation: Explanation }
  | { readonly kind: "unknown"; readonly unexplained: Unexplained };

/** Upper and lower case do not count. Null is every version. */
export function explain(asked: string, version: OcppVersion | null): Explained {
  const actions = allActions();
  const action = actions.find((name) => name.toLowerCase() === asked.toLowerCase());
  if (action !== undefined) return ofAction(action, version);
  const isWanted = ({ versions }: { readonly versions: readonly OcppVersion[] }) =>
    version === null || versions.includes(version);
  const enumerations = explainEnumeration(asked).filter(isWanted);
  const values = explainValue(asked).filter(isWanted);
  const fields = explainField(asked).filter(isWanted);
  if (enumerations.length + values.length + fields.length > 0) {
    const explanation = { word: asked, actions: [], enumerations, values, fields };
    return { kind: "found", explanation };
  }
  const near = nearest(asked, actions) ?? nearest(asked, knownWords());
  const where = version === null ? "OCPP" : `OCPP ${version}`;
  const problem = `no action, value, enumeration or field '${asked}' in ${where}`;
  return { kind: "unknown", unexplained: { problem, nearest: near } };
}

function ofAction(action: string, version: OcppVersion | null): Explained {
  const actions = explainAction(action, version);
  if (actions.length > 0) {
    const explanation = { word: action, actions, enumerations: [], values: [], fields: [] };
    return { kind: "found", explanation };
  }
  const others = versionsOfAction(action).join(" and ");
  const problem = `no action ${action} in OCPP ${version ?? ""}; it is one of ${others}`;
  return { kind: "unknown", unexplained: { problem, nearest: null } };
}

function allActions(): readonly string[] {
  return [...new Set(ocppVersions.flatMap((version) => [...actionsOf(version)]))].sort();
}
