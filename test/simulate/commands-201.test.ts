import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { schemaFaults } from "../support/ocpp-schemas.ts";
import { until } from "../support/until.ts";
import { leapingDeps, testCsms, testStation } from "./peers.ts";

async function pair() {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const reconnect = { minMs: 1_000, maxMs: 2_000 };
  const station = testStation(csms.url, { version: "2.0.1", reconnect }, deps);
  await station.event("accepted");
  const ask = async (action: string, payload: JsonObject) => {
    const answer = await csms.sendCall("CP-1", action, payload);
    return answer.type === "result" ? answer.payload : answer;
  };
  return { csms, station, ask };
}

it("starts and stops from afar with the ids it was given", async () => {
  const { csms, station, ask } = await pair();
  const idToken = { idToken: "APP", type: "Central" };
  const start = { idToken, remoteStartId: 77, evseId: 2 };
  expect(await ask("RequestStartTransaction", start)).toEqual({ status: "Accepted" });
  const event = await csms.traffic.find({ action: "TransactionEvent", type: "call" });
  expect(event.text).toContain('"remoteStartId":77');
  await until(() => (csms.stations()[0]?.transactions.length ?? 0) > 0, "the transaction");
  const transactionId = csms.stations()[0]?.transactions[0] ?? "";
  expect(await ask("GetTransactionStatus", { transactionId })).toEqual({
    ongoingIndicator: true,
    messagesInQueue: false,
  });
  expect(await ask("RequestStopTransaction", { transactionId })).toEqual({ status: "Accepted" });
  expect((await station.event("sessionFinished")).outcome).toMatchObject({ stopReason: "remote" });
  expect(await ask("RequestStopTransaction", { transactionId })).toEqual({ status: "Rejected" });
});

it("reports its variables in parts that say whether more come", async () => {
  const { csms, ask } = await pair();
  const request = { requestId: 5, reportBase: "FullInventory" };
  expect(await ask("GetBaseReport", request)).toEqual({ status: "Accepted" });
  const parts = () =>
    csms.traffic
      .entries({ action: "NotifyReport", type: "call" })
      .map(({ text }) => JSON.parse(text)[3] as { seqNo: number; tbc: boolean; requestId: number });
  await until(() => parts().some(({ tbc }) => !tbc), "the last part");
  expect(parts().map(({ seqNo }) => seqNo)).toEqual([0, 1, 2]);
  expect(parts().map(({ tbc }) => tbc)).toEqual([true, true, false]);
});

it("reboots after a reset", async () => {
  const { csms, ask } = await pair();
  expect(await ask("Reset", { type: "Immediate" })).toEqual({ status: "Accepted" });
  const boots = () => csms.traffic.entries({ action: "BootNotification", type: "call" });
  await until(() => boots().length === 2, "the second boot");
  expect(boots()[1]?.text).toContain('"reason":"RemoteReset"');
});

it("answers every command validly", async () => {
  const { csms, ask } = await pair();
  const period = { startPeriod: 0, limit: 10_000 };
  const schedule = { id: 1, chargingRateUnit: "W", chargingSchedulePeriod: [period] };
  const chargingProfile = { id: 1, stackLevel: 0, chargingSchedule: [schedule] };
  const variable = { component: { name: "ClockCtrlr" }, variable: { name: "TimeSource" } };
  const accepted = { status: "Accepted" };
  const asked: readonly (readonly [string, JsonObject, JsonObject])[] = [
    ["ChangeAvailability", { operationalStatus: "Inoperative" }, accepted],
    [
      "ChangeAvailability",
      { operationalStatus: "Operative", evse: { id: 9 } },
      { status: "Rejected" },
    ],
    ["GetVariables", { getVariableData: [variable] }, { getVariableResult: [variable] }],
    ["SetVariables", { setVariableData: [{ attributeValue: "NTP", ...variable }] }, {}],
    ["UnlockConnector", { evseId: 1, connectorId: 1 }, { status: "Unlocked" }],
    ["UnlockConnector", { evseId: 9, connectorId: 1 }, { status: "UnknownConnector" }],
    ["SetChargingProfile", { evseId: 1, chargingProfile }, accepted],
    ["SetChargingProfile", { evseId: 1 }, { status: "Rejected" }],
    ["ClearChargingProfile", { chargingProfileId: 1 }, accepted],
    ["GetCompositeSchedule", { evseId: 1, duration: 60 }, accepted],
    ["GetTransactionStatus", {}, { messagesInQueue: false }],
    ["GetLog", { requestId: 1, logType: "SecurityLog", log: {} }, accepted],
    ["UpdateFirmware", { requestId: 1 }, accepted],
    ["ClearCache", {}, accepted],
    ["GetLocalListVersion", {}, { versionNumber: 0 }],
    ["SendLocalList", { versionNumber: 1, updateType: "Full" }, accepted],
    ["ReserveNow", {}, { status: "Rejected" }],
    ["CancelReservation", { reservationId: 1 }, { status: "Rejected" }],
    ["DataTransfer", { vendorId: "x" }, { status: "UnknownVendorId" }],
    ["GetInstalledCertificateIds", {}, { status: "NotFound" }],
    ["SetNetworkProfile", {}, { status: "Rejected" }],
    ["GetChargingProfiles", { requestId: 1 }, { status: "NoProfiles" }],
    ["TriggerMessage", { requestedMessage: "MeterValues", evse: { id: 1 } }, accepted],
    ["TriggerMessage", { requestedMessage: "StatusNotification" }, accepted],
    ["TriggerMessage", { requestedMessage: "Heartbeat" }, accepted],
    ["TriggerMessage", { requestedMessage: "BootNotification" }, accepted],
    ["TriggerMessage", { requestedMessage: "SignV2GCertificate" }, { status: "NotImplemented" }],
  ];
  for (const [action, payload, expected] of asked) {
    expect(await ask(action, payload), action).toMatchObject(expected);
  }
  expect(await ask("Nonsense", {})).toMatchObject({ errorCode: "NotImplemented" });
  await csms.traffic.find({ action: "MeterValues", type: "callResult" });
  expect(schemaFaults(csms.traffic.entries({ sender: "station" }), "2.0.1")).toEqual([]);
});
