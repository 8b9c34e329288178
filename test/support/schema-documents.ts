/** Documents that follow a JSON schema, or nearly do: each value is spoilt now and then. */
import fc from "fast-check";

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
};

const spoilt = fc.constantFrom<unknown>(
  ...[null, "", "x".repeat(60), "😀".repeat(26), 1.5, -1, 0.05, true, [], [1], {}, { a: 1 }],
);

type Plan = { readonly root: Schema; readonly isSpoilt: boolean };

export function documentOf(schema: object): fc.Arbitrary<unknown> {
  return documentFor(schema, { root: schema, isSpoilt: true }, 0);
}

/** Only documents that follow it. */
export function validDocumentOf(schema: object): fc.Arbitrary<unknown> {
  return documentFor(schema, { root: schema, isSpoilt: false }, 0);
}

/** One step away from the schema each: a field left out, unknown, or of another kind. */
export function mutationsOf(
  schema: object,
  document: unknown,
): readonly { readonly what: string; readonly mutant: unknown }[] {
  const { required = [], properties = {}, additionalProperties } = schema as Schema;
  if (typeof document !== "object" || document === null) return [];
  const fields = new Map(Object.entries(document));
  const changed = (name: string, value: unknown) =>
    Object.fromEntries([...fields].filter(([other]) => other !== name).concat([[name, value]]));
  const without = (name: string) =>
    Object.fromEntries([...fields].filter(([other]) => other !== name));
  return [
    ...["text", 1, null, true, []].map((mutant) => ({ what: "no object", mutant })),
    ...required.map((name) => ({ what: `no ${name}`, mutant: without(name) })),
    ...(additionalProperties === false
      ? [{ what: "unknown", mutant: changed("unknownField", 1) }]
      : []),
    ...Object.keys(properties)
      .filter(
        (name) => properties[name]?.type !== undefined || properties[name]?.$ref !== undefined,
      )
      .map((name) => ({ what: `${name} null`, mutant: changed(name, null) })),
    ...Object.entries(properties).flatMap(([name, { type, maxLength }]) =>
      type === "string" && maxLength !== undefined
        ? [{ what: `${name} too long`, mutant: changed(name, "x".repeat(maxLength + 1)) }]
        : [],
    ),
  ];
}

function documentFor(schema: Schema, plan: Plan, depth: number): fc.Arbitrary<unknown> {
  const named = schema.$ref?.replace("#/definitions/", "");
  const target = named === undefined ? schema : plan.root.definitions?.[named];
  const good = goodOf(target ?? {}, plan, depth);
  return plan.isSpoilt
    ? fc.oneof({ weight: 25, arbitrary: good }, { weight: 1, arbitrary: spoilt })
    : good;
}

function goodOf(schema: Schema, plan: Plan, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return objectOf(schema, plan, depth);
    case "array":
      return fc.array(documentFor(schema.items ?? {}, plan, depth + 1), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, 2),
      });
    case "integer":
      return fc.integer(rangeOf(schema, 90));
    case "number":
      return fc.integer(rangeOf(schema, 90, 10)).map((tenths) => tenths / 10);
    case "boolean":
      return fc.boolean();
    default:
      return textOf(schema);
  }
}

function rangeOf({ minimum = 0, maximum }: Schema, above: number, times = 1) {
  const max = maximum ?? minimum + above;
  return { min: Math.min(minimum, max) * times, max: max * times };
}

function objectOf(schema: Schema, plan: Plan, depth: number): fc.Arbitrary<unknown> {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => required.has(name) || depth < 3)
    .map(([name, child]) => [name, documentFor(child, plan, depth + 1)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

function textOf({ format, maxLength = 50 }: Schema): fc.Arbitrary<string> {
  if (format === "date-time") {
    return fc.constantFrom(
      ...["2026-01-31T12:00:00Z", "2026-02-28T23:59:59.999Z", "2026-01-31T12:00:00+01:00"],
    );
  }
  if (format === "uri") return fc.constantFrom("https://csms.example/x", "ftp://a");
  return fc
    .string({ maxLength: Math.min(maxLength, 60), unit: "grapheme" })
    .map((text) => [...text].slice(0, maxLength).join(""));
}
