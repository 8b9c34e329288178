import { expect, it } from "vitest";
import { itemsIn } from "../../src/findings/fields.ts";
import { close } from "../../src/translate/stop.ts";
import { answerTo, booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

function charging() {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return it;
}

it("closing keeps what is known of it, for stops that come again", () => {
  const turn = turnOf(charging());
  const [txId = ""] = Object.keys(turn.state.transactions);
  close(turn, txId, { endedAtMs: 5, isSynthetic: false });
  expect(turn.state.transactions[txId]).toMatchObject({ isOpen: false, endedAtMs: 5, int: 1 });
});

it("too much for one event goes ahead of it, oldest first, and nothing is left out", () => {
  const it = charging();
  const transactionData = Array.from({ length: 400 }, (_, index) => ({
    timestamp: new Date(it.now + index * 1_000).toISOString(),
    sampledValue: [{ value: String(index) }],
  }));
  it.pass(500_000);
  const timestamp = new Date(it.now).toISOString();
  const stop = { transactionId: 1, meterStop: 400, timestamp, transactionData };
  const events = toCsms([...it.station("StopTransaction", stop), ...it.drain()]).map(
    ([, payload]) => payload as { eventType: string; meterValue: readonly object[] },
  );
  expect(events.length).toBeGreaterThan(1);
  expect(events.map(({ eventType }) => eventType === "Ended")).toEqual(
    events.map((_, index) => index === events.length - 1),
  );
  expect(events.flatMap(({ meterValue }) => meterValue)).toHaveLength(401);
  for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(65_536);
});

it("samples that were sent live are not sent again", () => {
  const it = charging();
  const meterValue = [{ timestamp: "2026-05-01T09:59:30Z", sampledValue: [{ value: "1" }] }];
  it.station("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
  it.drain();
  const timestamp = "2026-05-01T09:59:59Z";
  const stop = { transactionId: 1, meterStop: 2, timestamp, transactionData: meterValue };
  const [event] = toCsms(it.station("StopTransaction", stop));
  expect(itemsIn(event?.[1], "meterValue")).toHaveLength(1);
});

it("a stop without a number that comes again ends nothing more", () => {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  const start = (connectorId: number, idTag: string) => {
    it.station("StartTransaction", { connectorId, idTag, meterStart: 0, timestamp });
    it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  };
  start(1, "A");
  const stop = { transactionId: -1, idTag: "A", meterStop: 7, timestamp };
  it.station("StopTransaction", stop);
  it.drain();
  start(2, "B");
  const again = it.station("StopTransaction", stop);
  expect(toCsms(again)).toEqual([]);
  expect(answerTo("station", again)).toEqual({});
});
