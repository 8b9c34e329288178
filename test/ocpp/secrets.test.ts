import { expect, it } from "vitest";
import { isCredentialField, isCredentialSetting } from "../../src/ocpp/credentials.ts";
import { isPlainSetting, isSecret, isSettingShown } from "../../src/ocpp/secrets.ts";

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

it("shows values of settings only where they cannot be a secret", () => {
  expect(isPlainSetting("HeartbeatInterval", "300")).toBe(true);
  expect(isPlainSetting("WebSocketPingInterval", "60")).toBe(true);
  expect(isPlainSetting("AuthorizeRemoteTxRequests", "False")).toBe(true);
  expect(isPlainSetting("SecurityProfile", "2")).toBe(true);
  expect(isPlainSetting("MeterValuesSampledData", "Voltage,Current.Import")).toBe(true);
  for (const name of ["AuthorizationKey", "BasicAuthPassword", "WifiPsk", "ServicePin", "SimPIN"]) {
    expect(isPlainSetting(name, "1234"), name).toBe(false);
  }
  expect(isPlainSetting("CentralSystemURL", "wss://user:word@csms.example")).toBe(false);
  expect(isPlainSetting("Remark", "hunter2")).toBe(false);
  expect(isPlainSetting("StopTxnSampledData", "wss://a")).toBe(false);
});

it("shows a station's own settings but for what may be a credential", () => {
  for (const [name, value] of [
    ["SupportedFeatureProfiles", "Core,SmartCharging"],
    ["GetConfigurationMaxKeys", "50"],
    ["CentralSystemURL", "wss://csms.example/ocpp"],
    ["OCPPCommCtrlr.HeartbeatInterval", "300"],
    ["Remark", "depot north"],
    ["AuthorizationKey", ""],
  ] as const) {
    expect(isSettingShown(name, value), name).toBe(true);
  }
  for (const [name, value] of [
    ["AuthorizationKey", "0001020304"],
    ["SecurityCtrlr.BasicAuthPassword", "correct horse"],
    ["SimPIN", "1234"],
    ["WifiPsk", "hunter2"],
    ["CentralSystemURL", "wss://user:word@csms.example"],
    ["LogServer", "https://logs.example/put?sig=abc"],
    ["RootCa", "-----BEGIN CERTIFICATE-----"],
  ] as const) {
    expect(isSettingShown(name, value), name).toBe(false);
  }
});

it("repeats nothing that the record masks", () => {
  for (const { name, parent } of [
    ...["password", "basicAuthPassword", "apnPassword", "simPin", "authorizationKey"],
    ...["wifi_password", "apiKey", "client_secret", "accessToken", "vendorPasscode", "psk"],
  ]
    .map((each) => ({ name: each, parent: "" }))
    .concat({ name: "key", parent: "vpn" })) {
    expect(isCredentialField(name, parent, new Set()), name).toBe(true);
    expect(isSecret("DataTransfer", [parent, name]), name).toBe(true);
  }
  for (const name of ["WebKey", "MasterPin", "APN_pwd", "PIN_2", "CloudToken", "PrivateData"]) {
    expect(isCredentialSetting(name, new Set()), name).toBe(true);
    expect([isPlainSetting(name, "1234"), isSettingShown(name, "1234")], name).toEqual([
      false,
      false,
    ]);
  }
});
