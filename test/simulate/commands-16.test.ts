import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { schemaFaults } from "../support/ocpp-schemas.ts";
import { until } from "../support/until.ts";
import { leapingDeps, testCsms, testStation } from "./peers.ts";

async function pair() {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const reconnect = { minMs: 1_000, maxMs: 2_000 };
  const station = testStation(csms.url, { reconnect, meterEveryMs: 60_000 }, deps);
  await station.event("accepted");
  const ask = async (action: string, payload: JsonObject) => {
    const answer = await csms.sendCall("CP-1", action, payload);
    return answer.type === "result" ? answer.payload : answer;
  };
  return { csms, station, ask, deps };
}

it("starts and stops from afar", async () => {
  const { csms, station, ask } = await pair();
  const accepted = { status: "Accepted" };
  expect(await ask("RemoteStartTransaction", { idTag: "APP", connectorId: 2 })).toEqual(accepted);
  const start = await csms.traffic.find({ action: "StartTransaction", type: "call" });
  expect(start.text).toContain('"connectorId":2,"idTag":"APP"');
  await csms.traffic.find({ action: "MeterValues" });
  expect(await ask("RemoteStopTransaction", { transactionId: 99 })).toEqual({ status: "Rejected" });
  expect(await ask("RemoteStopTransaction", { transactionId: 1 })).toEqual(accepted);
  expect((await station.event("sessionFinished")).outcome).toMatchObject({ stopReason: "remote" });
  expect(csms.traffic.entries({ action: "Authorize" })).toEqual([]);
  expect(await ask("RemoteStartTransaction", { idTag: "APP", connectorId: 9 })).toEqual({
    status: "Rejected",
  });
});

it("does what a trigger asks for", async () => {
  const { csms, ask } = await pair();
  for (const requestedMessage of [
    "BootNotification",
    "Heartbeat",
    "MeterValues",
    "FirmwareStatusNotification",
    "DiagnosticsStatusNotification",
  ]) {
    const before = csms.traffic.entries({ action: requestedMessage, type: "callResult" }).length;
    expect(await ask("TriggerMessage", { requestedMessage })).toEqual({ status: "Accepted" });
    const seen = () =>
      csms.traffic.entries({ action: requestedMessage, type: "callResult" }).length;
    await until(() => seen() > before, requestedMessage);
  }
  expect(await ask("TriggerMessage", { requestedMessage: "Nonsense" })).toEqual({
    status: "NotImplemented",
  });
});

it("reboots after a reset and ends its session with it", async () => {
  const { csms, station, ask } = await pair();
  const session = station.session({ durationMs: 600_000 });
  await csms.traffic.find({ action: "StartTransaction", type: "callResult" });
  expect(await ask("Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
  expect(await session).toMatchObject({ stopReason: "reset-hard" });
  expect(csms.traffic.entries({ action: "BootNotification", type: "call" })).toHaveLength(2);
});

it("answers every command validly", async () => {
  const { csms, ask } = await pair();
  const period = { startPeriod: 0, limit: 10 };
  const chargingSchedule = { chargingRateUnit: "A", chargingSchedulePeriod: [period] };
  const csChargingProfiles = { chargingProfileId: 1, stackLevel: 0, chargingSchedule };
  const asked: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ["ChangeAvailability", { connectorId: 0, type: "Inoperative" }, { status: "Accepted" }],
    ["ChangeAvailability", { connectorId: 7, type: "Operative" }, { status: "Rejected" }],
    ["ChangeConfiguration", { key: "HeartbeatInterval", value: "60" }, { status: "Accepted" }],
    ["UnlockConnector", { connectorId: 1 }, { status: "Unlocked" }],
    ["UnlockConnector", { connectorId: 9 }, { status: "NotSupported" }],
    ["SetChargingProfile", { connectorId: 1, csChargingProfiles }, { status: "Accepted" }],
    ["SetChargingProfile", { connectorId: 1 }, { status: "Rejected" }],
    ["ClearChargingProfile", {}, { status: "Accepted" }],
    ["GetCompositeSchedule", { connectorId: 1, duration: 60 }, { status: "Accepted" }],
    ["ClearCache", {}, { status: "Accepted" }],
    ["GetLocalListVersion", {}, { listVersion: 0 }],
    ["SendLocalList", { listVersion: 1, updateType: "Full" }, { status: "Accepted" }],
    ["ReserveNow", {}, { status: "Rejected" }],
    ["CancelReservation", { reservationId: 1 }, { status: "Rejected" }],
    ["DataTransfer", { vendorId: "x" }, { status: "UnknownVendorId" }],
    ["GetDiagnostics", { location: "ftp://x" }, { fileName: "diagnostics-CP-1.log" }],
    ["UpdateFirmware", { location: "ftp://x" }, {}],
    ["GetConfiguration", { key: ["Nonsense"] }, { unknownKey: ["Nonsense"] }],
  ];
  for (const [action, payload, expected] of asked) {
    expect(await ask(action, payload), action).toMatchObject(expected);
  }
  expect(await ask("Nonsense", {})).toMatchObject({ errorCode: "NotImplemented" });
  await csms.traffic.find({ action: "FirmwareStatusNotification", type: "callResult" });
  const answers = csms.traffic.entries({ sender: "station" });
  expect(schemaFaults(answers, "1.6")).toEqual([]);
});
