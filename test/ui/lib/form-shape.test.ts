import { describe, expect, it } from "vitest";
import { messageSchemaOf } from "../../../src/console/message-schema.ts";
import { actionsOf } from "../../../src/ocpp/schemas.ts";
import { validate } from "../../../src/ocpp/validator.ts";
import { ocppVersions } from "../../../src/ocpp/versions.ts";
import {
  numberIn,
  ordered,
  shapeOf,
  startValue,
  withValue,
} from "../../../src/ui/lib/form-shape.ts";

const NOW = "2026-11-21T09:00:00Z";

describe.each(ocppVersions)("every message of OCPP %s", (version) => {
  it.each(["request", "response"] as const)("has a form that begins valid: %s", (asked) => {
    for (const action of actionsOf(version)) {
      const isSend = action === "NotifyPeriodicEventStream";
      if (isSend && asked === "response") continue;
      const { kind, schema } = messageSchemaOf({ version, action, kind: asked });
      const shape = shapeOf(schema);
      const value = startValue(shape, NOW);
      const verdict = validate({ version, action, kind }, value);
      expect(verdict, `${action}: ${JSON.stringify(value)}`).toMatchObject({ kind: "valid" });
      expect(ordered(value, shape)).toEqual(value);
    }
  });
});

it("puts required fields first, and vendors' own data last", () => {
  const shape = shapeOf({
    type: "object",
    properties: { customData: {}, b: { type: "string" }, a: { type: "boolean" } },
    required: ["a"],
  });
  expect(shape.kind === "object" && shape.fields.map(({ name }) => name)).toEqual([
    ...["a", "b", "customData"],
  ]);
  expect(JSON.stringify(ordered({ b: "x", z: 1, a: true }, shape))).toBe(
    '{"a":true,"b":"x","z":1}',
  );
});

it("replaces, adds and removes a value at its place, and nothing else", () => {
  const value = { a: [{ b: 1 }, { b: 2 }], c: "x" };
  expect(withValue(value, ["a", 1, "b"], 3)).toEqual({ a: [{ b: 1 }, { b: 3 }], c: "x" });
  expect(withValue(value, ["a", 0], undefined)).toEqual({ a: [{ b: 2 }], c: "x" });
  expect(withValue(value, ["c"], undefined)).toEqual({ a: [{ b: 1 }, { b: 2 }] });
  expect(withValue(value, ["d", "e"], true)).toMatchObject({ c: "x", d: { e: true } });
  expect(value).toEqual({ a: [{ b: 1 }, { b: 2 }], c: "x" });
});

it("takes a text for a number only where it is one", () => {
  expect(["1", "-2.50", " 3 ", "1e3"].map(numberIn)).toEqual([1, -2.5, 3, 1000]);
  expect(["", "1.", "0x1", "Infinity", "ten", "1e999"].map(numberIn)).toEqual([
    ...["", "1.", "0x1", "Infinity", "ten", "1e999"],
  ]);
});
