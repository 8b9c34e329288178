import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { defaultSettings } from "../../../src/translate/settings.ts";
import { answerTo, booted, type Stage, stage, toCsms } from "../stage.ts";

const settings = {
  ...defaultSettings,
  isShadow: true,
  presence: "decoupled",
  probe: false,
} as const;

function overhear(it: Stage, action: string, request: Json, result: Json): void {
  it.put({ kind: "overheard", exchange: { action, request, result } });
}

const start = (connectorId: number, idTag = "A", timestamp = "2026-05-01T09:59:00Z") => ({
  ...{ connectorId, idTag, timestamp, meterStart: 100 },
});

it("Started goes out at once; the number is the primary's as soon as it is known", () => {
  const it = booted({ settings });
  expect(toCsms(it.station("StartTransaction", start(1)))).toMatchObject([
    ["TransactionEvent", { eventType: "Started", seqNo: 0 }],
  ]);
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  const [before] = Object.keys(it.state.ints);
  overhear(it, "StartTransaction", start(1), { transactionId: 77, idTagInfo: {} });
  expect(Object.keys(it.state.ints)).toEqual(["77"]);
  expect(before).not.toBe("77");
  it.pass(60_000);
  const stop = { transactionId: 77, meterStop: 500, timestamp: "2026-05-01T10:00:00Z" };
  expect(toCsms(it.station("StopTransaction", stop))).toMatchObject([
    ["TransactionEvent", { eventType: "Ended", seqNo: 1, triggerReason: "StopAuthorized" }],
  ]);
  // Promoted, numbers of ours begin above the primary's.
  expect(it.state.station.nextInt).toBe(78);
});

it("numbers of two starts are told apart, and a provisional one is in nobody's way", () => {
  const it = booted({ settings });
  it.station("StartTransaction", start(1));
  it.drain();
  it.station("StartTransaction", start(2, "B"));
  it.drain();
  overhear(it, "StartTransaction", start(2, "B"), { transactionId: 1 });
  overhear(it, "StartTransaction", start(1), { transactionId: 2 });
  const byInt = (int: string) => it.state.transactions[it.state.ints[int] ?? ""]?.connectorId;
  expect([byInt("1"), byInt("2"), Object.keys(it.state.ints).length]).toEqual([2, 1, 2]);
});

it("a number that is none, or of no start that was seen, changes nothing", () => {
  const it = booted({ settings });
  it.station("StartTransaction", start(1));
  const before = it.state.ints;
  overhear(it, "StartTransaction", start(1), { transactionId: 0 });
  overhear(it, "StartTransaction", start(1), { transactionId: "x" });
  overhear(it, "StartTransaction", start(2), { transactionId: 5 });
  expect(it.state.ints).toBe(before);
});

it("a session that began before us is adopted under the primary's number", () => {
  const it = booted({ settings });
  const meterValue = [{ timestamp: "2026-05-01T09:59:00Z", sampledValue: [{ value: "150" }] }];
  const sent = it.station("MeterValues", { connectorId: 1, transactionId: 42, meterValue });
  expect(toCsms(sent)).toMatchObject([["TransactionEvent", { eventType: "Started", seqNo: 0 }]]);
  expect(Object.keys(it.state.ints)).toContain("42");
});

it("a start that the primary began remotely is Authorized, without a remoteStartId", () => {
  const it = booted({ settings });
  overhear(it, "RemoteStartTransaction", { idTag: "A", connectorId: 1 }, { status: "Accepted" });
  const [[, event] = []] = toCsms(it.station("StartTransaction", start(1)));
  expect(event).toMatchObject({ triggerReason: "Authorized" });
  expect(event).not.toHaveProperty("transactionInfo.remoteStartId");
});

it("reads are served from the primary's configuration, lists and profiles", () => {
  const it = booted({ settings });
  overhear(
    it,
    "GetConfiguration",
    {},
    {
      configurationKey: [{ key: "HeartbeatInterval", readonly: false, value: "300" }],
    },
  );
  overhear(
    it,
    "ChangeConfiguration",
    { key: "HeartbeatInterval", value: "60" },
    { status: "Accepted" },
  );
  overhear(
    it,
    "ChangeConfiguration",
    { key: "HeartbeatInterval", value: "1" },
    { status: "Rejected" },
  );
  expect(it.state.configuration["heartbeatinterval"]?.value).toBe("60");

  const list = { listVersion: 9, updateType: "Full" };
  overhear(
    it,
    "SendLocalList",
    { ...list, localAuthorizationList: [{ idTag: "A", idTagInfo: { status: "Accepted" } }] },
    { status: "Accepted" },
  );
  overhear(it, "SendLocalList", { ...list, listVersion: 10 }, { status: "Failed" });
  expect(it.state.localList).toEqual({ csmsVersion: 9, stationVersion: 9 });
  expect(it.state.listed).toEqual({ a: "Accepted" });
  overhear(it, "GetLocalListVersion", {}, { listVersion: 11 });
  expect(it.state.localList.csmsVersion).toBe(11);
});

const profile = {
  ...{ chargingProfileId: 3, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
  chargingProfileKind: "Absolute",
  chargingSchedule: {
    ...{ chargingRateUnit: "A", startSchedule: "2026-05-01T09:00:00Z" },
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
  },
};

it("charging profiles of the primary are reported, until it clears them", () => {
  const it = booted({ settings });
  const set = { connectorId: 1, csChargingProfiles: profile };
  overhear(it, "SetChargingProfile", set, { status: "Rejected" });
  expect(it.state.profiles).toEqual({});
  overhear(it, "SetChargingProfile", set, { status: "Accepted" });
  const sent = it.csms("GetChargingProfiles", { requestId: 1, chargingProfile: {} });
  expect(answerTo("csms", sent)).toEqual({ status: "Accepted" });
  expect(toCsms(sent)).toMatchObject([
    ["ReportChargingProfiles", { evseId: 1, chargingProfile: [{ id: 3 }] }],
  ]);
  overhear(it, "ClearChargingProfile", { stackLevel: 5 }, { status: "Accepted" });
  overhear(it, "ClearChargingProfile", { connectorId: 2 }, { status: "Accepted" });
  expect(Object.keys(it.state.profiles)).toEqual(["3"]);
  overhear(it, "ClearChargingProfile", { id: 3 }, { status: "Accepted" });
  expect(it.state.profiles).toEqual({});
});

it("a boot from before stands in for one that never comes, with reason Unknown", () => {
  const it = stage({ settings });
  overhear(it, "BootNotification", { chargePointVendor: "Acme", chargePointModel: "M" }, {});
  it.up("station");
  it.up("csms");
  const asked = it.pass(20_000).find(({ leg }) => leg === "station");
  expect(asked?.action).toBe("TriggerMessage");
  const sent = it.answer("station", { status: "NotImplemented" });
  expect(toCsms(sent)).toEqual([
    [
      "BootNotification",
      { reason: "Unknown", chargingStation: { model: "M", vendorName: "Acme" } },
    ],
  ]);
});

it("a reset by the primary explains the boot that follows", () => {
  const it = booted({ settings });
  overhear(it, "Reset", { type: "Soft" }, { status: "Accepted" });
  const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
  expect(toCsms(it.station("BootNotification", boot))).toMatchObject([
    ["BootNotification", { reason: "RemoteReset" }],
  ]);
});

it("a boot that the other CSMS refuses is tried again, as the station will not", () => {
  const it = stage({ settings });
  it.up("station");
  it.up("csms");
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "M" });
  const currentTime = new Date(it.now).toISOString();
  it.answer("csms", { status: "Rejected", interval: 60, currentTime });
  expect(toCsms(it.pass(61_000))).toMatchObject([["BootNotification", { reason: "Unknown" }]]);
});

it("a boot while the other CSMS is away is told once it is there", () => {
  const it = stage({ settings });
  it.up("station");
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "M" });
  expect(toCsms(it.up("csms"))).toMatchObject([["BootNotification", { reason: "PowerUp" }]]);
  it.down("csms");
  expect(toCsms(it.up("csms"))).toMatchObject([["BootNotification", { reason: "PowerUp" }]]);
  const currentTime = new Date(it.now).toISOString();
  it.answer("csms", { status: "Accepted", interval: 60, currentTime });
  expect(it.state.station.boots).toBe(1);
  it.down("csms");
  expect(toCsms(it.up("csms"))).toEqual([]);
});

it("nothing else is learned, whatever it is called", () => {
  const it = booted({ settings });
  const before = it.state;
  for (const action of ["__proto__", "constructor", "Heartbeat"]) overhear(it, action, null, null);
  for (const action of ["Reset", "SendLocalList", "SetChargingProfile"]) {
    overhear(it, action, 7, { status: "Accepted" });
  }
  expect(it.state.profiles).toEqual(before.profiles);
  expect(it.state.localList).toEqual(before.localList);
});
