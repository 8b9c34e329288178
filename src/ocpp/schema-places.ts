/**
 * An official schema → where in its message something is: the fields that hold a time, and whether
 * a field is required. Found once per schema, so that a message is only asked at its places.
 */
import { type SchemaKind, schemaOf } from "./schemas.ts";
import type { OcppVersion } from "./versions.ts";

type Schema = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: SchemaKind;
};

/** Names of fields from the outside in; `*` stands for every item of an array. */
type Place = readonly string[];

/** Deeper than any schema of the standard; two of them refer to themselves. */
const DEPTH_MAX = 8;

const noPlaces: readonly Place[] = [];
const timePlaces = new WeakMap<object, readonly Place[]>();

/** Where times are, in the order of the schema. None for an unknown message. */
export function timePlacesOf({ version, action, kind }: Schema): readonly Place[] {
  const schema = schemaOf(version, action, kind);
  if (schema === null) return noPlaces;
  let places = timePlaces.get(schema);
  if (places === undefined) {
    places = placesBelow(schema, { root: schema, place: [] });
    timePlaces.set(schema, places);
  }
  return places;
}

/** Whether the schema knows the field at the path and does not require it. */
export function isOptional({ version, action, kind }: Schema, path: readonly string[]): boolean {
  const root: unknown = schemaOf(version, action, kind);
  let node = root;
  let isRequired = true;
  for (const step of path) {
    const at = resolved(node, root);
    const field = memberOf(memberOf(at, "properties"), step);
    const list: unknown = memberOf(at, "required");
    isRequired = field === undefined || (Array.isArray(list) && list.includes(step));
    node = field ?? memberOf(at, "items");
    if (node === undefined) return false;
  }
  return !isRequired;
}

function placesBelow(
  node: unknown,
  { root, place }: { readonly root: unknown; readonly place: Place },
): readonly Place[] {
  if (place.length > DEPTH_MAX) return noPlaces;
  const at = resolved(node, root);
  if (memberOf(at, "format") === "date-time") return [place];
  const items = memberOf(at, "items");
  if (items !== undefined) return placesBelow(items, { root, place: [...place, "*"] });
  const properties = memberOf(at, "properties");
  if (typeof properties !== "object" || properties === null) return noPlaces;
  return Object.entries(properties).flatMap(([name, field]) =>
    placesBelow(field, { root, place: [...place, name] }),
  );
}

function resolved(node: unknown, root: unknown): unknown {
  const reference = memberOf(node, "$ref");
  const name = typeof reference === "string" ? /^#\/definitions\/(\w+)$/.exec(reference)?.[1] : "";
  return name === undefined || name === "" ? node : memberOf(memberOf(root, "definitions"), name);
}

function memberOf(node: unknown, name: string): unknown {
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, name)) return undefined;
  return (node as Readonly<Record<string, unknown>>)[name];
}
