import { describe, expect, it } from "vitest";
import { fieldsOf } from "../../../src/ocpp/reference/shape.ts";
import { schemaOf } from "../../../src/ocpp/schemas.ts";

describe("fieldsOf", () => {
  it("tells fields flat, in the schema's order, with types in words", () => {
    const fields = fieldsOf(schemaOf("1.6", "StartTransaction", "request") ?? {});
    expect(
      fields.map(({ path, type, lengthMax, isRequired }) => [path, type, lengthMax, isRequired]),
    ).toEqual([
      ["connectorId", "whole number", null, true],
      ["idTag", "text", 20, true],
      ["meterStart", "whole number", null, true],
      ["reservationId", "whole number", null, false],
      ["timestamp", "date and time", null, true],
    ]);
  });

  it("follows references, names types and leaves customData out", () => {
    const fields = fieldsOf(schemaOf("2.0.1", "Authorize", "request") ?? {});
    expect(fields.find(({ path }) => path === "idToken.type")).toMatchObject({
      owner: "IdTokenType",
      type: "one of",
      enumeration: "IdTokenEnumType",
      values: expect.arrayContaining(["Central", "ISO14443"]),
    });
    expect(fields.find(({ path }) => path === "iso15118CertificateHashData")?.type).toBe(
      "list of 1 to 4 objects",
    );
    expect(fields.filter(({ path }) => path.includes("customData"))).toEqual([]);
  });

  it("says lists, ranges and steps", () => {
    const fields = fieldsOf({
      properties: {
        plain: { type: "array", items: { type: "string", maxLength: 5 } },
        exact: { type: "array", items: { type: "boolean" }, minItems: 2, maxItems: 2 },
        some: { type: "array", items: { type: "integer", minimum: 0 }, minItems: 3 },
        dates: { type: "array", items: { type: "string", format: "date-time" } },
        limit: { type: "number", multipleOf: 0.1 },
        share: { type: "number", minimum: 0, maximum: 100 },
        most: { type: "integer", maximum: 9 },
        address: { type: "string", format: "uri" },
        any: {},
      },
    });
    expect(fields.map(({ path, type }) => `${path}: ${type}`)).toEqual([
      "plain: list of texts",
      "exact: list of 2 true or false",
      "some: list of at least 3 whole numbers, 0 or more",
      "dates: list of dates and times",
      "limit: number, in steps of 0.1",
      "share: number, 0 to 100",
      "most: whole number, at most 9",
      "address: address",
      "any: anything",
    ]);
    expect(fields[0]?.lengthMax).toBe(5);
  });

  it("ends with a schema that contains itself", () => {
    const definitions = { T: { type: "object", properties: { t: { $ref: "#/definitions/T" } } } };
    const fields = fieldsOf({ definitions, properties: { t: { $ref: "#/definitions/T" } } });
    expect(fields.length).toBeLessThan(20);
  });
});
