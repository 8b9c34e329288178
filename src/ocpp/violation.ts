/**
 * An error of the schema validator → what a person can act on: where, what was expected, what is
 * there, and what was probably meant. Contents are shortened, and hidden where they are secret.
 */

import type { ErrorObject } from "ajv";
import { nearest } from "../base/nearest.ts";
import { isObject } from "../base/objects.ts";
import { printable } from "../base/printable.ts";
import { lacksZone } from "./date-time.ts";
import { withoutCredentials } from "./quoting.ts";
import { errorCodeOf } from "./rpc-error-codes.ts";
import { isOptional } from "./schema-places.ts";
import type { SchemaKind } from "./schemas.ts";
import { isSecret } from "./secrets.ts";
import type { OcppVersion } from "./versions.ts";

export type Violation = {
  /** `meterValue.0.timestamp`; "" for the payload itself. */
  readonly path: string;
  /** JSON schema's name of the constraint. */
  readonly keyword: string;
  readonly expected: string;
  readonly actual: string;
  /** "" for none. */
  readonly hint: string;
  /** The standard's name of the type, e.g. `IdTokenType`; "" where it has none. */
  readonly typeName: string;
  /** What the receiver should answer a call with. */
  readonly errorCode: string;
  /** A receiver must refuse an error; it may accept a warning. */
  readonly severity: "error" | "warning";
};

/** What the payload belongs to. */
export type Origin = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: SchemaKind;
  readonly payload: unknown;
};

const TEXT_CHARS_MAX = 40;
const NAME_CHARS_MAX = 60;
const PATH_CHARS_MAX = 200;
const LISTED_VALUES_MAX = 8;
/** Fields of a peer's object that may be the misspelt one. */
const COMPARED_NAMES_MAX = 50;

export function violationOf(error: ErrorObject, origin: Origin): Violation {
  const steps = error.instancePath.split("/").slice(1).map(unescapePointer);
  const name = fieldOf(error);
  const path = name === null ? steps : [...steps, name];
  const { keyword } = error;
  return {
    path: path.map(cut).join(".").slice(0, PATH_CHARS_MAX),
    keyword,
    expected: expectedOf(error),
    actual: actualOf(error, path, origin),
    hint: hintOf(error, isSecret(origin.action, path)),
    typeName: /#\/definitions\/(\w+)\//.exec(error.schemaPath)?.[1] ?? "",
    errorCode: errorCodeOf(keyword, origin.version),
    severity: severityOf(keyword, path, origin),
  };
}

/** What a receiver must refuse is an error; a null where nothing was needed it may overlook. */
function severityOf(
  keyword: string,
  path: readonly string[],
  origin: Origin,
): Violation["severity"] {
  if (keyword === "required") return "error";
  if (keyword !== "type") return "warning";
  return valueAt(origin.payload, path) === null && isOptional(origin, path) ? "warning" : "error";
}

/** A violation found on a shortened copy may come from the shortening. */
export function isReal(error: ErrorObject, payload: unknown): boolean {
  const steps = error.instancePath.split("/").slice(1).map(unescapePointer);
  const value = valueAt(payload, steps);
  if (error.keyword === "required") {
    return isObject(value) && !Object.hasOwn(value, textOf(error.params, "missingProperty"));
  }
  if (error.keyword === "minItems") {
    return Array.isArray(value) && value.length < Number(error.schema);
  }
  return true;
}

/** The field that is missing or unknown; its object is where the validator points. */
function fieldOf({ keyword, params }: ErrorObject): string | null {
  if (keyword === "required") return textOf(params, "missingProperty");
  return keyword === "additionalProperties" ? textOf(params, "additionalProperty") : null;
}

function expectedOf({ keyword, schema, parentSchema, params }: ErrorObject): string {
  switch (keyword) {
    case "required":
      return "this field, which is required";
    case "additionalProperties":
      return "no field of this name";
    case "type":
      return article(String(schema));
    case "enum":
      return oneOf(schema);
    case "maxLength":
      return `at most ${String(schema)} characters`;
    case "minItems":
      return `at least ${String(schema)} items`;
    case "maxItems":
      return `at most ${String(schema)} items`;
    case "minimum":
      return `at least ${String(schema)}`;
    case "maximum":
      return `at most ${String(schema)}`;
    case "multipleOf":
      return `a multiple of ${String(schema)}`;
    case "format":
      return textOf(params, "format") === "date-time"
        ? "a time as in RFC 3339, e.g. 2026-01-31T12:00:00Z"
        : `a ${String(schema)}`;
    default:
      return `${keyword} ${JSON.stringify(parentSchema?.[keyword] ?? "").slice(0, TEXT_CHARS_MAX)}`;
  }
}

function oneOf(values: unknown): string {
  const names = Array.isArray(values) ? values.map(String) : [];
  return names.length <= LISTED_VALUES_MAX
    ? `one of ${names.join(", ")}`
    : `one of ${names.length} (${names.slice(0, LISTED_VALUES_MAX).join(", ")}, …)`;
}

function actualOf(error: ErrorObject, path: readonly string[], origin: Origin): string {
  if (error.keyword === "required") return "nothing";
  const value = valueAt(origin.payload, path);
  // Nobody knows what an unknown field holds, or a text that stands for a whole object.
  const isUnknown = error.keyword === "additionalProperties" || isForeign(error);
  return describe(value, isUnknown || isSecret(origin.action, path));
}

function isForeign({ keyword, schema }: ErrorObject): boolean {
  return keyword === "type" && (schema === "object" || schema === "array");
}

function describe(value: unknown, isHidden: boolean): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${count(value.length, "item")}`;
  if (isObject(value)) return `an object of ${count(Object.keys(value).length, "field")}`;
  if (typeof value === "string") {
    const length = count(value.length, "character");
    if (isHidden) return `a string of ${length} (not shown)`;
    const isLong = value.length > TEXT_CHARS_MAX;
    const shown = printable(withoutCredentials(value).slice(0, TEXT_CHARS_MAX));
    return `the string "${shown}${isLong ? "…" : ""}"${isLong ? ` of ${length}` : ""}`;
  }
  return isHidden ? `a ${typeof value} (not shown)` : `the ${typeof value} ${String(value)}`;
}

function hintOf(error: ErrorObject, isHidden: boolean): string {
  const { keyword, data, schema, parentSchema, params } = error;
  switch (keyword) {
    case "enum": {
      const meant = typeof data === "string" && !isHidden ? nearest(data, stringsOf(schema)) : null;
      return meant === null ? "" : `did you mean ${meant}?`;
    }
    case "additionalProperties": {
      const known = Object.keys(objectOf(parentSchema?.["properties"]));
      const meant = nearest(textOf(params, "additionalProperty"), known);
      return meant === null ? "" : `did you mean ${meant}?`;
    }
    case "required": {
      const known = objectOf(parentSchema?.["properties"]);
      const unknown = Object.keys(objectOf(data))
        .slice(0, COMPARED_NAMES_MAX)
        .filter((name) => !Object.hasOwn(known, name));
      const meant = nearest(textOf(params, "missingProperty"), unknown);
      return meant === null ? "" : `"${cut(meant)}" may be meant as this field`;
    }
    case "type":
      return typeHint(String(schema), data);
    case "format":
      return typeof data === "string" && lacksZone(data)
        ? "the time zone is missing: for UTC, append Z"
        : "";
    default:
      return "";
  }
}

function typeHint(expected: string, value: unknown): string {
  if (value === null) return "a field without a value is left out, not sent as null";
  if (expected === "array") return "a single value, too, belongs in an array";
  if (expected === "string" && typeof value === "number") return "the value needs quotes";
  if (typeof value === "number") return "the number has a fraction";
  if (typeof value !== "string") return "";
  const isNumeric = /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
  if ((expected === "integer" || expected === "number") && isNumeric) {
    return "the numeric value is quoted";
  }
  return expected === "boolean" && /^(true|false)$/i.test(value)
    ? "true and false have no quotes"
    : "";
}

function valueAt(payload: unknown, path: readonly string[]): unknown {
  let value = payload;
  for (const step of path) {
    if (!isObject(value) && !Array.isArray(value)) return undefined;
    const field = Object.getOwnPropertyDescriptor(value, step);
    value = field?.value;
  }
  return value;
}

function article(type: string): string {
  return `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
}

function count(amount: number, noun: string): string {
  return amount === 1 ? `1 ${noun}` : `${amount} ${noun}s`;
}

function cut(text: string): string {
  return printable(text.length <= NAME_CHARS_MAX ? text : `${text.slice(0, NAME_CHARS_MAX)}…`);
}

function unescapePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

function textOf(params: unknown, name: string): string {
  const value = objectOf(params)[name];
  return typeof value === "string" ? value : "";
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
