import { expect, it } from "vitest";
import { timestampWithoutZone } from "../../../src/findings/rules/timestamp-without-zone.ts";
import { record } from "../../support/recording.ts";

function findingsFor(timestamp: string, messages = 1) {
  const recording = record({ rules: [timestampWithoutZone] });
  const link = recording.link().open();
  for (let id = 0; id < messages; id += 1) {
    const status = { connectorId: 1, errorCode: "NoError", status: "Available", timestamp };
    link.station(JSON.stringify([2, String(id), "StatusNotification", status]));
    link.csms(`[3,"${id}",{}]`);
  }
  return recording.findings();
}

it("names the path and the value", () => {
  expect(findingsFor("2026-01-31T12:00:00")).toMatchObject([
    {
      rule: "timestamp-without-zone",
      severity: "warning",
      side: "station",
      evidence: [1],
      sentence: 'The station sent timestamp as "2026-01-31T12:00:00", which has no time zone.',
    },
  ]);
});

it("tells half a zone", () => {
  expect(findingsFor("2026-01-31T12:00:00+03")).toMatchObject([
    {
      sentence:
        'The station sent timestamp as "2026-01-31T12:00:00+03", whose time zone has no minutes.',
    },
  ]);
});

it("finds it deep in lists and in answers, and blames the CSMS for its own", () => {
  const recording = record({ rules: [timestampWithoutZone] });
  const link = recording.link().open();
  link.station(
    '[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-31T12:00:00.5","sampledValue":[]}]}]',
  );
  link.csms('[3,"1",{}]');
  link.station('[2,"2","Heartbeat",{}]').csms('[3,"2",{"currentTime":"2026-01-31 12:00:00"}]');
  expect(recording.findings()).toMatchObject([
    { side: "station", details: { path: "meterValue.0.timestamp" } },
    { side: "csms", details: { path: "currentTime" }, evidence: [3, 4] },
  ]);
});

it("is told of a hundred such messages three times", () => {
  const found = findingsFor("2026-01-31T12:00:00", 100);
  expect(found.map(({ details }) => details["messages"])).toEqual([1, 10, 100]);
});

it("is silent about times with a zone, and about what is no time at all", () => {
  for (const text of ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+01:00", "noon", ""]) {
    expect(findingsFor(text), text).toEqual([]);
  }
});
