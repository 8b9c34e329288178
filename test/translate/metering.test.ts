import { expect, it } from "vitest";
import { readingsOf } from "../../src/translate/metering.ts";
import { booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

const sample = (more: object = {}) => [
  { timestamp: "2026-05-01T09:59:00Z", sampledValue: [{ value: "700", ...more }] },
];

it("a session that began before us is adopted under its own number", () => {
  const it = booted();
  const sent = it.station("MeterValues", {
    ...{ connectorId: 1, transactionId: 4242, meterValue: sample() },
  });
  const events = toCsms([...sent, ...it.drain()]);
  expect(events).toMatchObject([
    ["TransactionEvent", { eventType: "Started", triggerReason: "ChargingStateChanged", seqNo: 0 }],
    ["TransactionEvent", { eventType: "Updated", seqNo: 1 }],
  ]);
  it.csms("RequestStopTransaction", { transactionId: Object.keys(it.state.transactions)[0] ?? "" });
  expect(it.pending("station")?.payload).toEqual({ transactionId: 4242 });
});

it("aligned and periodic samples are two events", () => {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  const meterValue = [...sample(), ...sample({ context: "Sample.Clock" })];
  const sent = it.station("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
  const reasons = toCsms([...sent, ...it.drain()]).map(
    ([, payload]) => (payload as { triggerReason?: string }).triggerReason,
  );
  expect(reasons).toEqual(["MeterValuePeriodic", "MeterValueClock"]);
});

it("what the CSMS asked for as MeterValues goes as MeterValues", () => {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  it.csms("TriggerMessage", { requestedMessage: "MeterValues", evse: { id: 1 } });
  it.answer("station", { status: "Accepted" });
  const meterValue = sample({ context: "Trigger" });
  const sent = it.station("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
  expect(toCsms(sent)).toMatchObject([["MeterValues", { evseId: 1 }]]);
});

it("reads nothing out of nothing", () => {
  expect(readingsOf(turnOf(booted()), { connectorId: 1, list: [null, {}, 5] })).toEqual([]);
});
