import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { countedRegistersWh, strictFaults } from "../../src/simulate/strict-payload.ts";

const timestamp = "2026-05-01T10:00:00.123Z";
const event = (more: object = {}) => ({
  ...{ eventType: "Started", timestamp, triggerReason: "Authorized", seqNo: 0 },
  transactionInfo: { transactionId: "tx-1" },
  ...more,
});
const sample = (more: object = {}) => ({
  meterValue: [{ timestamp, sampledValue: [{ value: 7, ...more }] }],
});
const told = (action: string, payload: Json) =>
  strictFaults(action, payload).map(({ path, errorCode }) => `${path} ${errorCode}`);

describe("what the official schemas let pass is refused:", () => {
  it.each<[string, Json, string]>([
    [
      "TransactionEvent",
      event({ transactionInfo: { transactionId: "tx 1" } }),
      "transactionInfo.transactionId",
    ],
    ["TransactionEvent", event({ idToken: { idToken: "ä", type: "Central" } }), "idToken.idToken"],
    ["TransactionEvent", event({ timestamp: "2026-05-01T10:00:00.1234Z" }), "timestamp"],
    ["TransactionEvent", event({ evse: { id: 0 } }), "evse.id"],
    ["TransactionEvent", event({ seqNo: 2 ** 31 }), "seqNo"],
    ["MeterValues", { evseId: 0, ...sample() }, "evseId"],
    ["SecurityEventNotification", { type: "Odd", timestamp }, "type"],
    [
      "TransactionEvent",
      event(
        sample({
          signedMeterValue: {
            ...{ signedMeterData: "a b", signingMethod: "", encodingMethod: "OCMF" },
            publicKey: "",
          },
        }),
      ),
      "meterValue.0.sampledValue.0.signedMeterValue.signedMeterData",
    ],
    [
      "NotifyEvent",
      {
        ...{ generatedAt: timestamp, seqNo: 0 },
        eventData: [
          {
            ...{ eventId: 1, timestamp, trigger: "Delta", actualValue: "true" },
            ...{ eventNotificationType: "HardWiredNotification", variable: { name: "Problem" } },
            component: { name: "My Component" },
          },
        ],
      },
      "eventData.0.component.name",
    ],
  ])("%s %#", (action, payload, path) => {
    expect(told(action, payload)).toEqual([`${path} FormatViolation`]);
  });

  it("a unit of energy that nobody knows is an error inside the CSMS", () => {
    const payload = event(sample({ unitOfMeasure: { unit: "W" } }));
    expect(told("TransactionEvent", payload)).toEqual([
      "meterValue.0.sampledValue.0.unitOfMeasure.unit InternalError",
    ]);
  });
});

it("refuses what the schema forbids, and actions that 2.0.1 does not have", () => {
  expect(told("TransactionEvent", { seqNo: 0 })[0]).toMatch(/FormatViolation$/);
  expect(told("StartTransaction", {})).toEqual([" NotImplemented"]);
});

it("takes what is right, and does not judge what is not the standard's", () => {
  const customData = { vendorId: "x", transactionId: "with space", timestamp: "noon" };
  expect(told("TransactionEvent", event({ evse: { id: 1 }, customData }))).toEqual([]);
  expect(told("TransactionEvent", event(sample({ unitOfMeasure: { unit: "kWh" } })))).toEqual([]);
  expect(told("SecurityEventNotification", { type: "FirmwareUpdated", timestamp })).toEqual([]);
  expect(strictFaults("GetLocalListVersion", { versionNumber: 2 ** 31 }, "response")).toHaveLength(
    1,
  );
});

it("counts only whole registers with a context that such a CSMS looks at", () => {
  const of = (more: object) => countedRegistersWh(sample(more));
  expect(of({ context: "Transaction.Begin" })).toEqual([7]);
  expect(of({ context: "Transaction.End", unitOfMeasure: { unit: "kWh" } })).toEqual([7000]);
  expect(of({})).toEqual([]);
  expect(of({ context: "Sample.Clock" })).toEqual([]);
  expect(of({ context: "Sample.Periodic", phase: "L1" })).toEqual([]);
  expect(of({ context: "Sample.Periodic", measurand: "Voltage" })).toEqual([]);
});
