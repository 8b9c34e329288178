import { expect, it } from "vitest";
import { emitEvent, isOld, markOffline, registerValue } from "../../src/translate/events.ts";
import { booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

function charging() {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return it;
}

it("numbers go up by one, whatever becomes of the event", () => {
  const turn = turnOf(charging());
  const [txId = ""] = Object.keys(turn.state.transactions);
  const fields = { eventType: "Updated", triggerReason: "Trigger", atMs: turn.nowMs } as const;
  const keys = [emitEvent(turn, txId, fields), emitEvent(turn, txId, fields)];
  expect(keys.map((key) => turn.state.outbox[key]?.payload["seqNo"])).toEqual([1, 2]);
});

it("what happened before the station connected is old; what waits is offline", () => {
  const it = charging();
  const turn = turnOf(it);
  expect([isOld(turn, it.now), isOld(turn, it.now - 40_000)]).toEqual([false, true]);
  const [txId = ""] = Object.keys(turn.state.transactions);
  const fields = { eventType: "Updated", triggerReason: "Trigger", atMs: turn.nowMs } as const;
  const key = emitEvent(turn, txId, fields);
  expect(turn.state.outbox[key]?.payload["offline"]).toBeUndefined();
  markOffline(turn);
  expect(turn.state.outbox[key]?.payload["offline"]).toBe(true);
});

it("a register says its context, measurand and unit", () => {
  expect(JSON.stringify(registerValue(0, 5, "Transaction.End"))).toContain("Transaction.End");
});

it("1.6's number and status go along where that is wanted; what we made up is said in any case", () => {
  const vendorId = "ocpp-translator";
  const it = booted({ settings: { customData: true } });
  const status = { connectorId: 1, errorCode: "NoError", status: "Preparing" };
  expect(toCsms(it.station("StatusNotification", status))).toMatchObject([
    ["StatusNotification", { customData: { vendorId, status: "Preparing" } }],
  ]);
  it.drain();
  const timestamp = new Date(it.now).toISOString();
  const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp };
  expect(toCsms(it.station("StartTransaction", start))).toMatchObject([
    ["TransactionEvent", { customData: { vendorId, transactionId: 1 } }],
  ]);
  it.drain();
  it.station("StartTransaction", { ...start, idTag: "B" });
  const customData = { vendorId, transactionId: 1, synthetic: true };
  expect(it.pending("csms")?.payload).toMatchObject({ eventType: "Ended", customData });
});
