import { expect, it } from "vitest";
import { fieldNull } from "../../../src/findings/rules/field-null.ts";
import { schemaViolation } from "../../../src/findings/rules/schema-violation.ts";
import { record } from "../../support/recording.ts";

const status = '"errorCode":"NoError","status":"Available"';

it("names the fields that are null", () => {
  const recording = record({ rules: [fieldNull] });
  const link = recording.link().open();
  link.station(
    `[2,"1","StatusNotification",{"connectorId":1,${status},"info":null,"vendorId":null}]`,
  );
  expect(recording.findings()).toMatchObject([
    {
      rule: "field-null",
      severity: "warning",
      side: "station",
      sentence:
        "The station sent StatusNotification (id 1) with info, vendorId as null, which have to be left out.",
      details: { action: "StatusNotification", paths: ["info", "vendorId"] },
    },
  ]);
});

it("leaves an optional null to this rule; a required one is an error of the schema, too", () => {
  const recording = record({ rules: [schemaViolation, fieldNull] });
  const link = recording.link().open();
  link.station(`[2,"1","StatusNotification",{"connectorId":1,${status},"info":null}]`);
  expect(recording.rulesFound()).toEqual(["field-null"]);
  link.station(`[2,"2","StatusNotification",{"connectorId":null,${status}}]`);
  expect(recording.findings().at(-1)).toMatchObject({
    rule: "schema-violation",
    severity: "error",
  });
});

it("warns of a payload that is null, of either side", () => {
  const recording = record({ rules: [fieldNull] });
  const link = recording.link().open();
  link.station('[2,"1","Heartbeat",null]').csms('[3,"1",null]');
  expect(recording.findings()).toMatchObject([
    { sentence: "The station sent Heartbeat (id 1) with null for its payload, where {} is meant." },
    { side: "csms", evidence: [1, 2] },
  ]);
});

it("is told of a hundred such messages three times", () => {
  const recording = record({ rules: [fieldNull] });
  const link = recording.link().open();
  for (let id = 0; id < 100; id += 1) link.station(`[2,"${id}","Heartbeat",null]`);
  expect(recording.findings().length).toBe(3);
});

it("is silent about other breaches, about nulls in vendors' own data, and unknown actions", () => {
  const recording = record({ rules: [fieldNull] });
  const link = recording.link().open({ subprotocol: "ocpp2.0.1" });
  link.station('[2,"1","DataTransfer",{"vendorId":"V","data":{"x":null}}]');
  link.station('[2,"2","Heartbeat",{"x":"null"}]');
  link.station('[2,"3","Unknown",{"x":null}]');
  expect(recording.findings()).toEqual([]);
});
