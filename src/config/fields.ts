/**
 * The schema as a list that can be walked: every key with its type, default and sentence. Flags,
 * environment variables, the sample file and the reference page are all made from this list, so
 * that none of them can forget a key.
 */
import { z } from "zod";
import { assert } from "../base/assert.ts";
import { configSchema } from "./schema.ts";
import type { ValueMeta } from "./values.ts";

type Common = {
  readonly key: string;
  /** Dotted; the keys of a list's items follow `[]`, e.g. `listen[].tls.key`. */
  readonly path: string;
  readonly description: string;
  readonly isRequired: boolean;
};

export type ConfigValue = Common & {
  readonly kind: "value";
  /** For people: "a size of at least 1MiB, e.g. 64MiB". */
  readonly type: string;
  readonly choices: readonly string[];
  readonly isPath: boolean;
  readonly example: string | null;
  /** As the schema gives it out; undefined where there is none. */
  readonly fallback: unknown;
};
export type ConfigList = Common & {
  readonly kind: "list";
  readonly items: readonly ConfigField[];
  readonly shorthand: string | null;
  readonly fallback: unknown;
};
export type ConfigSection = Common & {
  readonly kind: "section";
  readonly fields: readonly ConfigField[];
};
export type ConfigField = ConfigValue | ConfigList | ConfigSection;

/** The top of the schema. */
export const configFields: readonly ConfigField[] = fieldsOf(configSchema, "");

/** What can be set by one flag or one variable: every value and every list outside of lists. */
export const settableFields: readonly (ConfigValue | ConfigList)[] = configFields.flatMap(settable);

function settable(field: ConfigField): readonly (ConfigValue | ConfigList)[] {
  return field.kind === "section" ? field.fields.flatMap(settable) : [field];
}

/** Finds a key by its path; numbers of list items are skipped: `listen.0.tls` is `listen[].tls`. */
export function fieldAt(path: readonly PropertyKey[]): ConfigField | null {
  let fields = configFields;
  let found: ConfigField | null = null;
  for (const key of path) {
    if (typeof key === "number") continue;
    found = fields.find((field) => field.key === key) ?? null;
    if (found === null) return null;
    fields = childrenOf(found);
  }
  return found;
}

export function childrenOf(field: ConfigField): readonly ConfigField[] {
  if (field.kind === "section") return field.fields;
  return field.kind === "list" ? field.items : [];
}

function fieldsOf(schema: z.ZodObject, prefix: string): readonly ConfigField[] {
  return Object.entries(schema.shape).map(([key, value]) => fieldOf(value, key, prefix));
}

function fieldOf(schema: unknown, key: string, prefix: string): ConfigField {
  const path = prefix + key;
  const { inner, meta, fallback, isRequired, description } = unwrap(schema);
  const common = { key, path, description, isRequired };
  if (inner instanceof z.ZodObject) {
    return { ...common, kind: "section", fields: fieldsOf(inner, `${path}.`) };
  }
  if (inner instanceof z.ZodArray) {
    const { element } = inner;
    assert(element instanceof z.ZodObject, `the items of ${path} are objects`);
    const items = fieldsOf(element, `${path}[].`);
    return { ...common, kind: "list", items, shorthand: meta.shorthand ?? null, fallback };
  }
  const choices = inner instanceof z.ZodEnum ? inner.options.map(String) : [];
  const type = choices.length > 0 ? choices.join(" | ") : (meta.type ?? "text");
  const { isPath = false, example = null } = meta;
  return { ...common, kind: "value", type, choices, isPath, example, fallback };
}

type Unwrapped = {
  readonly inner: unknown;
  readonly meta: ValueMeta;
  readonly fallback: unknown;
  readonly isRequired: boolean;
  readonly description: string;
};

/** Peels defaults and options off; what the outer layers say of themselves wins. */
function unwrap(schema: unknown): Unwrapped {
  assert(schema instanceof z.ZodType, "the configuration schema is made of zod types");
  const own = schema.meta() ?? {};
  const isLayer =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional;
  if (!isLayer) {
    const description = own.description ?? "";
    const meta = parseMeta(own);
    return { inner: schema, meta, fallback: undefined, isRequired: true, description };
  }
  const below = unwrap(schema.unwrap());
  return {
    inner: below.inner,
    meta: { ...below.meta, ...parseMeta(own) },
    fallback: schema instanceof z.ZodDefault ? schema.def.defaultValue : below.fallback,
    isRequired: false,
    description: own.description ?? below.description,
  };
}

function parseMeta(own: Readonly<Record<string, unknown>>): ValueMeta {
  const { type, shorthand, isPath, example } = own;
  return {
    ...(typeof type === "string" && { type }),
    ...(typeof shorthand === "string" && { shorthand }),
    ...(typeof example === "string" && { example }),
    ...(typeof isPath === "boolean" && { isPath }),
  };
}
