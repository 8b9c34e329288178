/**
 * `/api/schema/{version}/{action}`: the JSON schema that a message is held against, for forms. Texts
 * of the standard are left out: they are three quarters of it, and the reference has our own words.
 */

import { OperationalError } from "../base/errors.ts";
import { otherSender } from "../base/ids.ts";
import { nearest } from "../base/nearest.ts";
import { isObject } from "../base/objects.ts";
import { sendersOfAction } from "../ocpp/actions.ts";
import { actionsOf, type SchemaKind, schemaOf } from "../ocpp/schemas.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";

type Asked = {
  readonly version: string;
  readonly action: string;
  readonly kind: "request" | "response";
};

/** Longer names are none of any standard's, and are not repeated. Unit: characters. */
const NAME_CHARS_MAX = 60;

export function messageSchemaOf({ version: asked, action, kind }: Asked) {
  const version = ocppVersions.find((each) => each === asked);
  if (version === undefined) {
    throw new OperationalError("NOT_FOUND", {
      what: "OCPP version of this name",
      remedy: `Ask for one of ${ocppVersions.join(", ")}.`,
    });
  }
  const isSend = kind === "request" && schemaOf(version, action, "send") !== null;
  const schemaKind: SchemaKind = isSend ? "send" : kind;
  const schema = schemaOf(version, action, schemaKind);
  const callers = sendersOfAction(version, action);
  if (schema === null || callers === null) throw notFound(version, action, kind);
  const senders = kind === "response" ? callers.map(otherSender) : [...callers];
  return { version, action, kind: schemaKind, senders, schema: slim(schema) };
}

function notFound(version: OcppVersion, action: string, kind: string): OperationalError {
  if (schemaOf(version, action, "send") !== null) {
    return new OperationalError("NOT_FOUND", {
      what: `response to ${action}: nobody answers it`,
      remedy: "Ask for kind=request.",
    });
  }
  const near = nearest(action, actionsOf(version));
  const name = action.length > NAME_CHARS_MAX ? "of this name" : action;
  return new OperationalError("NOT_FOUND", {
    what: `${kind} of an action ${name} in OCPP ${version}`,
    remedy: `${near === null ? "" : `Perhaps ${near} was meant; `}/api/reference lists all actions.`,
  });
}

/** Some schemas define every type of the standard; only those that are used are given. */
function slim(full: object): Readonly<Record<string, unknown>> {
  const { definitions, ...schema } = withoutTexts(full);
  if (typeof definitions !== "object" || definitions === null) return schema;
  const all = new Map<string, unknown>(Object.entries(definitions));
  const used = new Set<string>(typesIn(schema));
  for (const name of used) for (const other of typesIn(all.get(name))) used.add(other);
  return {
    ...schema,
    definitions: Object.fromEntries([...all].filter(([name]) => used.has(name))),
  };
}

function typesIn(schema: unknown): readonly string[] {
  const text = JSON.stringify(schema) ?? "";
  return [...text.matchAll(/"\$ref":"#\/definitions\/(\w+)"/g)].flatMap(([, name]) => name ?? []);
}

const TEXTS: ReadonlySet<string> = new Set([
  "$id",
  "$schema",
  "comment",
  "description",
  "javaType",
]);
/** In these, names are those of fields and types, and `description` may be one. */
const NAMED: ReadonlySet<string> = new Set(["properties", "definitions"]);

function withoutTexts(schema: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !TEXTS.has(keyword))
      .map(([keyword, value]) => [keyword, NAMED.has(keyword) ? eachOf(value) : within(value)]),
  );
}

function eachOf(named: unknown): unknown {
  if (typeof named !== "object" || named === null) return named;
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, within(value)]));
}

function within(value: unknown): unknown {
  return isObject(value) ? withoutTexts(value) : value;
}
