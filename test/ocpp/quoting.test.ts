import { expect, it } from "vitest";
import { isQuotable, withoutCredentials } from "../../src/ocpp/quoting.ts";

const asked = (payload: unknown, action = "ChangeConfiguration") => ({ action, payload });

it("does not repeat a secret of the call, nor a piece of one", () => {
  const call = asked({ key: "AuthorizationKey", value: "Correct-Horse-9" });
  expect(isQuotable('"Correct-Horse-9" is too short', call)).toBe(false);
  expect(isQuotable("correct-horse-9", call)).toBe(false);
  expect(isQuotable("Value Corre… is too short", call)).toBe(false);
  expect(isQuotable("AuthorizationKey needs 16 to 40 characters", call)).toBe(true);
});

it("finds secrets at any depth, in fields that no schema has, and below wrong types", () => {
  expect(isQuotable("no hunter2", asked({ wifi: { pasword: "hunter2" } }))).toBe(false);
  expect(isQuotable("no hunter2", asked({ value: [{ x: "hunter2" }] }))).toBe(false);
  expect(isQuotable("no 4711", asked({ idToken: { idToken: 4711 } }, "Authorize"))).toBe(false);
});

it("repeats what anybody may see", () => {
  expect(isQuotable("300 is too large", asked({ key: "HeartbeatInterval", value: "300" }))).toBe(
    true,
  );
  const variable = { name: "HeartbeatInterval" };
  const set = { setVariableData: [{ variable, attributeValue: "300" }] };
  expect(isQuotable("300 is too large", asked(set, "SetVariables"))).toBe(true);
  const token = { idToken: { idToken: "04A1B2", type: "ISO14443" } };
  expect(isQuotable("ISO14443 is not supported", asked(token, "Authorize"))).toBe(true);
});

it("repeats nothing where the call is not known", () => {
  expect(isQuotable("anything", null)).toBe(false);
  expect(isQuotable("anything", asked(null))).toBe(false);
});

it("takes credentials out of free text", () => {
  expect(withoutCredentials("ftp://user:word@host/x failed")).toBe("ftp://***@host/x failed");
  expect(withoutCredentials('{"password":"word","port":21}')).toBe('{"password":"***","port":21}');
  expect(withoutCredentials("AuthorizationKey = word, retry")).toBe(
    "AuthorizationKey = ***, retry",
  );
  expect(withoutCredentials("Authorization: Basic d29yZA==")).toBe("Authorization: Basic ***");
  expect(withoutCredentials("key -----BEGIN PRIVATE KEY-----\nabc")).toBe("key ***");
  expect(withoutCredentials("The keypad is worn out")).toBe("The keypad is worn out");
});
