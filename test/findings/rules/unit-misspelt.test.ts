import { expect, it } from "vitest";
import { schemaViolation } from "../../../src/findings/rules/schema-violation.ts";
import { unitMisspelt } from "../../../src/findings/rules/unit-misspelt.ts";
import { record } from "../../support/recording.ts";

function findingsFor(unit: string) {
  const recording = record({ rules: [unitMisspelt, schemaViolation] });
  const sampledValue = [{ value: "1" }, { value: "31", measurand: "Temperature", unit }];
  const meterValue = [{ timestamp: "2026-01-31T12:00:00Z", sampledValue }];
  const link = recording.link().open();
  link.station(JSON.stringify([2, "1", "MeterValues", { connectorId: 1, meterValue }]));
  return recording.findings();
}

it("notes the old spelling, which the schema lets pass", () => {
  expect(findingsFor("Celcius")).toMatchObject([
    {
      rule: "unit-misspelt",
      severity: "note",
      side: "station",
      sentence:
        "The station sent MeterValues (id 1) with the unit Celcius in meterValue.0.sampledValue.1.unit; since the erratum it is spelt Celsius.",
    },
  ]);
});

it("is silent about the right one, and leaves others to the schema", () => {
  expect(findingsFor("Celsius")).toEqual([]);
  expect(findingsFor("Celsus")).toMatchObject([{ rule: "schema-violation", severity: "warning" }]);
});
