import { expect, it } from "vitest";
import { versionMismatch } from "../../../src/findings/rules/version-mismatch.ts";
import { record } from "../../support/recording.ts";

const boot2 = '[2,"1","BootNotification",{"chargingStation":{},"reason":"PowerUp"}]';
const boot16 = '[2,"1","BootNotification",{"chargePointVendor":"v","chargePointModel":"m"}]';

it("names both versions, once", () => {
  const recording = record({ rules: [versionMismatch] });
  recording.link().open().station(boot2).station(boot2);
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1],
      sentence:
        "This link speaks OCPP 1.6, but the station sent BootNotification (id 1) in the form of OCPP 2.0.1.",
    },
  ]);
});

it("is silent about the agreed version, 2.0.1 forms on a 2.1 link, and an inferred version", () => {
  const recording = record({ rules: [versionMismatch] });
  recording.link().open().station(boot16);
  recording.link().open({ subprotocol: "ocpp2.1" }).station(boot2);
  recording.link().open({ subprotocol: null }).station(boot2);
  expect(recording.findings()).toEqual([]);
});
