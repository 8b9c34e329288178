import { expect, it } from "vitest";
import { connectorFaulted } from "../../../src/findings/rules/connector-faulted.ts";
import { record } from "../../support/recording.ts";

function status(fields: Record<string, unknown>): string {
  const payload = { connectorId: 1, status: "Available", errorCode: "NoError", ...fields };
  return JSON.stringify([2, "1", "StatusNotification", payload]);
}

const ground = status({
  ...{ status: "Faulted", errorCode: "GroundFailure" },
  ...{ vendorErrorCode: "17", info: "RCD" },
});

it("tells a fault when it is raised, and its end with its duration", () => {
  const recording = record({ rules: [connectorFaulted] });
  const link = recording.link().open().station(ground);
  expect(recording.findings()).toMatchObject([
    {
      rule: "connector-faulted",
      severity: "error",
      side: "station",
      evidence: [1],
      sentence:
        'The station reports that it cannot use connector 1: GroundFailure (the residual current device has tripped; vendor code 17, "RCD").',
      details: { fault: "GroundFailure", vendorErrorCode: "17", info: "RCD", isOut: true },
    },
  ]);
  link.station(ground, { afterMs: 60_000 }).station(status({}), { afterMs: 60_000 });
  expect(recording.findings().slice(1)).toMatchObject([
    {
      severity: "note",
      evidence: [1, 3],
      sentence: "The fault GroundFailure of connector 1 is over after 2 min, says the station.",
      details: { clears: "GroundFailure", lastedMs: 120_000 },
    },
  ]);
});

it("warns of an error with which the connector goes on, and tells when it gets worse", () => {
  const recording = record({ rules: [connectorFaulted] });
  const link = recording.link().open();
  link.station(status({ status: "Charging", errorCode: "HighTemperature" }));
  link.station(status({ status: "Faulted", errorCode: "HighTemperature" }));
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      sentence:
        "The station reports a problem with connector 1: HighTemperature (it is too hot inside the station).",
    },
    { severity: "error", evidence: [1, 2], details: { isOut: true } },
  ]);
});

it("follows a fault over links", () => {
  const recording = record({ rules: [connectorFaulted] });
  recording.link().open().station(ground).close();
  recording.link().open().station(status({}), { afterMs: 30_000 });
  expect(recording.findings()).toMatchObject([
    { severity: "error" },
    { severity: "note", evidence: [1], details: { lastedMs: 29_900 } },
  ]);
});

it("tells the status and the events of 2.x", () => {
  const recording = record({ rules: [connectorFaulted] });
  const link = recording.link().open({ subprotocol: "ocpp2.0.1" });
  const faulted = { evseId: 1, connectorId: 1, connectorStatus: "Faulted" };
  link.station(JSON.stringify([2, "1", "StatusNotification", faulted]));
  const component = { name: "Connector", evse: { id: 1 } };
  const event = (actualValue: string) =>
    JSON.stringify([
      ...[2, "2", "NotifyEvent"],
      { eventData: [{ component, variable: { name: "Problem" }, actualValue, techInfo: "relay" }] },
    ]);
  link.station(event("true")).station(event("false"));
  expect(recording.findings().map(({ sentence }) => sentence)).toEqual([
    "The station reports that it cannot use connector 1 of EVSE 1: Faulted.",
    'The station reports a problem with the component Connector of EVSE 1: Problem ("relay").',
    "The fault Problem of the component Connector of EVSE 1 is over after 100 ms, says the station.",
  ]);
});

it("is told of a fault that comes and goes a hundred times five times, each with its end", () => {
  const recording = record({ rules: [connectorFaulted] });
  const link = recording.link().open();
  for (let n = 0; n < 100; n += 1) link.station(ground).station(status({}));
  const errors = recording.findings().filter(({ severity }) => severity === "error");
  expect(errors.map(({ details }) => details["times"])).toEqual([1, 2, 3, 10, 100]);
  expect(recording.findings().length).toBe(10);
});

it("is silent about connectors without a fault, of either version", () => {
  const recording = record({ rules: [connectorFaulted] });
  const link = recording.link().open();
  link.station(status({})).station(status({ status: "Charging" }));
  link.station(status({ status: "Unavailable" })).csms(status({ status: "Faulted" }));
  link.station('[2,"9","StatusNotification",null]').station('[2,"9","NotifyEvent",{}]');
  expect(recording.findings()).toEqual([]);
});
