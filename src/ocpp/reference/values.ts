/**
 * A word out of a message → what it means: a value of an enumeration, an error code of CALLERROR,
 * an enumeration, or a field. Upper and lower case do not count, and what means the same in many
 * places is told once.
 */
import { actionsOf } from "../actions.ts";
import { errorCodeOf, errorCodesOf } from "../error-codes.ts";
import { type OcppVersion, ocppVersions } from "../versions.ts";
import { enumerations } from "./enumerations/enumerations.ts";
import { securityEvents } from "./enumerations/open-lists.ts";
import { type FieldReference, fieldReferences, type ValueText } from "./reference.ts";

type Told = {
  readonly versions: readonly OcppVersion[];
  /** Where it can stand, e.g. "StatusNotification request: status". */
  readonly places: readonly string[];
};

export type ValueReference = Told & {
  readonly value: string;
  readonly meaning: string;
  /** The enumerations in which it means this; "ErrorCode" for a code of CALLERROR. */
  readonly enumerations: readonly string[];
};

export type EnumerationReference = Told & {
  readonly enumeration: string;
  readonly values: readonly ValueText[];
};

export type NamedField = Told & {
  readonly field: string;
  readonly type: string;
  readonly meaning: string;
};

type Use = {
  readonly version: OcppVersion;
  readonly place: string;
  readonly field: FieldReference;
};

let remembered: readonly Use[] | null = null;

/** Every field of every message, collected at the first question: some 3,700. */
function uses(): readonly Use[] {
  remembered ??= [...collected()];
  return remembered;
}

function* collected(): Generator<Use> {
  for (const version of ocppVersions) {
    for (const action of [...actionsOf(version)].sort()) {
      for (const [schemaKind, kind] of kinds) {
        for (const field of fieldReferences(version, action, schemaKind)) {
          yield { version, field, place: `${action} ${kind}: ${field.path}` };
        }
      }
    }
  }
}

const kinds = [
  ["request", "request"],
  ["send", "request"],
  ["response", "response"],
] as const;

export function explainValue(word: string): readonly ValueReference[] {
  const matches = [...enumerations, ["ErrorCode", errorCodeTexts()] as const].flatMap(
    ([enumeration, values]) =>
      [...values]
        .filter(([value]) => isSame(value, word))
        .map(([value, meaning]) => ({ enumeration, value, meaning })),
  );
  if (matches.length === 0) return [];
  const all = uses();
  const found = matches.map(({ enumeration, value, meaning }) => ({
    ...{ value, meaning, enumerations: [enumeration] },
    ...(unlisted(enumeration, value) ?? told(all.filter((use) => has(use, enumeration, value)))),
  }));
  return merged(found);
}

/** Enumerations by their name, with or without the ending that the schemas give it. */
export function explainEnumeration(word: string): readonly EnumerationReference[] {
  const wanted = bare(word);
  const named = [...enumerations, ["ErrorCode", errorCodeTexts()] as const].filter(
    ([name]) => bare(name) === wanted,
  );
  if (named.length === 0) return [];
  const all = uses();
  return named.map(([enumeration, values]) => ({
    enumeration,
    ...(unlisted(enumeration, null) ??
      told(all.filter(({ field }) => field.enumeration === enumeration))),
    values: [...values].map(([value, meaning]) => ({ value, meaning })),
  }));
}

/** A field by its own name, wherever it stands. */
export function explainField(word: string): readonly NamedField[] {
  const byMeaning = new Map<string, Use[]>();
  for (const use of uses()) {
    if (!isSame(lastOf(use.field.path), word)) continue;
    const key = use.field.meaning ?? "";
    byMeaning.set(key, [...(byMeaning.get(key) ?? []), use]);
  }
  return [...byMeaning].map(([meaning, same]) => ({
    field: lastOf(same[0]?.field.path ?? ""),
    type: [...new Set(same.map(({ field }) => field.type))].join(" or "),
    meaning,
    ...told(same),
  }));
}

/** All words that one of the look-ups knows, to find the nearest to a mistyped one. */
export function knownWords(): ReadonlySet<string> {
  const words = new Set<string>(errorCodesOf(null));
  for (const [name, values] of enumerations) {
    words.add(name);
    for (const value of values.keys()) words.add(value);
  }
  for (const { field } of uses()) words.add(lastOf(field.path));
  return words;
}

/** The catalogue's meaning completes a sentence; here it is one. */
function errorCodeTexts(): ReadonlyMap<string, string> {
  return new Map(
    errorCodesOf(null).map((name) => {
      const code = errorCodeOf(name);
      const { meaning = "", otherSpelling = null } = code ?? {};
      const sentence = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
      const blamed = code?.blames ?? null;
      const whose = blamed === null ? "" : ` By itself it blames the ${blamed}.`;
      const versions = (code?.versions ?? []).includes("1.6") ? "2.x" : "1.6";
      const spelling = otherSpelling === null ? "" : ` ${versions} spells it ${otherSpelling}.`;
      return [name, `${sentence}${whose}${spelling}`];
    }),
  );
}

/** Of values that no schema lists. With null, of all values of the enumeration together. */
function unlisted(enumeration: string, value: string | null): Told | null {
  const only2 = ocppVersions.filter((version) => version !== "1.6");
  switch (enumeration) {
    case "ErrorCode": {
      const code = value === null ? null : errorCodeOf(value);
      return { versions: code?.versions ?? ocppVersions, places: ["CALLERROR: errorCode"] };
    }
    case "SecurityEvent": {
      const event = value === null ? undefined : securityEvents.get(value);
      return {
        versions: event?.versions ?? ocppVersions,
        places: ["SecurityEventNotification request: type"],
      };
    }
    case "ReasonCode":
      return { versions: only2, places: ["responses with statusInfo: statusInfo.reasonCode"] };
    default:
      return null;
  }
}

function has({ field }: Use, enumeration: string, value: string): boolean {
  return (
    field.enumeration === enumeration && (field.values ?? []).some((each) => each.value === value)
  );
}

function told(same: readonly Use[]): Told {
  return {
    versions: ocppVersions.filter((version) => same.some((use) => use.version === version)),
    places: [...new Set(same.map(({ place }) => place))],
  };
}

function merged(found: readonly ValueReference[]): readonly ValueReference[] {
  const byMeaning = new Map<string, ValueReference>();
  for (const each of found) {
    const key = `${each.value}\n${each.meaning}`;
    const before = byMeaning.get(key);
    byMeaning.set(key, before === undefined ? each : joined(before, each));
  }
  return [...byMeaning.values()];
}

function joined(one: ValueReference, other: ValueReference): ValueReference {
  return {
    ...one,
    enumerations: [...one.enumerations, ...other.enumerations],
    versions: ocppVersions.filter((v) => one.versions.includes(v) || other.versions.includes(v)),
    places: [...new Set([...one.places, ...other.places])],
  };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function lastOf(path: string): string {
  return path.split(".").at(-1) ?? "";
}

/** `ReasonEnumType`, `ReasonEnum` and `Reason` are asked for alike. */
function bare(name: string): string {
  return name.replace(/(Enum)?(Type)?$/i, "").toLowerCase();
}
