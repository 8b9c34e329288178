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
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
};

const spoilt = fc.constantFrom<unknown>(
  ...[null, "", "x".repeat(60), "😀".repeat(26), 1.5, -1, 0.05, true, [], [1], {}, { a: 1 }],
);

export function documentOf(schema: object): fc.Arbitrary<unknown> {
  return documentFor(schema, schema, 0);
}

function documentFor(schema: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  const named = schema.$ref?.replace("#/definitions/", "");
  const target = named === undefined ? schema : root.definitions?.[named];
  const good = goodOf(target ?? {}, root, depth);
  return fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: spoilt });
}

function goodOf(schema: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return objectOf(schema, root, depth);
    case "array":
      return fc.array(documentFor(schema.items ?? {}, root, depth + 1), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, 2),
      });
    case "integer":
      return fc.integer({ min: Math.max(schema.minimum ?? 0, 0), max: 90 });
    case "number":
      return fc.integer({ min: 0, max: 900 }).map((tenths) => tenths / 10);
    case "boolean":
      return fc.boolean();
    default:
      return textOf(schema);
  }
}

function objectOf(schema: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => required.has(name) || depth < 3)
    .map(([name, child]) => [name, documentFor(child, root, depth + 1)] as const);
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
