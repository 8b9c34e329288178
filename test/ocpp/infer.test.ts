import { expect, it } from "vitest";
import { inferVersion } from "../../src/ocpp/infer.ts";

it("tells 1.6 from 2.x by the shape of BootNotification", () => {
  expect(inferVersion("BootNotification", { chargePointVendor: "V", chargePointModel: "M" })).toBe(
    "1.6",
  );
  expect(inferVersion("BootNotification", { chargingStation: {}, reason: "PowerUp" })).toBe(
    "2.0.1",
  );
  expect(inferVersion("BootNotification", null)).toBeNull();
});

it("knows actions that only one version has", () => {
  expect(inferVersion("StartTransaction", {})).toBe("1.6");
  expect(inferVersion("TransactionEvent", {})).toBe("2.0.1");
  expect(inferVersion("NotifyPeriodicEventStream", {})).toBe("2.1");
});

it("says nothing about actions that all versions share", () => {
  for (const action of ["Heartbeat", "StatusNotification", "Authorize", "MeterValues", "Reset"]) {
    expect(inferVersion(action, {})).toBeNull();
  }
});
