/** The worked examples of the mapping: a local start, signed values, a station's meter, a lost end. */
import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { answerTo, booted, deadLetters, type Stage, toCsms } from "../translate/stage.ts";

const accepted = { status: "Accepted", interval: 300, currentTime: "2026-05-01T09:59:00.120Z" };

function status(it: Stage, fields: Record<string, string | number>) {
  it.at(String(fields["timestamp"]));
  return [...it.station("StatusNotification", { errorCode: "NoError", ...fields }), ...it.drain()];
}

const register = (value: number, context: string) => ({
  ...{ value, context, measurand: "Energy.Active.Import.Register" },
  unitOfMeasure: { unit: "Wh" },
});
const ocmf =
  'OCMF|{"FV":"1.0","GI":"ACME","RD":[{"TM":"2026-05-01T12:10:00,000+0200 S","TX":"C","RV":1.5,"RI":"1-b:1.8.0","RU":"kWh","ST":"G"}]}|{"SA":"ECDSA-secp256r1-SHA256","SD":"3045"}';

it("a local start, a signed value, a station's meter", () => {
  const it = booted();
  // The example's transaction is the station's second.
  const first = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-05-01T09:59:00Z" };
  it.station("StartTransaction", first);
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  status(it, { connectorId: 2, status: "Preparing", timestamp: "2026-05-01T09:59:50Z" });

  it.at("2026-05-01T10:00:00Z");
  const started = it.station("StartTransaction", {
    ...{ connectorId: 2, idTag: "DE-ICE-C12345678-9", meterStart: 0, reservationId: 12 },
    timestamp: "2026-05-01T12:00:00+02:00",
  });
  const id = "60124938-3049-590f-82a1-b7dd9d4ed25a";
  const here = { evse: { id: 2, connectorId: 1 } };
  const at = (timestamp: string, sample: JsonObject) => [{ timestamp, sampledValue: [sample] }];
  expect(toCsms(started)).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Started", timestamp: "2026-05-01T10:00:00.000Z", seqNo: 0, ...here },
        triggerReason: "Authorized",
        transactionInfo: { transactionId: id, chargingState: "EVConnected" },
        idToken: { idToken: "DE-ICE-C12345678-9", type: "eMAID" },
        meterValue: at("2026-05-01T10:00:00.000Z", register(0, "Transaction.Begin")),
        reservationId: 12,
      },
    ],
  ]);
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));

  it.at("2026-05-01T10:10:00Z");
  const signed = it.station("MeterValues", {
    ...{ connectorId: 2, transactionId: 2 },
    meterValue: at("2026-05-01T10:10:00Z", {
      ...{ value: ocmf, format: "SignedData", context: "Sample.Periodic" },
      measurand: "Energy.Active.Import.Register",
    }),
  });
  const signedMeterValue = {
    signedMeterData: Buffer.from(ocmf).toString("base64"),
    ...{ signingMethod: "ECDSA-secp256r1-SHA256", encodingMethod: "OCMF", publicKey: "" },
  };
  expect(toCsms([...signed, ...it.drain()])).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Updated", timestamp: "2026-05-01T10:10:00.000Z", seqNo: 1, ...here },
        ...{ triggerReason: "SignedDataReceived", transactionInfo: { transactionId: id } },
        meterValue: at("2026-05-01T10:10:00.000Z", {
          ...register(1500, "Sample.Periodic"),
          signedMeterValue,
        }),
      },
    ],
  ]);

  it.at("2026-05-01T10:12:00Z");
  const stopped = it.station("StopTransaction", {
    ...{ transactionId: 2, meterStop: 1500, reason: "EVDisconnected" },
    timestamp: "2026-05-01T10:12:00Z",
  });
  const stoppedReason = "EVDisconnected";
  expect(answerTo("station", stopped)).toEqual({});
  expect(toCsms([...stopped, ...it.drain()])).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Ended", timestamp: "2026-05-01T10:12:00.000Z", seqNo: 2, ...here },
        triggerReason: "EVCommunicationLost",
        transactionInfo: { transactionId: id, chargingState: "Idle", stoppedReason },
        meterValue: at("2026-05-01T10:12:00.000Z", register(1500, "Transaction.End")),
      },
    ],
  ]);

  it.at("2026-05-01T10:15:00Z");
  const clock = it.station("MeterValues", {
    connectorId: 3,
    meterValue: at("2026-05-01T10:15:00Z", {
      ...{ value: "50.01", measurand: "Frequency", context: "Sample.Clock" },
    }),
  });
  expect(toCsms(clock)).toEqual([
    [
      "MeterValues",
      {
        evseId: 3,
        meterValue: at("2026-05-01T10:15:00.000Z", {
          ...{ value: 50.01, context: "Sample.Clock", measurand: "Frequency" },
          unitOfMeasure: { unit: "Hz" },
        }),
      },
    ],
  ]);
  expect(deadLetters(it)).toEqual([]);
});

it("a session that a reset of ours ended, and that the station never reported", () => {
  const it = booted();
  status(it, { connectorId: 1, status: "Preparing", timestamp: "2026-05-01T12:00:00Z" });
  it.station("StartTransaction", {
    ...{ connectorId: 1, idTag: "A", meterStart: 140000, timestamp: "2026-05-01T12:00:00Z" },
  });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  it.at("2026-05-01T13:20:00Z");
  it.station("MeterValues", {
    ...{ connectorId: 1, transactionId: 1 },
    meterValue: [{ timestamp: "2026-05-01T13:20:00Z", sampledValue: [{ value: "140210" }] }],
  });
  it.drain();
  it.csms("Reset", { type: "Immediate" });
  it.answer("station", { status: "Accepted" });
  it.down("station");
  it.at("2026-05-01T13:22:00Z");
  it.up("station");
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "Fast-22" });
  it.answer("csms", accepted);
  status(it, { connectorId: 1, status: "Available", timestamp: "2026-05-01T13:22:10Z" });
  const timestamp = "2026-05-01T13:20:00.000Z";
  expect(toCsms(it.pass(300_000))).toEqual([
    [
      "TransactionEvent",
      {
        ...{ eventType: "Ended", timestamp, triggerReason: "ResetCommand", seqNo: 2 },
        ...{ offline: true, evse: { id: 1, connectorId: 1 } },
        transactionInfo: {
          transactionId: Object.keys(it.state.transactions)[0],
          stoppedReason: "ImmediateReset",
        },
        meterValue: [{ timestamp, sampledValue: [register(140210, "Transaction.End")] }],
        customData: { vendorId: "ocpp-translator", synthetic: true },
      },
    ],
  ]);
});
