import { expect, it } from "vitest";
import { transactionEvent201 } from "../../src/simulate/payloads-201.ts";

const event = {
  eventType: "Updated",
  triggerReason: "MeterValuePeriodic",
  seqNo: 3,
  timeMs: 0,
  transactionId: "tx",
  chargingState: "Charging",
  evseId: 1,
} as const;

it("writes only what is known", () => {
  expect(transactionEvent201(event)).toEqual({
    eventType: "Updated",
    timestamp: "1970-01-01T00:00:00.000Z",
    triggerReason: "MeterValuePeriodic",
    seqNo: 3,
    transactionInfo: { transactionId: "tx", chargingState: "Charging" },
    evse: { id: 1, connectorId: 1 },
  });
});

it("says offline where it was, and why it stopped", () => {
  const ended = transactionEvent201({ ...event, isOffline: true, stoppedReason: "Local" });
  expect(ended).toMatchObject({ offline: true, transactionInfo: { stoppedReason: "Local" } });
});
