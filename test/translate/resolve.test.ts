import { expect, it } from "vitest";
import { resolve } from "../../src/translate/resolve.ts";
import { booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

const stampOf = (ms: number) => new Date(ms).toISOString();

function charging2() {
  const it = booted();
  for (const [index, idTag] of ["A", "B"].entries()) {
    const start = { connectorId: index + 1, idTag, meterStart: 0, timestamp: stampOf(it.now) };
    it.station("StartTransaction", start);
    it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  }
  return it;
}

function charging() {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return turnOf(it);
}

it("by number, else the only one that fits, else nobody", () => {
  const turn = charging();
  expect(resolve(turn, 1, () => "no").kind).toBe("open");
  expect(resolve(turn, -1, () => "maybe").kind).toBe("open");
  expect(resolve(turn, 99, () => "no").kind).toBe("unknown");
  expect(resolve(turn, null, (_each, isHolder) => (isHolder ? "maybe" : "no")).kind).toBe("open");
});

it("of several without a number, the one whose token it is", () => {
  const it = charging2();
  const stop = { transactionId: -1, idTag: "b", meterStop: 7, timestamp: stampOf(it.now) };
  const sent = toCsms(it.station("StopTransaction", stop));
  expect(sent).toMatchObject([
    ["TransactionEvent", { eventType: "Ended", evse: { id: 2 }, idToken: { idToken: "B" } }],
  ]);
});

it("also one whose number the station used before it lost it", () => {
  const it = charging2();
  const meterValue = [{ timestamp: stampOf(it.now), sampledValue: [{ value: "3" }] }];
  it.station("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
  it.station("MeterValues", { connectorId: 2, transactionId: 2, meterValue });
  it.drain();
  const stop = { transactionId: 0, idTag: "A", meterStop: 7, timestamp: stampOf(it.now) };
  const sent = toCsms(it.station("StopTransaction", stop));
  expect(sent).toMatchObject([["TransactionEvent", { eventType: "Ended", evse: { id: 1 } }]]);
});

it("a number that was understood once is understood again, also after the end", () => {
  const it = charging2();
  const stop = { transactionId: 77, idTag: "A", meterStop: 7, timestamp: stampOf(it.now) };
  it.station("StopTransaction", stop);
  it.drain();
  const meterValue = [{ timestamp: stampOf(it.now), sampledValue: [{ value: "7" }] }];
  expect(
    it.station("MeterValues", { connectorId: 1, transactionId: 77, meterValue }),
  ).toMatchObject([{ leg: "station", type: "callResult" }]);
  expect(Object.keys(it.state.transactions)).toHaveLength(2);
});
