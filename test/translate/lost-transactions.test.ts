import { expect, it } from "vitest";
import { endLost } from "../../src/translate/lost-transactions.ts";
import { booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

function charging() {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 5, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return it;
}
const status = (named: string) => ({ connectorId: 1, errorCode: "NoError", status: named });

it("an end of ours has the last register and says whose it is", () => {
  const turn = turnOf(charging());
  const [transaction] = Object.values(turn.state.transactions);
  if (transaction === undefined) throw new Error("no transaction");
  endLost(turn, transaction, { stoppedReason: "Other", triggerReason: "AbnormalCondition" });
  const text = JSON.stringify(Object.values(turn.state.outbox).at(-1)?.payload);
  expect(text).toContain('"value":5');
  expect(text).toContain('"synthetic":true');
});

it("a free connector ends its transaction after five minutes", () => {
  const it = charging();
  it.station("StatusNotification", status("Available"));
  it.drain();
  expect(JSON.stringify(toCsms(it.pass(300_000)))).toContain("EVCommunicationLost");
});

it("a connector that charges keeps its transaction over a reboot", () => {
  const it = charging();
  it.station("BootNotification", { chargePointVendor: "A", chargePointModel: "M" });
  it.drain(() => ({ status: "Accepted", interval: 9, currentTime: "2026-05-01T10:00:00Z" }));
  it.station("StatusNotification", status("Charging"));
  it.drain();
  it.pass(900_000);
  expect(Object.values(it.state.transactions).map(({ isOpen }) => isOpen)).toEqual([true]);
});

it("the station's own stop after our end is acknowledged and goes nowhere", () => {
  const it = charging();
  it.station("StatusNotification", status("Available"));
  it.drain();
  it.pass(300_000);
  it.drain();
  const timestamp = new Date(it.now).toISOString();
  const sent = it.station("StopTransaction", { transactionId: 1, meterStop: 9, timestamp });
  expect(sent.map(({ leg, type }) => [leg, type])).toEqual([["station", "callResult"]]);
});

it("a station that is away, or tells what happened meanwhile, is not given up", () => {
  const it = charging();
  it.station("BootNotification", { chargePointVendor: "A", chargePointModel: "M" });
  it.drain(() => ({ status: "Accepted", interval: 9, currentTime: "2026-05-01T10:00:00Z" }));
  it.station("StatusNotification", status("Available"));
  it.drain();
  it.pass(200_000);
  it.down("station");
  it.down("csms");
  expect(toCsms(it.pass(900_000))).toEqual([]);
  it.up("station");
  it.up("csms");
  expect(toCsms(it.pass(200_000))).toEqual([]);
  const timestamp = new Date(it.now - 1_000_000).toISOString();
  const meterValue = [{ timestamp, sampledValue: [{ value: "6" }] }];
  it.station("MeterValues", { connectorId: 2, transactionId: 5, meterValue });
  it.drain();
  expect(toCsms(it.pass(200_000))).toEqual([]);
  const stop = { transactionId: 1, meterStop: 9, timestamp, reason: "PowerLoss" };
  expect(JSON.stringify(toCsms(it.station("StopTransaction", stop)))).toContain('"value":9');
});
