/**
 * The official JSON schemas of OCPP 1.6 (with its security extension), 2.0.1 and 2.1, by action and
 * kind of message. They come from `typed-ocpp` as data; nothing else of it is ever loaded, because
 * it compiles everything at import. A version's schemas are read when first asked for.
 *
 * Action names are chosen by peers (`__proto__` is a legal one), so they are looked up in maps.
 */
import { createRequire } from "node:module";
import { withOfficialLimits } from "./overlay.ts";
import type { OcppVersion } from "./versions.ts";

/** A SEND has no response, and its schema no suffix (OCPP 2.1 Part 4 §4.2.6). */
export type SchemaKind = "request" | "response" | "send";

type Schemas = ReadonlyMap<string, object>;

const require = createRequire(import.meta.url);

const load = {
  "1.6": (): unknown => require("typed-ocpp/dist/ocpp16/schemas.js"),
  "2.0.1": (): unknown => require("typed-ocpp/dist/ocpp20/schemas.js"),
  "2.1": (): unknown => require("typed-ocpp/dist/ocpp21/schemas.js"),
} satisfies Record<OcppVersion, () => unknown>;

const loaded = new Map<OcppVersion, Schemas>();

const suffixOf = { request: "Request", response: "Response", send: "" } satisfies Record<
  SchemaKind,
  string
>;

/** All schemas of a version, e.g. `BootNotificationRequest`. */
export function schemasOf(version: OcppVersion): Schemas {
  let schemas = loaded.get(version);
  if (schemas === undefined) {
    schemas = parseSchemas(version, load[version]());
    loaded.set(version, schemas);
  }
  return schemas;
}

/** Null for an action that the version does not have. */
export function schemaOf(version: OcppVersion, action: string, kind: SchemaKind): object | null {
  // Without a suffix, `AuthorizeRequest` would pass for an action.
  if (kind === "send" && /Re(quest|sponse)$/.test(action)) return null;
  return schemasOf(version).get(`${action}${suffixOf[kind]}`) ?? null;
}

/** The names of a version's actions, in alphabetical order. */
export function actionsOf(version: OcppVersion): readonly string[] {
  const names = [...schemasOf(version).keys()].map((name) => name.replace(/Re(quest|sponse)$/, ""));
  return [...new Set(names)].sort();
}

function parseSchemas(version: OcppVersion, module: unknown): Schemas {
  const schemas = new Map<string, object>();
  if (typeof module !== "object" || module === null) return schemas;
  for (const [name, schema] of Object.entries(module)) {
    if (typeof schema !== "object" || schema === null) continue;
    schemas.set(name, version === "1.6" ? withOfficialLimits(name, schema) : schema);
  }
  return schemas;
}
