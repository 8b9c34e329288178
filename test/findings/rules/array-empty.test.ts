import { expect, it } from "vitest";
import { arrayEmpty } from "../../../src/findings/rules/array-empty.ts";
import { record } from "../../support/recording.ts";

const at = "2026-01-31T12:00:00Z";

function findingsFor(action: string, payload: unknown, sender: "station" | "csms" = "station") {
  const recording = record({ rules: [arrayEmpty] });
  recording
    .link()
    .open()
    [sender](JSON.stringify([2, "1", action, payload]));
  return recording.findings();
}

it("tells meter values without a value", () => {
  expect(
    findingsFor("MeterValues", {
      connectorId: 1,
      meterValue: [{ timestamp: at, sampledValue: [] }],
    }),
  ).toMatchObject([
    {
      rule: "array-empty",
      severity: "warning",
      side: "station",
      sentence:
        "The station sent MeterValues (id 1) with an empty meterValue.0.sampledValue, which needs at least one entry.",
    },
  ]);
  expect(findingsFor("MeterValues", { connectorId: 1, meterValue: [] }).length).toBe(1);
});

it("tells a schedule without a period, of call and of answer", () => {
  const chargingSchedule = { chargingRateUnit: "A", chargingSchedulePeriod: [] };
  const profile = { csChargingProfiles: { chargingSchedule } };
  expect(findingsFor("SetChargingProfile", profile, "csms")).toMatchObject([{ side: "csms" }]);
  const recording = record({ rules: [arrayEmpty] });
  const link = recording.link().open();
  link.csms('[2,"1","GetCompositeSchedule",{"connectorId":1,"duration":60}]');
  link.station(JSON.stringify([3, "1", { status: "Accepted", chargingSchedule }]));
  expect(recording.findings()).toMatchObject([{ side: "station", evidence: [1, 2] }]);
});

it("is silent where an empty list is allowed, and about full ones", () => {
  expect(findingsFor("GetConfiguration", { key: [] }, "csms")).toEqual([]);
  expect(
    findingsFor("SendLocalList", { localAuthorizationList: [], updateType: "Full" }, "csms"),
  ).toEqual([]);
  expect(findingsFor("StopTransaction", { transactionData: [] })).toEqual([]);
  const sampledValue = [{ value: "1" }];
  expect(findingsFor("MeterValues", { meterValue: [{ timestamp: at, sampledValue }] })).toEqual([]);
  expect(findingsFor("MeterValues", { meterValue: "none" })).toEqual([]);
});

it("is told of ten such messages twice", () => {
  const recording = record({ rules: [arrayEmpty] });
  const link = recording.link().open();
  for (let id = 0; id < 10; id += 1) link.station(`[2,"${id}","MeterValues",{"meterValue":[]}]`);
  expect(recording.findings().map(({ details }) => details["messages"])).toEqual([1, 10]);
});
