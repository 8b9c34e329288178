import { expect, it } from "vitest";
import { meaningOf } from "../../../src/findings/rules/fault-codes.ts";
import { schemaOf } from "../../../src/ocpp/schemas.ts";

it("knows every error code of 1.6, and no other", () => {
  const schema = JSON.stringify(schemaOf("1.6", "StatusNotification", "request"));
  const [, list = ""] = /"errorCode":\{[^}]*"enum":\[([^\]]*)\]/.exec(schema) ?? [];
  const codes = list.split(",").map((code) => code.replaceAll('"', ""));
  expect(codes.length).toBe(16);
  for (const code of codes) expect(meaningOf(code) === "", code).toBe(code === "NoError");
  expect(meaningOf("__proto__")).toBe("");
});
