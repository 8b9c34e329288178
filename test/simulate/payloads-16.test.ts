import { expect, it } from "vitest";
import { meterValues16, stopTransaction16, timestampOf } from "../../src/simulate/payloads-16.ts";

const reading = {
  energyWh: 12_345,
  powerW: 11_000,
  currentsA: [16, 16, 16],
  voltageV: 230,
  socPercent: 42,
  offeredW: 11_000,
};

it("writes values as text with measurand, unit and phase", () => {
  const text = JSON.stringify(
    meterValues16({ connectorId: 1, transactionId: 7, reading, context: "Trigger", timeMs: 0 }),
  );
  expect(text).toContain('"value":"12345"');
  expect(text).toContain('"phase":"L3"');
  expect(text).toContain('"transactionId":7');
  expect(text).toContain(timestampOf(0));
});

it("leaves the transaction out where there is none", () => {
  const payload = meterValues16({
    connectorId: 1,
    transactionId: null,
    reading,
    context: "Trigger",
    timeMs: 0,
  });
  expect(payload).not.toHaveProperty("transactionId");
});

it("stops with the register's value and its reading", () => {
  const payload = stopTransaction16({
    transactionId: 7,
    idTag: "A",
    reading,
    reason: "Local",
    timeMs: 0,
  });
  expect(payload).toMatchObject({ meterStop: 12_345, reason: "Local", transactionId: 7 });
  expect(JSON.stringify(payload)).toContain("Transaction.End");
});
