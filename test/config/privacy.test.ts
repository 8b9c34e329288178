import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";

it("masks three names unless told otherwise, hashes no tokens, and encrypts the spool", () => {
  const { record, spool } = configSchema.parse({});
  expect(record.redact).toEqual(["AuthorizationKey", "BasicAuthPassword", "keyCode"]);
  expect(record.hashIdTokens).toBe(false);
  expect(spool.encrypt).toBe(true);
  expect(configSchema.parse({ record: { redact: "A, B" } }).record.redact).toEqual(["A", "B"]);
  expect(configSchema.safeParse({ record: { redact: ['a"b'] } }).success).toBe(false);
});
