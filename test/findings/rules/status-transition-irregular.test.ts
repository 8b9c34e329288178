import { expect, it } from "vitest";
import { statusTransitionIrregular } from "../../../src/findings/rules/status-transition-irregular.ts";
import { record } from "../../support/recording.ts";

function told(statuses: readonly string[], connectorId = 1, version = "1.6") {
  const recording = record({ rules: [statusTransitionIrregular] });
  const link = recording.link().open({ subprotocol: `ocpp${version}` });
  const say = (all: readonly string[]) => {
    for (const status of all) {
      const payload = { connectorId, status, evseId: 1, connectorStatus: status };
      link.station(JSON.stringify([2, "1", "StatusNotification", payload]));
    }
  };
  say(statuses);
  return { recording, link, say };
}

it("names a change that the table does not have", () => {
  expect(told(["Available", "Finishing"]).recording.findings()).toMatchObject([
    {
      rule: "status-transition-irregular",
      severity: "warning",
      side: "station",
      evidence: [1, 2],
      sentence:
        "The station changed the status of connector 1 from Available to Finishing, a change that OCPP 1.6 does not list.",
      details: { connectorId: 1, from: "Available", to: "Finishing" },
    },
  ]);
  const changes = [
    ["Charging", "Preparing"],
    ["Finishing", "Charging"],
    ["Reserved", "Charging"],
    ["Unavailable", "Finishing"],
  ];
  for (const change of changes) {
    expect(told(change).recording.rulesFound(), change.join()).toHaveLength(1);
  }
});

it("lets the station itself be available, unavailable or faulted only", () => {
  expect(told(["Available", "Charging", "Faulted"], 0).recording.findings()).toMatchObject([
    {
      sentence:
        "The station reported the status Charging for the station itself (connector 0), which can only be Available, Unavailable or Faulted.",
    },
  ]);
  expect(
    told(["Available", "Unavailable", "Faulted", "Available"], 0).recording.findings(),
  ).toEqual([]);
});

it("is silent about a whole session, about repetitions and about faults from everywhere", () => {
  const session = [
    ...["Available", "Available", "Preparing", "Charging", "SuspendedEV", "Charging"],
    ...["SuspendedEVSE", "Faulted", "Finishing", "Preparing", "Faulted", "Reserved", "Available"],
  ];
  expect(told(session).recording.findings()).toEqual([]);
});

it("keeps connectors apart, and begins anew after a boot, a gap and words it does not know", () => {
  const { recording, link, say } = told(["Charging"]);
  link.station('[2,"1","StatusNotification",{"connectorId":2,"status":"Preparing"}]');
  link.station('[2,"2","BootNotification",{}]');
  say(["Preparing", "Sleeping", "Reserved"]);
  link.gap(10, 12);
  say(["Charging"]);
  expect(recording.findings()).toEqual([]);
});

it("has no opinion of 2.x", () => {
  expect(told(["Available", "Finishing"], 1, "2.0.1").recording.findings()).toEqual([]);
});

it("is told of the same change a hundred times three times", () => {
  const all = Array.from({ length: 100 }, () => ["Charging", "Preparing"]).flat();
  expect(
    told(all)
      .recording.findings()
      .map(({ details }) => details["times"]),
  ).toEqual([1, 10, 100]);
});
