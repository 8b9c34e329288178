import { expect, it } from "vitest";
import { schemaOtherVersion } from "../../../src/findings/rules/schema-other-version.ts";
import { schemaViolation } from "../../../src/findings/rules/schema-violation.ts";
import { record } from "../../support/recording.ts";

const rules = [schemaViolation, schemaOtherVersion];

const status = '"errorCode":"NoError","status":"Available"';

it("says where a call breaks its schema, and has the whole list in the details", () => {
  const recording = record({ rules });
  const link = recording.link().open();
  link.station(`[2,"17","StatusNotification",{"connectorId":"1",${status},"x":1}]`);
  link.csms('[3,"17",{}]');
  expect(recording.findings()).toMatchObject([
    {
      rule: "schema-violation",
      severity: "error",
      side: "station",
      sentence:
        "The station sent a StatusNotification request (id 17) that breaks the schema of OCPP 1.6: x is a field that does not exist; and 1 more violation.",
      details: {
        action: "StatusNotification",
        section: "OCPP 1.6 §6.47",
        count: 2,
        violations: [
          { path: "x", severity: "warning" },
          { path: "connectorId", hint: "the numeric value is quoted", severity: "error" },
        ],
      },
    },
  ]);
});

it("is a warning where a lenient receiver may accept the message", () => {
  const recording = record({ rules });
  const link = recording.link().open();
  link.station('[2,"1","Authorize",{"idTag":"123456789012345678901"}]');
  link.csms('[3,"1",{"idTagInfo":{"status":"Accepted"}}]');
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      sentence:
        "The station sent an Authorize request (id 1) that breaks the schema of OCPP 1.6: idTag should be at most 20 characters, but is a string of 21 characters (not shown).",
    },
  ]);
});

it("judges a result by its call, and blames its sender", () => {
  const recording = record({ rules });
  const link = recording.link().open();
  link.station('[2,"1","Heartbeat",{}]').csms('[3,"1",{"currentTime":"soon"}]');
  expect(recording.findings()).toMatchObject([
    { rule: "schema-violation", side: "csms", severity: "warning", evidence: [1, 2] },
  ]);
});

it("is silent about valid messages, unknown actions and unmatched results", () => {
  const recording = record({ rules });
  const link = recording.link().open();
  link.station(`[2,"1","StatusNotification",{"connectorId":1,${status}}]`).csms('[3,"1",{}]');
  link.station('[2,"2","Heartbeat",{}]').csms('[3,"2",{"currentTime":"2026-01-31T12:00:00Z"}]');
  link.station('[2,"3","Heartbeat",null]').csms('[3,"3",{"currentTime":"2026-01-31T12:00:00Z"}]');
  link.station('[2,"4","__proto__",{"x":1}]').csms('[4,"4","NotImplemented","",{}]');
  link.csms('[3,"5",{"x":1}]');
  expect(recording.rulesFound()).not.toContain("schema-violation");
});

it("is silent while the version is not known", () => {
  const recording = record({ rules });
  const link = recording.link().open({ subprotocol: null });
  link.station('[2,"1","Heartbeat",{"x":1}]').csms('[3,"1",{}]');
  expect(recording.findings()).toEqual([]);
});

it("judges by the version it has inferred", () => {
  const recording = record({ rules });
  const link = recording.link().open({ subprotocol: null });
  const payload = '{"chargePointVendor":"V","chargePointModel":"M","x":1}';
  link.station(`[2,"1","BootNotification",${payload}]`);
  expect(recording.rulesFound()).toEqual(["schema-violation"]);
});

it("leaves times without a zone and nulls that may be left out to their own rules", () => {
  const recording = record({ rules });
  const of = `"connectorId":1,${status},"info":null,"timestamp":"2026-01-31T12:00:00"`;
  recording.link().open().station(`[2,"1","StatusNotification",{${of}}]`).csms('[3,"1",{}]');
  expect(recording.findings()).toEqual([]);
});
