import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { actionsOf } from "../../../src/ocpp/actions.ts";
import { ocppVersions } from "../../../src/ocpp/versions.ts";
import { type Summarized, summaryOf } from "../../../src/query/summary/summary.ts";
import { hostileText } from "../../support/hostile-text.ts";

const row = (fields: Partial<Summarized>): Summarized => ({
  messageType: "call",
  action: "",
  ocppVersion: "1.6",
  payload: "",
  payloadEncoding: "utf8",
  payloadBytes: 4,
  ...fields,
});
const call = (action: string, payload: unknown, ocppVersion = "1.6") =>
  summaryOf(row({ action, ocppVersion, payload: JSON.stringify([2, "1", action, payload]) }));
const answer = (action: string, payload: unknown, ocppVersion = "1.6") =>
  summaryOf(
    row({
      action,
      ocppVersion,
      messageType: "callResult",
      payload: JSON.stringify([3, "1", payload]),
    }),
  );

describe("says in words what 1.6 sends", () => {
  it.each([
    [
      "StatusNotification",
      { connectorId: 1, status: "Charging", errorCode: "NoError" },
      "Connector 1 → Charging",
    ],
    [
      "StatusNotification",
      { connectorId: 2, status: "Faulted", errorCode: "GroundFailure", info: "RCD" },
      "Connector 2 → Faulted: GroundFailure, RCD",
    ],
    [
      "StatusNotification",
      { connectorId: 0, status: "Available", errorCode: "NoError" },
      "Station → Available",
    ],
    [
      "BootNotification",
      { chargePointVendor: "ACME", chargePointModel: "One", firmwareVersion: "1.2" },
      "ACME One, firmware 1.2",
    ],
    ["Authorize", { idTag: "04A2B3C4" }, "Token 04A2B3C4"],
    [
      "StartTransaction",
      { connectorId: 1, idTag: "CARD", meterStart: 12_400, timestamp: "" },
      "Connector 1, token CARD, meter 12.4 kWh",
    ],
    [
      "StopTransaction",
      { transactionId: 7, meterStop: 900, reason: "EVDisconnected" },
      "Transaction 7, meter 900 Wh, EVDisconnected",
    ],
    ["RemoteStartTransaction", { idTag: "CARD", connectorId: 2 }, "Connector 2, token CARD"],
    ["RemoteStopTransaction", { transactionId: 7 }, "Transaction 7"],
    ["ChangeConfiguration", { key: "HeartbeatInterval", value: "300" }, "HeartbeatInterval = 300"],
    [
      "ChangeConfiguration",
      { key: "AuthorizationKey", value: "hunter2" },
      "AuthorizationKey = (not shown)",
    ],
    ["GetConfiguration", {}, "All keys"],
    ["GetConfiguration", { key: ["a", "b", "c", "d"] }, "a, b, c and 1 more"],
    ["ChangeAvailability", { connectorId: 1, type: "Inoperative" }, "Connector 1 → Inoperative"],
    [
      "TriggerMessage",
      { requestedMessage: "MeterValues", connectorId: 1 },
      "MeterValues, Connector 1",
    ],
    ["CancelReservation", { reservationId: 5 }, "Reservation 5"],
    ["Reset", { type: "Soft" }, "Soft"],
    ["Heartbeat", {}, ""],
    ["DataTransfer", { vendorId: "com.acme", messageId: "m", data: "secret" }, "com.acme m"],
    [
      "SetChargingProfile",
      {
        connectorId: 1,
        csChargingProfiles: {
          stackLevel: 0,
          chargingProfilePurpose: "TxProfile",
          chargingSchedule: {
            chargingRateUnit: "A",
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
          },
        },
      },
      "Connector 1: TxProfile, 16 A, stack level 0",
    ],
    [
      "Vendor.Own",
      { a: 1, password: "x", list: [1, 2] },
      "a 1, password (not shown), list: 2 items",
    ],
  ])("%s %j", (action, payload, expected) => {
    expect(call(action, payload)).toBe(expected);
  });

  it("meter values as energy and power, of the whole rather than of a phase", () => {
    const sampledValue = [
      { value: "12400", measurand: "Energy.Active.Import.Register", unit: "Wh" },
      { value: "7.2", measurand: "Power.Active.Import", unit: "kW" },
      { value: "2.4", measurand: "Power.Active.Import", unit: "kW", phase: "L1" },
      { value: "45", measurand: "SoC", unit: "Percent" },
    ];
    const meterValue = [{ timestamp: "2026-11-21T09:00:00Z", sampledValue }];
    expect(call("MeterValues", { connectorId: 1, meterValue })).toBe(
      "Connector 1: 12.4 kWh, 7.2 kW, SoC 45 %",
    );
    expect(call("MeterValues", { connectorId: 1, meterValue: [] })).toBe(
      "Connector 1, no readable values",
    );
  });
});

describe("says in words what 2.x sends", () => {
  it.each([
    [
      "TransactionEvent",
      {
        eventType: "Started",
        triggerReason: "CablePluggedIn",
        evse: { id: 1, connectorId: 2 },
        transactionInfo: { transactionId: "t", chargingState: "EVConnected" },
        idToken: { idToken: "CARD", type: "ISO14443" },
      },
      "Started, EVConnected, token CARD, EVSE 1 connector 2, CablePluggedIn",
    ],
    [
      "StatusNotification",
      { evseId: 1, connectorId: 1, connectorStatus: "Occupied" },
      "EVSE 1 connector 1 → Occupied",
    ],
    [
      "BootNotification",
      { reason: "PowerUp", chargingStation: { vendorName: "ACME", model: "Two" } },
      "ACME Two, PowerUp",
    ],
    [
      "SetVariables",
      {
        setVariableData: [
          {
            component: { name: "OCPPCommCtrlr" },
            variable: { name: "HeartbeatInterval" },
            attributeValue: "60",
          },
        ],
      },
      "OCPPCommCtrlr.HeartbeatInterval = 60",
    ],
    [
      "NotifyReport",
      { requestId: 4, seqNo: 1, tbc: true, reportData: [{}, {}] },
      "Request 4, part 1, 2 variables, more to come",
    ],
  ])("%s %j", (action, payload, expected) => {
    expect(call(action, payload, "2.0.1")).toBe(expected);
  });
});

describe("says in words what is answered", () => {
  it.each([
    ["BootNotification", { status: "Accepted", interval: 300 }, "Accepted, interval 300 s"],
    ["Authorize", { idTagInfo: { status: "Expired" } }, "Refused: Expired"],
    ["Authorize", { idTokenInfo: { status: "Accepted" } }, "Accepted"],
    [
      "StartTransaction",
      { idTagInfo: { status: "Accepted" }, transactionId: 7 },
      "Accepted, transaction 7",
    ],
    ["StatusNotification", {}, "Confirmed"],
    ["Heartbeat", { currentTime: "2026-11-21T09:00:00Z" }, "Time 2026-11-21T09:00:00Z"],
    [
      "GetConfiguration",
      { configurationKey: [{ key: "A", value: "1" }, { key: "B" }], unknownKey: ["C"] },
      "2 keys, unknown: C",
    ],
    [
      "Reset",
      { status: "Rejected", statusInfo: { reasonCode: "Busy", additionalInfo: "charging" } },
      "Rejected: Busy, charging",
    ],
    [
      "SetVariables",
      {
        setVariableResult: [
          { attributeStatus: "Accepted" },
          { attributeStatus: "Rejected", component: { name: "A" }, variable: { name: "B" } },
        ],
      },
      "1 accepted, A.B: Rejected",
    ],
  ])("%s %j", (action, payload, expected) => {
    expect(answer(action, payload)).toBe(expected);
  });

  it("an error by its code and description", () => {
    const payload = '[4,"1","NotImplemented","No such thing",{}]';
    expect(summaryOf(row({ messageType: "callError", payload }))).toBe(
      "NotImplemented: No such thing",
    );
    expect(summaryOf(row({ messageType: "callError", payload: '[4,"1"]' }))).toBe(
      "Error without a code",
    );
  });
});

describe("what is no message", () => {
  it("is shown by its beginning, with nothing that moves a cursor", () => {
    expect(summaryOf(row({ messageType: "malformed", payload: "\u001b[2J{" }))).toBe("\\u001b[2J{");
    expect(summaryOf(row({ payloadEncoding: "base64", payload: "/////w==" }))).toBe(
      "Binary, 4 bytes",
    );
    expect(summaryOf(row({ payload: `[2,"1","X",{"a":"${"x".repeat(200_000)}"}]` }))).toMatch(
      /^\{"a":"x+…$/,
    );
  });

  it("any JSON for any action gives one short line", () => {
    const action = fc.constantFrom(
      ...new Set(ocppVersions.flatMap((version) => [...actionsOf(version)])),
    );
    const type = fc.constantFrom("call", "callResult", "callError", "send", "malformed");
    const value = fc.oneof(fc.jsonValue(), hostileText);
    fc.assert(
      fc.property(
        ...[action, type, value, fc.constantFrom("1.6", "2.0.1", "9")],
        (name, messageType, payload, ocppVersion) => {
          const text = JSON.stringify([3, "1", payload, payload]);
          const line = summaryOf(
            row({ action: name, messageType: messageType as "call", ocppVersion, payload: text }),
          );
          expect(line.length).toBeLessThanOrEqual(limits.summaryCharsMax);
          expect(line).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });
});
