import { expect, it } from "vitest";
import { numberOutOfRange } from "../../../src/findings/rules/number-out-of-range.ts";
import { record } from "../../support/recording.ts";

type Call = { action: string; payload: unknown; sender?: "station" | "csms"; version?: string };

function findingsFor({ action, payload, sender = "station", version = "1.6" }: Call) {
  const recording = record({ rules: [numberOutOfRange] });
  const link = recording.link().open({ subprotocol: `ocpp${version}` });
  link[sender](JSON.stringify([2, "1", action, payload]));
  return recording.findings();
}

const soc = (value: unknown) => ({
  connectorId: 1,
  meterValue: [{ sampledValue: [{ measurand: "SoC", value }] }],
});

it("names the field, the value and what the text says", () => {
  const payload = { connectorId: 0, idTag: "A", meterStart: 0 };
  expect(findingsFor({ action: "StartTransaction", payload })).toMatchObject([
    {
      rule: "number-out-of-range",
      severity: "warning",
      side: "station",
      sentence:
        "The station sent StartTransaction (id 1) in which connectorId is 0, where connectors and EVSEs are counted from 1, and 0 stands for the whole station, which is not meant here.",
    },
  ]);
});

it("knows meters, charge, phases and 32 bits", () => {
  const outside: readonly [Call, string][] = [
    [{ action: "StopTransaction", payload: { meterStop: -3, transactionId: 1 } }, "meterStop"],
    [{ action: "StopTransaction", payload: { transactionId: 3e9 } }, "transactionId"],
    [{ action: "StatusNotification", payload: { connectorId: -1 } }, "connectorId"],
    [{ action: "MeterValues", payload: soc("120") }, "meterValue.0.sampledValue.0.value"],
    [
      { action: "MeterValues", version: "2.0.1", payload: soc(-1) },
      "meterValue.0.sampledValue.0.value",
    ],
    [
      {
        ...{ action: "SetChargingProfile", sender: "csms" },
        payload: {
          csChargingProfiles: {
            chargingSchedule: { chargingSchedulePeriod: [{ limit: 6, numberPhases: 4 }] },
          },
        },
      },
      "csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.numberPhases",
    ],
    [
      { action: "StatusNotification", version: "2.0.1", payload: { evseId: 0, connectorId: 1 } },
      "evseId",
    ],
  ];
  for (const [call, path] of outside) {
    expect(findingsFor(call), path).toMatchObject([{ details: { path } }]);
  }
});

it("judges the interval that the CSMS gives", () => {
  for (const interval of [-1, 900_000]) {
    const recording = record({ rules: [numberOutOfRange] });
    const link = recording.link().open().station('[2,"1","BootNotification",{}]');
    link.csms(`[3,"1",{"interval":${interval}}]`);
    expect(recording.findings()).toMatchObject([{ side: "csms", evidence: [1, 2] }]);
  }
});

it("is silent at the bounds, where 0 is allowed, and about what is no number", () => {
  const inside: readonly Call[] = [
    { action: "StartTransaction", payload: { connectorId: 1, meterStart: 0 } },
    { action: "StatusNotification", payload: { connectorId: 0 } },
    { action: "MeterValues", payload: soc("100") },
    { action: "MeterValues", payload: soc("full") },
    { action: "MeterValues", version: "2.0.1", payload: { evseId: 0 } },
    { action: "StopTransaction", payload: { transactionId: -1, meterStop: 2_147_483_647 } },
    { action: "StartTransaction", payload: null },
  ];
  for (const call of inside) expect(findingsFor(call), JSON.stringify(call)).toEqual([]);
});
