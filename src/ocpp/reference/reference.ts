/** What an action is, its fields and who sends it: our words joined to what the schemas say. */
import type { Sender } from "../../base/ids.ts";
import { actionsOf, sendersOfAction, versionsOfAction } from "../actions.ts";
import { type SchemaKind, schemaOf } from "../schemas.ts";
import { type OcppVersion, ocppVersions } from "../versions.ts";
import { meaningOf } from "./enumerations/enumerations.ts";
import { type FieldShape, fieldsOf } from "./shape.ts";
import type { ActionText } from "./text.ts";
import { actionText, fieldMeaning } from "./texts.ts";
import { enumerationOf16 } from "./v16/enumerations.ts";

export type ValueText = { readonly value: string; readonly meaning: string | null };

export type FieldReference = {
  readonly path: string;
  readonly type: string;
  readonly lengthMax: number | null;
  readonly isRequired: boolean;
  readonly enumeration: string | null;
  readonly values: readonly ValueText[] | null;
  readonly meaning: string | null;
};

export type ActionReference = Pick<
  ActionText,
  "action" | "block" | "purpose" | "when" | "mistakes" | "counterparts"
> & {
  readonly version: OcppVersion;
  readonly senders: readonly Sender[];
  readonly request: readonly FieldReference[];
  /** Null: nobody answers it (a SEND of 2.1). */
  readonly response: readonly FieldReference[] | null;
};

export type ActionSummary = Pick<ActionReference, "action" | "block" | "senders" | "purpose"> & {
  readonly versions: readonly OcppVersion[];
};

/** Each version that has the action, oldest first; `action` exactly as it is written. */
export function explainAction(
  action: string,
  version: OcppVersion | null,
): readonly ActionReference[] {
  return versionsOfAction(action)
    .filter((each) => version === null || each === version)
    .flatMap((each) => referenceOf(each, action) ?? []);
}

/** All actions in alphabetical order, in the words of the newest version that has them. */
export function listActions(version: OcppVersion | null): readonly ActionSummary[] {
  const names = ocppVersions
    .filter((each) => version === null || each === version)
    .flatMap((each) => [...actionsOf(each)]);
  return [...new Set(names)].sort().flatMap((action) => {
    const newest = version ?? versionsOfAction(action).at(-1) ?? null;
    const text = newest === null ? null : actionText(newest, action);
    if (newest === null || text === null) return [];
    const { block, purpose } = text;
    const senders = sendersOfAction(newest, action) ?? [];
    return { action, block, senders, purpose, versions: versionsOfAction(action) };
  });
}

function referenceOf(version: OcppVersion, action: string): ActionReference | null {
  const text = actionText(version, action);
  if (text === null) return null;
  const { block, purpose, when, mistakes } = text;
  const counterparts = counterpartsOf(version, text);
  const isSend = schemaOf(version, action, "send") !== null;
  return {
    ...{ action, version, block, purpose, when, mistakes, counterparts },
    senders: sendersOfAction(version, action) ?? [],
    request: fieldReferences(version, action, isSend ? "send" : "request"),
    response: isSend ? null : fieldReferences(version, action, "response"),
  };
}

/** One text may serve two versions, so an action names itself as its counterpart in the other. */
function counterpartsOf(
  version: OcppVersion,
  { action, counterparts }: ActionText,
): ActionText["counterparts"] {
  const others = ocppVersions.filter((other) => other !== version);
  return Object.fromEntries(
    others.map((other) => {
      const named = counterparts[other] ?? [];
      const isSame = named.length === 0 && versionsOfAction(action).includes(other);
      return [other, isSame ? [action] : named];
    }),
  );
}

/** The fields of one kind of message, in the schema's order. */
export function fieldReferences(
  version: OcppVersion,
  action: string,
  schemaKind: SchemaKind,
): readonly FieldReference[] {
  const schema = schemaOf(version, action, schemaKind);
  if (schema === null) return [];
  const kind = schemaKind === "response" ? "response" : "request";
  return fieldsOf(schema).map((shape) => {
    const { path, type, lengthMax, isRequired } = shape;
    const place = { version, action, kind } as const;
    const enumeration = enumerationOf(place, shape);
    return {
      ...{ path, type, lengthMax, isRequired, enumeration },
      values: valuesOf(shape, enumeration),
      meaning: fieldMeaning(place, shape),
    };
  });
}

type Place = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: "request" | "response";
};

/** 1.6 writes its enumerations into the fields, without their names. */
function enumerationOf({ version, action, kind }: Place, shape: FieldShape): string | null {
  if (shape.values === null) return null;
  if (shape.enumeration !== null || version !== "1.6") return shape.enumeration;
  return enumerationOf16({ action, kind, path: shape.path });
}

function valuesOf({ values }: FieldShape, enumeration: string | null): readonly ValueText[] | null {
  if (values === null) return null;
  return values.map((value) => ({
    value,
    meaning: enumeration === null ? null : meaningOf(enumeration, value),
  }));
}
