import { expect, it } from "vitest";
import { crossingsOf } from "../../src/rehearse/config-keys.ts";
import { plainSettings } from "../../src/rehearse/settings.ts";
import { call, goodDay, rehearsedOf, result, setKey } from "./told.ts";

const configurationKey = [
  { key: "HeartbeatInterval", readonly: false, value: "300" },
  { key: "MeterValuesSampledData", readonly: false, value: "Voltage.L1,Voltage.L2,Temperature" },
  { key: "AcmeLed", readonly: false, value: "on" },
  { key: "NumberOfConnectors", readonly: true, value: "2" },
  { key: "AuthorizationKey", readonly: false, value: "0102" },
  { key: "LocalAuthListMaxLength", readonly: true, value: "10" },
  { key: `Acme${"Long".repeat(20)}`, readonly: false, value: "1" },
];

const { state, nowMs } = rehearsedOf([
  ...goodDay,
  `< ${call("c", "GetConfiguration", {})}`,
  `> ${result("c", { configurationKey })}`,
]);
const keys = { state, nowMs, settings: plainSettings };

it("tells how each key crosses, as the translator answers for it", () => {
  const crossings = crossingsOf(keys, []);
  const of = (key: string) => crossings.find((each) => each.key === key);
  expect(crossings).toHaveLength(configurationKey.length);
  expect(of("HeartbeatInterval")).toMatchObject({
    ...{ how: "carried", variable: "OCPPCommCtrlr.HeartbeatInterval", note: "" },
  });
  expect(of("MeterValuesSampledData")).toMatchObject({
    ...{ how: "changed", note: "Voltage.L1,Voltage.L2,Temperature is Voltage" },
  });
  expect(of("AcmeLed")).toMatchObject({ how: "vendor", variable: "OCPP16LegacyCtrlr.AcmeLed" });
  expect(of("AuthorizationKey")).toMatchObject({ how: "refused", variable: null });
  expect(of("LocalAuthListMaxLength")).toMatchObject({ how: "carried", variable: null });
  expect(of(`Acme${"Long".repeat(20)}`)).toMatchObject({ how: "refused" });
  expect(JSON.stringify(crossings)).not.toContain("0102");
});

it("tries what the old CSMS set", () => {
  const crossings = crossingsOf(keys, [
    setKey(),
    setKey({ key: "NumberOfConnectors", value: "3" }),
    setKey({ key: "AcmeUnread", value: "1" }),
  ]);
  const of = (key: string) => crossings.find((each) => each.key === key);
  expect(of("HeartbeatInterval")?.how).toBe("carried");
  expect(of("NumberOfConnectors")).toMatchObject({
    ...{ how: "refused", note: "cannot be set: Rejected, ReadOnly" },
  });
  expect(of("AcmeUnread")).toMatchObject({ how: "vendor" });
});

it("knows no key of a station that was never asked", () => {
  const silent = rehearsedOf(goodDay);
  expect(crossingsOf({ ...keys, state: silent.state }, [])).toEqual([]);
});
