/**
 * Invariant 17: what a test tool does with a 2.0.1 station, done with a 1.6 station behind the
 * translator: resets, reservations, smart charging, device model, lists, logs, firmware.
 */
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/exchange/message.ts";
import { app, brief, charging, ready, variable } from "../../support/flow-world.ts";
import { until } from "../../support/until.ts";

describe("reset", () => {
  it("at once, with a car: it ends, and the boot says why", async () => {
    const it = await charging();
    expect(await it.ask("Reset", { type: "Immediate" })).toEqual({ status: "Accepted" });
    await until(() => it.ended() === 1, "the end");
    expect(it.asked("Reset")).toEqual([{ type: "Soft" }]);
    const boots = await it.nthTold("BootNotification", 2);
    expect(boots[1]).toMatchObject({ reason: "RemoteReset" });
    expect(it.eventsOf().at(-1)?.payload).toMatchObject({
      transactionInfo: { stoppedReason: "ImmediateReset" },
    });
  });

  it("on idle, with a car: not before it has left", async () => {
    const it = await charging();
    expect(await it.ask("Reset", { type: "OnIdle" })).toEqual({ status: "Scheduled" });
    expect(it.asked("Reset")).toEqual([]);
    const { transactionId } = it;
    await it.ask("RequestStopTransaction", { transactionId });
    await until(() => it.asked("Reset").length > 0, "the reset", 15_000);
    expect(it.ended()).toBe(1);
    const boots = await it.nthTold("BootNotification", 2);
    expect(boots[1]).toMatchObject({ reason: "ScheduledReset" });
  });

  it("of one EVSE: refused, as 1.6 cannot", async () => {
    const it = await ready();
    expect(await it.ask("Reset", { type: "Immediate", evseId: 1 })).toMatchObject({
      status: "Rejected",
    });
  });
});

describe("reservations", () => {
  const reservation = (expiryMs: number) => ({
    ...{ id: 12, evseId: 1, idToken: app },
    expiryDateTime: new Date(Date.now() + expiryMs).toISOString(),
  });

  it("reserved, and used by its card", async () => {
    const it = await ready();
    expect(await it.ask("ReserveNow", reservation(60_000))).toEqual({ status: "Accepted" });
    await until(
      () => it.told("StatusNotification").at(-1)?.["connectorStatus"] === "Reserved",
      "it is reserved",
    );
    const idToken = String(it.asked("ReserveNow")[0]?.["idTag"]);
    await it.station.session({ ...brief, connectorId: 1, idToken });
    await until(() => it.ended() === 1, "the end");
    expect(it.eventsOf()[0]?.payload).toMatchObject({ reservationId: 12, idToken: app });
    expect(it.told("ReservationStatusUpdate")).toEqual([]);
  });

  it("cancelled, and unknown afterwards", async () => {
    const it = await ready();
    await it.ask("ReserveNow", reservation(60_000));
    const cancel = () => it.ask("CancelReservation", { reservationId: 12 });
    expect(await cancel()).toEqual({ status: "Accepted" });
    expect(await cancel()).toMatchObject({ status: "Rejected" });
  });

  it("runs out, and the CSMS is told", async () => {
    const it = await ready();
    await it.ask("ReserveNow", reservation(700));
    const updates = await it.nthTold("ReservationStatusUpdate", 1);
    expect(updates).toMatchObject([{ reservationId: 12 }]);
  });

  it("occupied where a car charges", async () => {
    const it = await charging();
    expect(await it.ask("ReserveNow", reservation(60_000))).toEqual({ status: "Occupied" });
  });
});

describe("smart charging", () => {
  const profile = (more: JsonObject = {}): JsonObject => ({
    ...{ id: 5, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
    chargingProfileKind: "Relative",
    chargingSchedule: [
      {
        ...{ id: 9, chargingRateUnit: "W" },
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 5_000 }],
      },
    ],
    ...more,
  });

  it("set, reported as it was set, cleared", async () => {
    const it = await ready();
    const set = { evseId: 1, chargingProfile: profile() };
    expect(await it.ask("SetChargingProfile", set)).toEqual({ status: "Accepted" });
    const get = { requestId: 31, chargingProfile: {} };
    expect(await it.ask("GetChargingProfiles", get)).toEqual({ status: "Accepted" });
    const [report] = await it.nthTold("ReportChargingProfiles", 1);
    expect(report).toMatchObject({ requestId: 31, evseId: 1, chargingProfile: [profile()] });
    expect(await it.ask("ClearChargingProfile", { chargingProfileId: 5 })).toEqual({
      status: "Accepted",
    });
    expect(await it.ask("GetChargingProfiles", get)).toEqual({ status: "NoProfiles" });
  });

  it("of a transaction: with its id, and none for a foreign one", async () => {
    const it = await charging();
    const { transactionId } = it;
    const own = profile({ chargingProfilePurpose: "TxProfile", transactionId });
    expect(await it.ask("SetChargingProfile", { evseId: 1, chargingProfile: own })).toEqual({
      status: "Accepted",
    });
    const foreign = profile({ chargingProfilePurpose: "TxProfile", transactionId: "other" });
    expect(await it.ask("SetChargingProfile", { evseId: 1, chargingProfile: foreign })).toEqual({
      status: "Rejected",
      statusInfo: { reasonCode: "TxNotFound" },
    });
  });

  it("composite schedule", async () => {
    const it = await ready();
    expect(await it.ask("GetCompositeSchedule", { evseId: 1, duration: 600 })).toMatchObject({
      status: "Accepted",
      schedule: { evseId: 1, duration: 600, chargingRateUnit: "W" },
    });
  });
});

describe("device model", () => {
  it("reads and writes variables that a key stands behind", async () => {
    const it = await ready();
    const set = { attributeValue: "77", ...variable("OCPPCommCtrlr", "HeartbeatInterval") };
    expect(await it.ask("SetVariables", { setVariableData: [set] })).toMatchObject({
      setVariableResult: [{ attributeStatus: "Accepted" }],
    });
    const getVariableData = [
      variable("OCPPCommCtrlr", "HeartbeatInterval"),
      variable("OCPPCommCtrlr", "NoSuchVariable"),
      variable("NoSuchCtrlr", "Enabled"),
      variable("SecurityCtrlr", "BasicAuthPassword"),
    ];
    expect(await it.ask("GetVariables", { getVariableData })).toMatchObject({
      getVariableResult: [
        { attributeStatus: "Accepted", attributeValue: "77" },
        { attributeStatus: "UnknownVariable" },
        { attributeStatus: "UnknownComponent" },
        { attributeStatus: "Rejected" },
      ],
    });
  });

  it.each(["ConfigurationInventory", "FullInventory", "SummaryInventory"])(
    "%s: numbered parts, the last of them without another to come",
    async (reportBase) => {
      const it = await ready();
      const asked = await it.ask("GetBaseReport", { requestId: 4, reportBase });
      expect(asked).toEqual({ status: "Accepted" });
      const isWhole = () => {
        const last = it.told("NotifyReport").at(-1);
        return last !== undefined && last["tbc"] !== true;
      };
      await until(isWhole, "the last part");
      const parts = it.told("NotifyReport");
      expect(parts.map(({ seqNo }) => seqNo)).toEqual(parts.map((_, index) => index));
      expect(new Set(parts.map(({ requestId }) => requestId))).toEqual(new Set([4]));
    },
  );

  it("monitoring is refused", async () => {
    const it = await ready();
    const monitor = { value: 1, type: "UpperThreshold", severity: 5, ...variable("EVSE", "Power") };
    expect(await it.ask("SetVariableMonitoring", { setMonitoringData: [monitor] })).toMatchObject({
      setMonitoringResult: [{ status: expect.stringMatching(/^Unknown|UnsupportedMonitorType/) }],
    });
    expect(await it.ask("SetMonitoringBase", { monitoringBase: "All" })).toMatchObject({
      status: "NotSupported",
    });
  });
});

describe("lists, logs, firmware", () => {
  it("the local list keeps the CSMS's version", async () => {
    const it = await ready();
    const entry = { idToken: app, idTokenInfo: { status: "Accepted" } };
    const list = { versionNumber: 8, updateType: "Full", localAuthorizationList: [entry] };
    expect(await it.ask("SendLocalList", list)).toEqual({ status: "Accepted" });
    expect(await it.ask("GetLocalListVersion", {})).toEqual({ versionNumber: 8 });
  });

  it("a log is uploaded, and its job is named in every status", async () => {
    const it = await ready();
    const log = { remoteLocation: "ftp://logs.example/in" };
    const get = { logType: "DiagnosticsLog", requestId: 55, log };
    expect(await it.ask("GetLog", get)).toMatchObject({ status: "Accepted" });
    const statuses = await it.nthTold("LogStatusNotification", 2);
    expect(statuses).toEqual([
      { status: "Uploading", requestId: 55 },
      { status: "Uploaded", requestId: 55 },
    ]);
  });

  it("firmware is installed, and its job is named in every status", async () => {
    const it = await ready();
    const firmware = {
      ...{ location: "https://fw.example/3.bin", retrieveDateTime: "2026-05-02T01:00:00Z" },
    };
    const answer = await it.ask("UpdateFirmware", { requestId: 61, firmware });
    expect(answer).toEqual({ status: "Accepted" });
    const statuses = await it.nthTold("FirmwareStatusNotification", 4);
    expect(statuses.map(({ requestId, status }) => `${requestId} ${status}`)).toEqual([
      ...["61 Downloading", "61 Downloaded", "61 Installing", "61 Installed"],
    ]);
  });

  it("signed firmware and certificates: refused without the security extension", async () => {
    const it = await ready();
    const certificate = "-----BEGIN CERTIFICATE-----";
    const install = { certificateType: "CSMSRootCertificate", certificate };
    expect(await it.ask("InstallCertificate", install)).toMatchObject({
      status: expect.stringMatching(/Rejected|Failed/),
    });
    expect(await it.ask("GetInstalledCertificateIds", {})).toMatchObject({ status: "NotFound" });
  });
});
