import { expect, it } from "vitest";
import { answerTo, booted, type Stage } from "./stage.ts";

const settings = { probe: true };

function status(it: Stage, connectorId: number): void {
  it.station("StatusNotification", { connectorId, errorCode: "NoError", status: "Available" });
  it.drain();
}

const asked = (it: Stage) => it.pending("station");

it("an accepted station is asked for all its keys, and answers nobody else later for it", () => {
  const it = booted({ settings });
  expect(asked(it)).toBeNull();
  it.pass(5_000);
  expect(asked(it)).toMatchObject({ action: "GetConfiguration", payload: {} });
  const key = { key: "NumberOfConnectors", readonly: true, value: "2" };
  it.answer("station", { configurationKey: [key] });
  expect(it.state.configuration["numberofconnectors"]?.value).toBe("2");
});

it("a station that tells only so many keys at a time is asked for the standard's others", () => {
  const it = booted({ settings });
  it.pass(5_000);
  const keys = [
    { key: "GetConfigurationMaxKeys", readonly: true, value: "2" },
    { key: "Vendor", readonly: true, value: "x" },
  ];
  it.answer("station", { configurationKey: keys });
  let calls = 0;
  for (; asked(it) !== null && calls < 10; calls += 1) {
    expect(asked(it)).toMatchObject({ action: "GetConfiguration", payload: {} });
    it.answer("station", { configurationKey: [], unknownKey: [] });
  }
  expect(calls).toBeGreaterThan(0);
  expect(calls).toBeLessThan(10);
});

it("connectors that told their status are not asked, the others one by one", () => {
  const it = booted({ settings });
  status(it, 3);
  status(it, 1);
  it.pass(5_000);
  it.fail("station", "NotSupported");
  it.pass(24_000);
  expect(asked(it)).toBeNull();
  it.pass(1_000);
  expect(asked(it)).toMatchObject({
    action: "TriggerMessage",
    payload: { requestedMessage: "StatusNotification", connectorId: 2 },
  });
  it.answer("station", { status: "Accepted" });
  expect(asked(it)).toBeNull();
});

it("a station that cannot be asked for statuses is asked once", () => {
  const it = booted({ settings });
  status(it, 3);
  it.pass(5_000);
  it.answer("station", {});
  it.pass(25_000);
  expect(asked(it)?.payload).toMatchObject({ connectorId: 1 });
  it.answer("station", { status: "NotImplemented" });
  expect(asked(it)).toBeNull();
});

it("the CSMS's calls go first", () => {
  const it = booted({ settings });
  status(it, 3);
  it.pass(29_000);
  it.answer("station", {});
  it.csms("ClearCache", {});
  it.csms("GetLocalListVersion", {});
  it.pass(1_000);
  it.answer("station", { status: "Accepted" });
  expect(asked(it)?.action).toBe("GetLocalListVersion");
  it.answer("station", { listVersion: 0 });
  expect(asked(it)?.action).toBe("TriggerMessage");
});

it("nothing is asked of a station that is not accepted, or with the probe off", () => {
  const pending = booted({ settings: { probe: false } });
  pending.pass(60_000);
  expect(asked(pending)).toBeNull();
  const it = booted({ settings });
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "Fast-22" });
  const currentTime = new Date(it.now).toISOString();
  it.answer("csms", { status: "Rejected", interval: 300, currentTime });
  it.pass(60_000);
  expect(asked(it)).toBeNull();
});

it("after a reconnection only what was never known is asked", () => {
  const it = booted({ settings });
  status(it, 1);
  it.pass(5_000);
  const key = { key: "NumberOfConnectors", readonly: true, value: "2" };
  it.answer("station", { configurationKey: [key] });
  it.down("station");
  it.up("station");
  it.up("csms");
  it.pass(29_000);
  expect(asked(it)).toBeNull();
  it.pass(1_000);
  expect(asked(it)).toMatchObject({ payload: { connectorId: 2 } });
});

it("a report of the CSMS meanwhile is answered as always", () => {
  const it = booted({ settings });
  it.pass(5_000);
  it.csms("GetBaseReport", { requestId: 1, reportBase: "SummaryInventory" });
  it.answer("station", { configurationKey: [] });
  expect(answerTo("csms", it.answer("station", { configurationKey: [] }))).toEqual({
    status: "Accepted",
  });
});
