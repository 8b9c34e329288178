import { expect, it } from "vitest";
import { isSecret } from "../../src/ocpp/secrets.ts";

it("hides credentials, tokens, settings and foreign contents", () => {
  expect(isSecret("Authorize", ["idTag"])).toBe(true);
  expect(isSecret("Authorize", ["idToken", "idToken"])).toBe(true);
  expect(isSecret("ChangeConfiguration", ["value"])).toBe(true);
  expect(isSecret("GetConfiguration", ["configurationKey", "3", "value"])).toBe(true);
  expect(isSecret("SetVariables", ["setVariableData", "0", "attributeValue"])).toBe(true);
  expect(isSecret("SetNetworkProfile", ["connectionData", "vpn", "key"])).toBe(true);
  expect(isSecret("GetDiagnostics", ["location"])).toBe(true);
  expect(isSecret("DataTransfer", ["data"])).toBe(true);
});

it("shows what is needed to understand a fault", () => {
  expect(isSecret("Authorize", ["idToken", "type"])).toBe(false);
  expect(isSecret("ChangeConfiguration", ["key"])).toBe(false);
  const sample = ["meterValue", "0", "sampledValue", "0"];
  expect(isSecret("MeterValues", [...sample, "value"])).toBe(false);
  expect(isSecret("MeterValues", [...sample, "location"])).toBe(false);
});
