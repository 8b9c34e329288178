import { expect, it } from "vitest";
import { clockSkew } from "../../../src/findings/rules/clock-skew.ts";
import { record, startUs } from "../../support/recording.ts";

const MINUTE_MS = 60_000;

/** A station of 1.6 that tells an event each minute, its clock behind by so much. */
function conversation(version = "1.6") {
  const recording = record({ rules: [clockSkew] });
  const link = recording.link().open({ subprotocol: `ocpp${version}` });
  let nowMs = startUs / 1000;
  let id = 0;
  const iso = (behindMs: number) => new Date(nowMs - behindMs).toISOString();
  return {
    recording,
    event(behindMs: number, afterMs = MINUTE_MS) {
      nowMs += afterMs;
      id += 1;
      const timestamp = iso(behindMs);
      const [action, payload] =
        version === "1.6"
          ? ["MeterValues", { connectorId: 1, meterValue: [{ timestamp, sampledValue: [] }] }]
          : ["TransactionEvent", { timestamp }];
      link.station(JSON.stringify([2, String(id), action, payload]), { afterMs });
    },
    heartbeat(behindMs: number, afterMs = MINUTE_MS) {
      nowMs += afterMs;
      id += 1;
      link.station(`[2,"${id}","Heartbeat",{}]`, { afterMs });
      link.csms(JSON.stringify([3, String(id), { currentTime: iso(behindMs) }]), { afterMs: 0 });
    },
  };
}

it("tells once by how much the station is behind, with an estimate", () => {
  for (const version of ["1.6", "2.0.1"]) {
    const { recording, event } = conversation(version);
    for (let n = 0; n < 20; n += 1) event(3_600_000 + (n % 5) * 500);
    expect(recording.findings()).toMatchObject([
      {
        rule: "clock-skew",
        severity: "warning",
        side: "station",
        sentence: "The station's clock is 60 min behind by the times of its last 5 events.",
        details: { behindMs: 3_600_000, behindCsmsMs: null },
        evidence: [1, 2, 3, 4, 5],
      },
    ]);
  }
});

it("tells clocks that are ahead, and compares with the CSMS's", () => {
  const { recording, event, heartbeat } = conversation();
  heartbeat(0);
  for (let n = 0; n < 5; n += 1) event(-2 * 3_600_000);
  expect(recording.findings()).toMatchObject([
    {
      sentence:
        "The station's clock is 2 h ahead by the times of its last 5 events, and 2 h ahead by the CSMS's currentTime.",
    },
  ]);
});

it("blames the CSMS whose currentTime is wrong, and not the station that follows it", () => {
  const { recording, event, heartbeat } = conversation();
  for (let n = 0; n < 3; n += 1) heartbeat(900_000);
  for (let n = 0; n < 6; n += 1) event(900_000);
  expect(recording.findings()).toMatchObject([
    {
      side: "csms",
      sentence: "The CSMS's clock is 15 min behind by the currentTime of its Heartbeat responses.",
    },
  ]);
});

it("takes a queue that is emptied for what it is", () => {
  const { recording, event } = conversation();
  for (let n = 0; n < 60; n += 1) event(7_200_000 - n * 59_000, 1_000);
  for (let n = 0; n < 10; n += 1) event(0);
  expect(recording.findings()).toEqual([]);
});

it("is silent while the same old moment is told again at once", () => {
  const { recording, event } = conversation();
  for (let n = 0; n < 8; n += 1) event(3_600_000 + n * 100, 100);
  expect(recording.findings()).toEqual([]);
});

it("is silent below a minute, and about times that nobody can read", () => {
  const { recording, event, heartbeat } = conversation();
  for (let n = 0; n < 10; n += 1) event(55_000);
  for (let n = 0; n < 3; n += 1) heartbeat(-50_000);
  expect(recording.findings()).toEqual([]);
});

it("tells again when the skew has changed, or comes back", () => {
  const { recording, event } = conversation();
  for (let n = 0; n < 5; n += 1) event(3_600_000);
  for (let n = 0; n < 5; n += 1) event(0);
  for (let n = 0; n < 5; n += 1) event(3_600_000);
  expect(recording.findings().length).toBe(2);
});
