import { expect, it } from "vitest";
import { timed } from "../../src/translate/charging-state.ts";
import { booted, toCsms } from "./stage.ts";

const status = (named: string) => ({ connectorId: 1, errorCode: "NoError", status: named });

function charging() {
  const it = booted();
  it.station("StatusNotification", status("Preparing"));
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return it;
}

it("a charging state is told once", () => {
  const it = charging();
  const once = it.station("StatusNotification", status("SuspendedEV"));
  expect(toCsms(once).map(([action]) => action)).toEqual(["TransactionEvent"]);
  it.drain();
  expect(toCsms(it.station("StatusNotification", status("SuspendedEV")))).toEqual([]);
});

it("a fault is told of the transaction, too", () => {
  const it = charging();
  const sent = [...it.station("StatusNotification", status("Faulted")), ...it.drain()];
  expect(JSON.stringify(toCsms(sent))).toContain("AbnormalCondition");
});

it("after a reconnection, a free connector says nothing of a transaction from before", () => {
  const it = charging();
  it.down("station");
  it.pass(60_000);
  it.up("station");
  it.station("StatusNotification", status("Available"));
  const sent = it.drain();
  expect(toCsms(sent).filter(([action]) => action === "TransactionEvent")).toEqual([]);
});

it("seconds of charging are summed", () => {
  const [transaction] = Object.values(charging().state.transactions);
  if (transaction === undefined) throw new Error("no transaction");
  const begun = timed(transaction, { chargingState: "Charging", atMs: 1_000 });
  const ended = timed({ ...transaction, charging: begun }, { chargingState: "Idle", atMs: 9_000 });
  expect(ended).toMatchObject({ totalMs: 8_000, sinceMs: null });
});

it("a session that goes on after a reconnection has the connector's status once it is heard of", () => {
  const it = booted();
  const startMs = it.now;
  it.down("station");
  it.pass(600_000);
  it.up("csms");
  it.up("station");
  const at = (ms: number) => new Date(ms).toISOString();
  const status = {
    connectorId: 1,
    errorCode: "NoError",
    status: "Charging",
    timestamp: at(it.now),
  };
  it.station("StatusNotification", status);
  const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: at(startMs + 60_000) };
  it.station("StartTransaction", start);
  it.drain();
  const meter = (ms: number) => ({
    ...{ connectorId: 1, transactionId: 1 },
    meterValue: [{ timestamp: at(ms), sampledValue: [{ value: "5" }] }],
  });
  it.station("MeterValues", meter(startMs + 120_000));
  expect(JSON.stringify(it.drain())).not.toContain("ChargingStateChanged");
  it.pass(10_000);
  const sent = [...it.station("MeterValues", meter(it.now)), ...it.drain()];
  expect(JSON.stringify(toCsms(sent))).toContain('"chargingState":"Charging"');
});
