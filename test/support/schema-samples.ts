/** Payloads made of the official schemas: the least, the whole, and more than they allow. */
import type { Json } from "../../src/exchange/message.ts";
import { type SchemaKind, schemaOf } from "../../src/ocpp/schemas.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";

export type Size = "least" | "whole" | "overlong";

export type Sampled = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: SchemaKind;
  readonly size: Size;
  /** Of each enumeration the word at this place, counted round. */
  readonly word: number;
};

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly definitions?: Readonly<Record<string, Schema>>;
};

export function samplePayload(sampled: Sampled): Json {
  const { version, action, kind } = sampled;
  const root = schemaOf(version, action, kind) as Schema;
  return sampleOf(root, { ...sampled, root, depth: 0, name: "" });
}

type Context = Sampled & { readonly root: Schema; readonly depth: number; readonly name: string };

/** Deeper than any message of OCPP. */
const DEPTH_MAX = 12;

function sampleOf(schema: Schema, context: Context): Json {
  const { root, size, word, depth, name } = context;
  const inner = { ...context, depth: depth + 1 };
  if (schema.$ref !== undefined) {
    const named = root.definitions?.[schema.$ref.split("/").at(-1) ?? ""];
    return named === undefined || depth > DEPTH_MAX ? {} : sampleOf(named, inner);
  }
  if (schema.enum !== undefined) return schema.enum[word % schema.enum.length] ?? null;
  switch (schema.type) {
    case "object": {
      const names = Object.keys(schema.properties ?? {}).filter(
        (each) => size !== "least" || schema.required?.includes(each),
      );
      return Object.fromEntries(
        names.map((each) => [
          each,
          sampleOf(schema.properties?.[each] ?? {}, { ...inner, name: each }),
        ]),
      );
    }
    case "array": {
      const most = Math.min(schema.maxItems ?? 2, 2);
      const length = size === "least" ? (schema.minItems ?? 0) : most;
      return Array.from({ length }, () => sampleOf(schema.items ?? {}, inner));
    }
    case "integer":
      return schema.minimum ?? 1;
    case "number":
      return 1.5;
    case "boolean":
      return word % 2 === 0;
    default:
      return textOf(schema, { size, name });
  }
}

function textOf(schema: Schema, { size, name }: { size: Size; name: string }): string {
  if (schema.format === "date-time" || /timestamp|date/i.test(name)) return "2026-05-01T10:00:00Z";
  if (schema.format === "uri") return "https://example.com/x";
  if (name === "value") return "42.5";
  if (size === "overlong") return "é".repeat((schema.maxLength ?? 2_500) + 1);
  return size === "least" ? "x" : "X".repeat(Math.min(schema.maxLength ?? 50, 50));
}
