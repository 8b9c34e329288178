import { expect, it } from "vitest";
import { statusFlapping } from "../../../src/findings/rules/status-flapping.ts";
import { record } from "../../support/recording.ts";

function told(statuses: readonly string[], afterMs = 5_000, version = "1.6") {
  const recording = record({ rules: [statusFlapping] });
  const link = recording.link().open({ subprotocol: `ocpp${version}` });
  for (const status of statuses) {
    const payload =
      version === "1.6"
        ? { connectorId: 1, status }
        : { evseId: 1, connectorId: 1, connectorStatus: status };
    link.station(JSON.stringify([2, "1", "StatusNotification", payload]), { afterMs });
  }
  return recording.findings();
}

const turns = (count: number, ...of: string[]) => Array.from({ length: count }, () => of).flat();

it("tells a connector that keeps changing, once while it goes on", () => {
  for (const [version, name] of [
    ["1.6", "connector 1"],
    ["2.0.1", "connector 1 of EVSE 1"],
  ] as const) {
    expect(told(turns(100, "Available", "Occupied"), 5_000, version)).toMatchObject([
      {
        rule: "status-flapping",
        severity: "warning",
        side: "station",
        evidence: [1, 15],
        sentence: `The status of ${name} went back to the one before 13 times within 70 s, last from Occupied to Available.`,
      },
    ]);
  }
});

it("is silent about sessions in quick succession", () => {
  const session = ["Available", "Preparing", "Charging", "Finishing"];
  expect(told(turns(40, ...session), 5_000)).toEqual([]);
});

it("tells the same status told over and over", () => {
  expect(told(turns(30, "Available"))).toMatchObject([
    {
      sentence:
        "The station reported connector 1 as Available 11 more times within 55 s, without a change.",
    },
  ]);
});

it("tells it again after a pause", () => {
  const recording = record({ rules: [statusFlapping] });
  const link = recording.link().open();
  for (let turn = 0; turn < 2; turn += 1) {
    for (let n = 0; n < 20; n += 1) {
      const afterMs = n === 0 ? 1_800_000 : 1_000;
      link.station('[2,"1","StatusNotification",{"connectorId":1,"status":"Available"}]', {
        afterMs,
      });
    }
  }
  expect(recording.findings().length).toBe(2);
});

it("is silent about busy connectors, slow timers, and several connectors at once", () => {
  const session = ["Preparing", "Charging", "SuspendedEV", "Charging", "Finishing", "Available"];
  expect(told(turns(20, ...session), 30_000)).toEqual([]);
  expect(told(turns(50, "Available"), 60_000)).toEqual([]);
  const recording = record({ rules: [statusFlapping] });
  const link = recording.link().open();
  for (let id = 0; id < 100; id += 1) {
    link.station(`[2,"1","StatusNotification",{"connectorId":${id},"status":"Available"}]`);
  }
  expect(recording.findings()).toEqual([]);
});

it("does not count what the CSMS triggers", () => {
  const recording = record({ rules: [statusFlapping] });
  const link = recording.link().open();
  for (let id = 0; id < 30; id += 1) {
    link.csms(`[2,"c${id}","TriggerMessage",{"requestedMessage":"StatusNotification"}]`);
    link.station(`[2,"${id}","StatusNotification",{"connectorId":1,"status":"Available"}]`);
  }
  expect(recording.findings()).toEqual([]);
});
