import { expect, it } from "vitest";
import { timestampImplausible } from "../../../src/findings/rules/timestamp-implausible.ts";
import { record, startUs } from "../../support/recording.ts";

function findingsFor(timestamp: string) {
  const recording = record({ rules: [timestampImplausible] });
  const status = { connectorId: 1, errorCode: "NoError", status: "Available", timestamp };
  const link = recording.link().open();
  link.station(JSON.stringify([2, "1", "StatusNotification", status])).csms('[3,"1",{}]');
  return recording.findings();
}

const iso = (us: number) => new Date(us / 1000).toISOString();

it("tells clocks that were never set, and empty dates", () => {
  expect(findingsFor("1970-01-01T00:00:42Z")).toMatchObject([
    {
      rule: "timestamp-implausible",
      side: "station",
      sentence:
        'The station sent timestamp as "1970-01-01T00:00:42Z", which is where a clock begins that was never set.',
    },
  ]);
  expect(findingsFor("2000-01-01T00:00:00").length).toBe(1);
  expect(findingsFor("0001-01-01T00:00:00Z").length).toBe(1);
  expect(findingsFor("0000-00-00T00:00:00Z")).toMatchObject([
    { sentence: expect.stringContaining("which is an empty date") },
  ]);
});

it("tells events of the far future, and of no nearer one", () => {
  expect(findingsFor(iso(startUs + 40 * 86_400_000_000))).toMatchObject([
    { sentence: expect.stringContaining("which is 960 h ahead of its receipt") },
  ]);
  for (const days of [0, 4, 5, 6, 6.9]) {
    expect(findingsFor(iso(startUs + days * 86_400_000_000)), String(days)).toEqual([]);
  }
  expect(findingsFor(iso(startUs + 7.1 * 86_400_000_000)).length).toBe(1);
  expect(findingsFor("2010-01-01T00:00:00Z")).toEqual([]);
  expect(findingsFor("2009-12-31T23:59:59Z").length).toBe(1);
});

it("lets plans and validities be far off, but not zero", () => {
  const recording = record({ rules: [timestampImplausible] });
  const link = recording.link().open();
  const reserve = (id: string, expiryDate: string) =>
    link.csms(
      JSON.stringify([
        2,
        id,
        "ReserveNow",
        { connectorId: 1, idTag: "A", reservationId: 1, expiryDate },
      ]),
    );
  reserve("1", "2099-12-31T23:59:59Z");
  reserve("2", "2001-01-01T00:00:00Z");
  expect(recording.findings()).toEqual([]);
  reserve("3", "1970-01-01T00:00:00Z");
  expect(recording.findings()).toMatchObject([{ side: "csms", details: { path: "expiryDate" } }]);
});

it("is silent about replays, usual times and what is no time", () => {
  for (const text of [iso(startUs), iso(startUs - 90 * 86_400_000_000), "soon", ""]) {
    expect(findingsFor(text), text).toEqual([]);
  }
});
