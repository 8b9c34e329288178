import { describe, expect, test } from "vitest";
import { actionsOf } from "../../../../src/ocpp/actions.ts";
import type { ActionText } from "../../../../src/ocpp/reference/text.ts";
import {
  actionTexts21,
  actionTexts201,
  fieldTexts2,
} from "../../../../src/ocpp/reference/v2/index.ts";
import { type SchemaKind, schemasOf } from "../../../../src/ocpp/schemas.ts";

type Schema = {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
};

const textsOf = {
  "2.0.1": new Map(actionTexts201.map((text) => [text.action, text])),
  "2.1": new Map([...actionTexts201, ...actionTexts21].map((text) => [text.action, text])),
};

const allFields = [
  ...Object.values(fieldTexts2),
  ...[...actionTexts201, ...actionTexts21].flatMap(({ request, response }) => [
    ...Object.values(request),
    ...Object.values(response),
  ]),
];

const allTexts = [
  ...allFields,
  ...[...actionTexts201, ...actionTexts21].flatMap(({ purpose, when, mistakes }) => [
    purpose,
    when,
    ...mistakes,
  ]),
];

function fieldsOf(schema: Schema | undefined): string[] {
  return Object.keys(schema?.properties ?? {}).filter((field) => field !== "customData");
}

function messageOf(name: string): { readonly action: string; readonly kind: SchemaKind } {
  const end = /Re(quest|sponse)$/.exec(name)?.[0];
  return {
    action: end === undefined ? name : name.slice(0, -end.length),
    kind: end === undefined ? "send" : end === "Request" ? "request" : "response",
  };
}

function own(text: ActionText | undefined, kind: SchemaKind): Readonly<Record<string, string>> {
  return (kind === "response" ? text?.response : text?.request) ?? {};
}

function unexplained(version: "2.0.1" | "2.1"): string[] {
  return [...schemasOf(version)].flatMap(([name, schema]) => {
    const { properties, definitions } = schema as Schema;
    const { action, kind } = messageOf(name);
    const texts = own(textsOf[version].get(action), kind);
    const ofMessage = fieldsOf({ properties: properties ?? {} })
      .filter((field) => !Object.hasOwn(texts, field) && !Object.hasOwn(fieldTexts2, field))
      .map((field) => `${name}.${field}`);
    const ofTypes = Object.entries(definitions ?? {})
      .filter(([type]) => type !== "CustomDataType")
      .flatMap(([type, definition]) => fieldsOf(definition).map((field) => `${type}.${field}`))
      .filter((key) => !Object.hasOwn(fieldTexts2, key));
    return [...ofMessage, ...ofTypes];
  });
}

/** Every sentence or phrase of the schemas, as letters only. */
function descriptions(version: "2.0.1" | "2.1"): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== "description" || typeof inner !== "string") walk(inner);
      else
        for (const line of [inner, ...inner.split(/\r?\n|urn:\S+|\*\(2\.1\)\*/)])
          found.add(letters(line));
    }
  };
  for (const schema of schemasOf(version).values()) walk(schema);
  return found;
}

function letters(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();
}

describe("what is said about OCPP 2.0.1 and 2.1", () => {
  test("covers every action of 2.0.1, and no other", () => {
    expect([...textsOf["2.0.1"].keys()].sort()).toEqual([...actionsOf("2.0.1")].sort());
    expect(textsOf["2.0.1"].size).toBe(actionTexts201.length);
  });

  test("covers every action of 2.1, and no other", () => {
    expect([...textsOf["2.1"].keys()].sort()).toEqual([...actionsOf("2.1")].sort());
    expect(new Set(actionTexts21.map(({ action }) => action)).size).toBe(actionTexts21.length);
  });

  test.each(["2.0.1", "2.1"] as const)("explains every field of %s", (version) => {
    expect(unexplained(version)).toEqual([]);
  });

  test("explains no field that does not exist", () => {
    const known = new Set(
      (["2.0.1", "2.1"] as const).flatMap((version) =>
        [...schemasOf(version)].flatMap(([name, schema]) => {
          const { properties, definitions } = schema as Schema;
          const { action, kind } = messageOf(name);
          const side = kind === "response" ? "response" : "request";
          return [
            ...fieldsOf({ properties: properties ?? {} }).flatMap((field) => [
              field,
              `${action} ${side} ${field}`,
            ]),
            ...Object.entries(definitions ?? {}).flatMap(([type, definition]) =>
              fieldsOf(definition).map((field) => `${type}.${field}`),
            ),
          ];
        }),
      ),
    );
    const said = [
      ...Object.keys(fieldTexts2),
      ...[...actionTexts201, ...actionTexts21].flatMap(({ action, request, response }) => [
        ...Object.keys(request).map((field) => `${action} request ${field}`),
        ...Object.keys(response).map((field) => `${action} response ${field}`),
      ]),
    ];
    expect(said.filter((key) => !known.has(key))).toEqual([]);
  });

  test("names only counterparts that exist", () => {
    for (const { counterparts } of [...actionTexts201, ...actionTexts21]) {
      for (const version of ["1.6", "2.0.1", "2.1"] as const) {
        const known = new Set(actionsOf(version));
        expect((counterparts[version] ?? []).filter((action) => !known.has(action))).toEqual([]);
      }
    }
  });

  test("is short, and in whole sentences", () => {
    expect(allTexts.filter((text) => text.length > 300 || !text.endsWith("."))).toEqual([]);
  });

  test("copies nothing from the schemas", () => {
    const copied = new Set([...descriptions("2.0.1"), ...descriptions("2.1")]);
    expect(allTexts.filter((text) => copied.has(letters(text)))).toEqual([]);
  });
});
