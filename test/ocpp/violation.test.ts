import { expect, it } from "vitest";
import { validate } from "../../src/ocpp/validator.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";
import { isReal } from "../../src/ocpp/violation.ts";

function violations(action: string, payload: unknown, version: OcppVersion = "1.6") {
  const verdict = validate({ version, action, kind: "request" }, payload);
  return verdict.kind === "invalid" ? verdict.violations : [];
}

const status = { connectorId: 1, errorCode: "NoError", status: "Available" };

it("names the missing field, and what may be meant as it", () => {
  const { status: _status, ...rest } = status;
  expect(violations("StatusNotification", { ...rest, Status: "Available" })).toMatchObject([
    {
      path: "status",
      keyword: "required",
      actual: "nothing",
      hint: '"Status" may be meant as this field',
      errorCode: "OccurenceConstraintViolation",
      severity: "error",
    },
    {
      path: "Status",
      keyword: "additionalProperties",
      expected: "no field of this name",
      actual: "a string of 9 characters (not shown)",
      hint: "did you mean status?",
      severity: "warning",
    },
  ]);
});

it("tells quoted numbers, null and unquoted text", () => {
  const found = violations("StatusNotification", { ...status, connectorId: "1", info: null });
  expect(found).toMatchObject([
    {
      path: "connectorId",
      expected: "an integer",
      actual: 'the string "1"',
      hint: "the numeric value is quoted",
      errorCode: "TypeConstraintViolation",
      severity: "error",
    },
    { path: "info", actual: "null", hint: "a field without a value is left out, not sent as null" },
  ]);
  const vendor = violations("StatusNotification", { ...status, vendorId: 7, connectorId: 1.5 });
  expect(vendor.map(({ hint }) => hint).sort()).toEqual([
    "the number has a fraction",
    "the value needs quotes",
  ]);
});

it("lists the values of an enumeration and the nearest one", () => {
  const [found] = violations("StatusNotification", { ...status, status: "available" });
  expect(found?.expected).toBe(
    "one of 9 (Available, Preparing, Charging, SuspendedEVSE, SuspendedEV, Finishing, Reserved, Unavailable, …)",
  );
  expect(found?.hint).toBe("did you mean Available?");
});

it("tells a time without a zone from other text", () => {
  const [found] = violations("StatusNotification", { ...status, timestamp: "2026-01-31T12:00:00" });
  expect(found?.hint).toBe("the time zone is missing: for UTC, append Z");
  expect(violations("StatusNotification", { ...status, timestamp: "now" })[0]?.hint).toBe("");
});

it("shortens long text, and makes it printable", () => {
  const [found] = violations("StatusNotification", { ...status, info: `\u001b${"x".repeat(99)}` });
  expect(found?.expected).toBe("at most 50 characters");
  expect(found?.actual).toBe(`the string "\\u001b${"x".repeat(39)}…" of 100 characters`);
});

it("keeps secrets to itself", () => {
  const secret = "s3cret".repeat(100);
  const all = [
    ...violations("Authorize", { idTag: secret }),
    ...violations("ChangeConfiguration", { key: "AuthorizationKey", value: secret }),
    ...violations("Authorize", { idToken: { idToken: secret, type: "Local" } }, "2.0.1"),
    ...violations("DataTransfer", { vendorId: "v", password: secret }),
  ];
  expect(all).toHaveLength(4);
  expect(JSON.stringify(all)).not.toContain("s3cret");
});

it("names types of 2.x, and paths through arrays", () => {
  const found = violations(
    "SendLocalList",
    {
      versionNumber: 1,
      updateType: "Full",
      localAuthorizationList: [{ idToken: { idToken: "1", type: "RFID" } }],
    },
    "2.0.1",
  );
  expect(found).toMatchObject([
    { path: "localAuthorizationList.0.idToken.type", typeName: "IdTokenEnumType" },
  ]);
});

it("does not believe what only a shortened copy lacks", () => {
  const error = { keyword: "required", instancePath: "/a~1b", params: { missingProperty: "x" } };
  const full = { ...error, schemaPath: "", schema: [] };
  expect(isReal(full, { "a/b": { x: 1 } })).toBe(false);
  expect(isReal(full, { "a/b": { y: 1 } })).toBe(true);
  const few = { ...full, keyword: "minItems", instancePath: "/a", schema: 2 };
  expect(isReal(few, { a: [1, 2, 3] })).toBe(false);
});
