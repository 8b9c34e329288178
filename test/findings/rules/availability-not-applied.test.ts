import { expect, it } from "vitest";
import { availabilityNotApplied } from "../../../src/findings/rules/availability-not-applied.ts";
import { record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;

const status = (text: string, connectorId = 1) =>
  `[2,"s","StatusNotification",{"connectorId":${connectorId},"status":"${text}"}]`;

function changed(
  before: string,
  type: string,
  { answer = "Accepted", connectorId = 1 }: { answer?: string; connectorId?: number } = {},
) {
  const told = record({ rules: [availabilityNotApplied] });
  const link = told.link().open();
  if (before !== "") link.station(status(before));
  link
    .csms(`[2,"c","ChangeAvailability",{"connectorId":${connectorId},"type":"${type}"}]`)
    .station(`[3,"c",{"status":"${answer}"}]`);
  return { told, link };
}

it("tells a connector that stays available", () => {
  const { told, link } = changed("Available", "Inoperative");
  link.station(status("Unavailable", 2)).tick(61_000).tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [2, 3],
      details: { want: "Inoperative", connectorId: 1, status: "Available", answered: "Accepted" },
      sentence:
        "The station agreed to make connector 1 Inoperative, but still reports Available 61.1 s later.",
    },
  ]);
});

it("tells a station that stays unavailable, as a whole", () => {
  const { told, link } = changed("Unavailable", "Operative", { connectorId: 0 });
  link.tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringContaining("to make all connectors Operative, but still reports") },
  ]);
});

it("is silent where the status changes, also before the answer, or to a fault", () => {
  for (const [before, type, after] of [
    ["Available", "Inoperative", "Unavailable"],
    ["Unavailable", "Operative", "Available"],
    ["Unavailable", "Operative", "Preparing"],
    ["Available", "Inoperative", "Faulted"],
  ] as const) {
    const { told, link } = changed(before, type);
    link.station(status(after), { afterMs: 50_000 }).tick(5 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
  const told = record({ rules: [availabilityNotApplied] });
  told
    .link()
    .open()
    .station(status("Available"))
    .csms(`[2,"c","ChangeAvailability",{"connectorId":1,"type":"Inoperative"}]`)
    .station(status("Unavailable"))
    .station(`[3,"c",{"status":"Accepted"}]`)
    .tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("is silent where nothing has to change, or is known, or was promised", () => {
  for (const { told, link } of [
    changed("Unavailable", "Inoperative"),
    changed("Available", "Operative"),
    changed("Faulted", "Inoperative"),
    changed("", "Inoperative"),
    changed("Available", "Inoperative", { answer: "Rejected" }),
    changed("Available", "Sometimes"),
  ]) {
    link.tick(5 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
});

it("waits until the connector is free where the change is scheduled", () => {
  const { told, link } = changed("Charging", "Inoperative", { answer: "Scheduled" });
  link
    .tick(60 * MINUTE_MS)
    .station(status("Finishing"))
    .tick(60 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
  link.station(status("Available")).tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      sentence:
        "The station agreed to make connector 1 Inoperative as soon as it is free, which it has become, but still reports Available 2 h later.",
    },
  ]);
});

it("takes a newer wish in the place of an older one", () => {
  const { told, link } = changed("Available", "Inoperative");
  link
    .csms(`[2,"d","ChangeAvailability",{"connectorId":1,"type":"Operative"}]`)
    .station(`[3,"d",{"status":"Accepted"}]`)
    .tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("follows 2.x", () => {
  const told = record({ rules: [availabilityNotApplied] });
  const link = told.link().open({ subprotocol: "ocpp2.0.1" });
  link
    .station(
      `[2,"s","StatusNotification",{"evseId":2,"connectorId":1,"connectorStatus":"Available"}]`,
    )
    .csms(
      `[2,"c","ChangeAvailability",{"operationalStatus":"Inoperative","evse":{"id":2,"connectorId":1}}]`,
    )
    .station(`[3,"c",{"status":"Accepted"}]`)
    .tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringContaining("to make EVSE 2 Inoperative") },
  ]);
});
