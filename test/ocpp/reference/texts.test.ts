import { describe, expect, it } from "vitest";
import { actionsOf } from "../../../src/ocpp/actions.ts";
import { enumerations } from "../../../src/ocpp/reference/enumerations/enumerations.ts";
import { explainAction, fieldReferences } from "../../../src/ocpp/reference/reference.ts";
import { fieldsOf } from "../../../src/ocpp/reference/shape.ts";
import type { ActionText } from "../../../src/ocpp/reference/text.ts";
import { actionText, fieldMeaning } from "../../../src/ocpp/reference/texts.ts";
import {
  actionTexts21,
  actionTexts201,
  fieldTexts2,
} from "../../../src/ocpp/reference/v2/index.ts";
import { fieldTexts16 } from "../../../src/ocpp/reference/v16/fields.ts";
import { actionTexts16 } from "../../../src/ocpp/reference/v16/texts.ts";
import { schemaOf, schemasOf } from "../../../src/ocpp/schemas.ts";
import { ocppVersions } from "../../../src/ocpp/versions.ts";

const TEXT_CHARS_MAX = 300;

const texts = [...actionTexts16, ...actionTexts201, ...actionTexts21];

function sentencesOf(text: ActionText): readonly string[] {
  const { purpose, when, mistakes, request, response } = text;
  return [purpose, when, ...mistakes, ...Object.values(request), ...Object.values(response)];
}

const sentences = [
  ...texts.flatMap(sentencesOf),
  ...Object.values(fieldTexts16),
  ...Object.values(fieldTexts2),
  ...[...enumerations.values()].flatMap((values) => [...values.values()]),
];

describe.each(ocppVersions)("the texts of %s", (version) => {
  it("there is one for every action", () => {
    const missing = [...actionsOf(version)].filter(
      (action) => actionText(version, action) === null,
    );
    expect(missing).toEqual([]);
  });

  it("every field of every message has a meaning", () => {
    const missing = [...actionsOf(version)].flatMap((action) =>
      (["request", "response", "send"] as const).flatMap((kind) =>
        fieldReferences(version, action, kind)
          .filter(({ meaning }) => meaning === null)
          .map(({ path }) => `${action} ${kind}: ${path}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  it("no text is about a field that the schema does not have", () => {
    const wrong = [...actionsOf(version)].flatMap((action) => {
      const text = actionText(version, action);
      return (["request", "response"] as const).flatMap((kind) => {
        const schema = schemaOf(version, action, kind) ?? schemaOf(version, action, "send") ?? {};
        const paths = fieldsOf(schema).map(({ path }) => path);
        return Object.keys(text?.[kind] ?? {})
          .filter((path) => !paths.includes(path))
          .map((path) => `${action} ${kind}: ${path}`);
      });
    });
    expect(wrong).toEqual([]);
  });

  it("counterparts are actions of the other versions", () => {
    for (const action of actionsOf(version)) {
      const [reference] = explainAction(action, version);
      const counterparts = reference?.counterparts ?? {};
      expect(Object.keys(counterparts)).toEqual(ocppVersions.filter((each) => each !== version));
      for (const other of ocppVersions) {
        const named = counterparts[other] ?? [];
        expect([...actionsOf(other)], action).toEqual(expect.arrayContaining([...named]));
      }
    }
  });
});

describe("every text", () => {
  it(`is a sentence of at most ${TEXT_CHARS_MAX} characters`, () => {
    const wrong = sentences.filter(
      (text) => text.length > TEXT_CHARS_MAX || !/^[\p{L}\d-].*\.$/su.test(text),
    );
    expect(wrong).toEqual([]);
    expect(sentences.length).toBeGreaterThan(700);
  });

  it("is our own, not the schema's", () => {
    const described = new Set<string>();
    for (const version of ocppVersions) {
      for (const schema of schemasOf(version).values()) collect(schema, described);
    }
    expect(described.size).toBeGreaterThan(300);
    expect(sentences.filter((text) => described.has(plain(text)))).toEqual([]);
  });
});

describe("fieldMeaning", () => {
  const shape = {
    ...{ path: "a.b.idToken", owner: "IdTokenType", type: "text", lengthMax: null },
    ...{ isRequired: false, values: null, enumeration: null },
  };

  it("is null for a field nobody knows", () => {
    const place = { version: "1.6", action: "Authorize", kind: "request" } as const;
    expect(fieldMeaning(place, { ...shape, path: "__proto__" })).toBeNull();
  });

  it("takes the action's own word before the common one", () => {
    const own = { version: "1.6", action: "ClearChargingProfile", kind: "request" } as const;
    const path = "stackLevel";
    const particular = fieldMeaning(own, { ...shape, path });
    const common = fieldMeaning({ ...own, action: "SetChargingProfile" }, { ...shape, path });
    expect(particular).toBe("Only those of this level.");
    expect(common).toBe(fieldTexts16["stackLevel"]);
  });
});

function collect(node: unknown, into: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "description" && typeof value === "string") into.add(plain(value));
    else collect(value, into);
  }
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_*.]+/g, " ")
    .trim();
}
