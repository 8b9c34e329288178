import { expect, it } from "vitest";
import { schemaOtherVersion } from "../../../src/findings/rules/schema-other-version.ts";
import { schemaViolation } from "../../../src/findings/rules/schema-violation.ts";
import { record } from "../../support/recording.ts";

const rules = [schemaViolation, schemaOtherVersion];

const boot16 = '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]';
const boot2 =
  '[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M"}}]';
const status16 =
  '[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]';
const status2 =
  '[2,"1","StatusNotification",{"timestamp":"2026-01-31T12:00:00Z","connectorStatus":"Available","evseId":1,"connectorId":1}]';

it("names the versions that a payload fits", () => {
  const recording = record({ rules });
  recording.link().open({ subprotocol: "ocpp1.6" }).station(status2);
  expect(recording.findings()).toMatchObject([
    { rule: "schema-violation", severity: "error" },
    {
      rule: "schema-other-version",
      severity: "note",
      sentence:
        "The station sent a StatusNotification request (id 1) that is invalid in OCPP 1.6, which this link speaks, but valid in OCPP 2.0.1 and 2.1.",
      details: { validIn: "2.0.1, 2.1" },
    },
  ]);
});

it("works the other way round", () => {
  const recording = record({ rules });
  recording.link().open({ subprotocol: "ocpp2.0.1" }).station(status16);
  expect(recording.findings()[1]).toMatchObject({ details: { validIn: "1.6" } });
});

it("is silent where no version fits, and where the payload says nothing", () => {
  const recording = record({ rules });
  const link = recording.link().open({ subprotocol: "ocpp1.6" });
  link.station('[2,"1","BootNotification",{"x":1}]').csms('[3,"1",{}]');
  expect(recording.rulesFound()).toEqual(["schema-violation", "schema-violation"]);
});

it("leaves what shows its version to version-mismatch", () => {
  const recording = record({ rules });
  recording.link().open({ subprotocol: "ocpp1.6" }).station(boot2);
  expect(recording.rulesFound()).toEqual(["schema-violation"]);
});

it("is silent on valid messages", () => {
  const recording = record({ rules });
  recording.link().open({ subprotocol: "ocpp1.6" }).station(boot16);
  expect(recording.findings()).toEqual([]);
});
