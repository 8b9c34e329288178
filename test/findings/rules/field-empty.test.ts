import { expect, it } from "vitest";
import { fieldEmpty } from "../../../src/findings/rules/field-empty.ts";
import { record } from "../../support/recording.ts";

function findingsFor(action: string, payload: unknown) {
  const recording = record({ rules: [fieldEmpty] });
  recording
    .link()
    .open()
    .station(JSON.stringify([2, "1", action, payload]));
  return recording.findings();
}

it("names the empty fields", () => {
  const payload = { chargePointVendor: "", chargePointModel: "" };
  expect(findingsFor("BootNotification", payload)).toMatchObject([
    {
      rule: "field-empty",
      severity: "note",
      side: "station",
      sentence:
        "The station sent BootNotification (id 1) with nothing in chargePointVendor and chargePointModel.",
    },
  ]);
  expect(findingsFor("BootNotification", { chargingStation: { model: "" } }).length).toBe(1);
});

it("is silent about missing fields, which are the schema's, and about tokens of nobody", () => {
  expect(findingsFor("BootNotification", { chargePointVendor: "V" })).toEqual([]);
  const idToken = { idToken: "", type: "NoAuthorization" };
  expect(findingsFor("Authorize", { idToken })).toEqual([]);
  expect(findingsFor("Authorize", null)).toEqual([]);
});

it("is told of ten such messages twice", () => {
  const recording = record({ rules: [fieldEmpty] });
  const link = recording.link().open();
  for (let id = 0; id < 10; id += 1) link.station(`[2,"${id}","Authorize",{"idTag":""}]`);
  expect(recording.findings().length).toBe(2);
});
