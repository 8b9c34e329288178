import { expect, it } from "vitest";
import { guessedType, keyRows, standardKeys } from "../../src/translate/config-keys.ts";

it("no two rows name one variable", () => {
  const names = keyRows.map(
    ({ component, variable, instance }) => `${component}.${variable}[${instance}]`,
  );
  expect(new Set(names).size).toBe(names.length);
});

it("has the standard's keys, but for the secret one", () => {
  expect(standardKeys).toContain("HeartbeatInterval");
  expect(standardKeys).not.toContain("AuthorizationKey");
  expect(standardKeys.length).toBeGreaterThan(49);
});

it("guesses a vendor's type by its value", () => {
  expect(["True", "12", "x", null].map(guessedType)).toEqual([
    "boolean",
    "integer",
    "string",
    "string",
  ]);
});
