import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import type { StrictOptions } from "../../src/simulate/strict-csms.ts";
import { until } from "../support/until.ts";
import { testCsms, testStation } from "./peers.ts";

const timestamp = "2026-05-01T10:00:00Z";
const boot = {
  reason: "PowerUp",
  chargingStation: { vendorName: "Acme", model: "Fast" },
};
const started = (more: JsonObject = {}): JsonObject => ({
  ...{ eventType: "Started", timestamp, triggerReason: "Authorized", seqNo: 0 },
  ...{ transactionInfo: { transactionId: "tx-1" }, evse: { id: 1 }, ...more },
});

async function strictPair(strict: StrictOptions) {
  const csms = await testCsms({ strict });
  const answers = { CostUpdated: () => ({ payload: { odd: true } }) };
  const station = testStation(csms.url, { version: "2.0.1", isBooting: false, answers });
  await station.event("opened");
  return { csms, station };
}

it("takes nothing before the boot, and tells what was wrong", async () => {
  const { csms, station } = await strictPair({});
  expect(await station.call("TransactionEvent", started())).toMatchObject({
    type: "error",
    errorCode: "SecurityError",
  });
  expect(await csms.event("violation")).toMatchObject({ action: "TransactionEvent" });
  await station.call("BootNotification", boot);
  expect(await station.call("TransactionEvent", started())).toMatchObject({ type: "result" });
  expect(await station.call("Heartbeat", { odd: 1 })).toMatchObject({
    type: "error",
    errorCode: "FormatViolation",
  });
  expect(csms.ledger.violationCount()).toBe(2);
  expect(csms.ledger.transactions()).toMatchObject([{ transactionId: "tx-1", isEnded: false }]);
});

it("knows a token by its type as well", async () => {
  const { station } = await strictPair({
    tokens: [
      { idToken: "ABC", type: "ISO14443" },
      { idToken: "BAD", type: "Central", status: "Blocked" },
    ],
  });
  await station.call("BootNotification", boot);
  const statusOf = async (idToken: string, type: string) => {
    const answer = await station.call("Authorize", { idToken: { idToken, type } });
    return answer.type === "result" ? answer.payload["idTokenInfo"] : answer;
  };
  expect(await statusOf("abc", "ISO14443")).toEqual({ status: "Accepted" });
  expect(await statusOf("ABC", "Central")).toEqual({ status: "Unknown" });
  expect(await statusOf("BAD", "Central")).toEqual({ status: "Blocked" });
});

it("tells the cost after a start, and judges the answer", async () => {
  const { csms, station } = await strictPair({ isCosting: true });
  await station.call("BootNotification", boot);
  await station.call("TransactionEvent", started());
  await until(() => csms.ledger.violationCount() === 1, "the answer was judged");
  expect(csms.ledger.violations()).toMatchObject([{ action: "CostUpdated (answer)" }]);
  const ended = started({ eventType: "Ended", seqNo: 1 });
  expect(await station.call("TransactionEvent", ended)).toMatchObject({
    payload: { totalCost: expect.any(Number) },
  });
});

it("a station that only reconnects stays accepted, one that is refused does not", async () => {
  const csms = await testCsms({
    strict: {},
    bootStatus: (_id, nth) => (nth === 1 ? "Accepted" : "Pending"),
  });
  const station = testStation(csms.url, { version: "2.0.1", isBooting: false });
  await station.event("opened");
  await station.call("BootNotification", boot);
  expect(await station.call("Heartbeat", {})).toMatchObject({ type: "result" });
  await station.call("BootNotification", boot);
  expect(await station.call("Heartbeat", {})).toMatchObject({ errorCode: "SecurityError" });
});
