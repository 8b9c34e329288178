import { expect, it } from "vitest";
import {
  credentialPattern,
  isCredentialField,
  isCredentialSetting,
  isTokenField,
  isTokenSetting,
} from "../../src/ocpp/credentials.ts";

const none = new Set<string>();

it("tells fields with credentials by name and place", () => {
  expect(isCredentialField("basicAuthPassword", "", none)).toBe(true);
  expect(isCredentialField("key", "vpn", none)).toBe(true);
  expect(isCredentialField("key", "configurationKey", none)).toBe(false);
  expect(isCredentialField("Depot", "", new Set(["depot"]))).toBe(true);
});

it("tells settings with credentials", () => {
  const all = [
    "AuthorizationKey",
    "BasicAuthPassword",
    "WebKey",
    "MasterPin",
    "APN_pwd",
    "CloudToken",
  ];
  expect(all.every((name) => isCredentialSetting(name, none))).toBe(true);
  const others = [
    ...["MasterPassGroupId", "GetConfigurationMaxKeys", "MeterValueSampleInterval"],
    // 2.0.1's TokenReader, whose value is a driver's token, and words about tokens.
    ...["Token", "TokenType", "DefaultIdToken", "MaxTokens"],
  ];
  expect(others.some((name) => isCredentialSetting(name, none))).toBe(false);
});

it("tells tokens", () => {
  expect(isTokenField("parentIdTag") && isTokenField("idToken")).toBe(true);
  expect(isTokenField("transactionId")).toBe(false);
  expect(isTokenSetting("ChargeDefaultIdTag")).toBe(true);
});

it("names of operators are text in patterns", () => {
  expect(new RegExp(credentialPattern(new Set(["a.b"]))).test("axb")).toBe(false);
});
