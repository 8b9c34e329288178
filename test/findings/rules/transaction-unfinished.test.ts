import { expect, it } from "vitest";
import { transactionUnfinished } from "../../../src/findings/rules/transaction-unfinished.ts";
import {
  accepted16,
  event2,
  isoAt,
  meterValue,
  start16,
  stop16,
  story,
} from "../../sessions/tell.ts";

const rules = [transactionUnfinished];
const boot = { chargePointVendor: "v", chargePointModel: "m" };
const bootAnswer = { status: "Accepted", currentTime: isoAt(0), interval: 300 };
const status = (connectorId: number, said: string) => ({
  ...{ connectorId, errorCode: "NoError", status: said, timestamp: isoAt(0) },
});

it("tells at once that another one began on the connector", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16(7))
    .says("StartTransaction", start16({ timestamp: isoAt(1) }), accepted16(8), { afterMs: 60_000 });
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1, 2, 3] },
      sentence:
        "The station sent no stop for transaction 7 on connector 1, which began 60.1 s ago, but another transaction began on the same connector.",
    },
  ]);
});

it("tells a minute after the station said that the connector is available", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("StatusNotification", status(1, "Available"));
  told.link.tick(59_000);
  expect(told.recording.findings()).toEqual([]);
  told.link.tick(2_000);
  expect(told.recording.findings()).toMatchObject([{ details: { why: "available" } }]);
  expect(told.transactions()).toMatchObject([{ state: "unfinished" }]);
});

it("tells a minute after the CSMS accepted a boot", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("BootNotification", boot, bootAnswer);
  told.link.tick(61_000);
  expect(told.recording.findings()).toMatchObject([{ details: { why: "boot" } }]);
});

it("waits for a station that has no link", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("StatusNotification", status(1, "Available"));
  told.link.close();
  const later = story({ rules }, told.recording);
  later.link.tick(200_000);
  later.says("StopTransaction", stop16());
  expect(later.recording.findings().map(({ details }) => details)).toMatchObject([
    { why: "available" },
  ]);
  const soon = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("StatusNotification", status(1, "Available"));
  soon.link.close().tick(300_000);
  expect(soon.recording.findings()).toEqual([]);
});

it("is silent where the stop comes, where charging goes on, and for other connectors", () => {
  const stopped = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("BootNotification", boot, bootAnswer)
    .says("StatusNotification", status(1, "Available"))
    .says("StopTransaction", stop16({ reason: "PowerLoss" }));
  stopped.link.tick(120_000);
  expect(stopped.recording.findings()).toEqual([]);
  const going = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("BootNotification", boot, bootAnswer)
    .says("MeterValues", {
      ...{ connectorId: 1, transactionId: 7, meterValue: [meterValue(9_000, 1_100)] },
    })
    .says("StatusNotification", status(2, "Available"))
    .says("StartTransaction", start16({ connectorId: 2 }), accepted16(8));
  going.link.tick(120_000);
  expect(going.recording.findings()).toEqual([]);
});

it("is silent where the record has a gap, which may hold the stop", () => {
  const told = story({ rules }).says("StartTransaction", start16(), accepted16(7));
  told.link.gap(3, 4);
  told.link.station(JSON.stringify([2, "x", "StartTransaction", start16({ meterStart: 9 })]), {
    seq: 5,
  });
  expect(told.recording.findings()).toEqual([]);
  expect(told.transactions()).toMatchObject([{ state: "unfinished" }, { state: "open" }]);
});

it("lets a transaction of 2.x begin before the car is there", () => {
  const available = { evseId: 1, connectorId: 1, connectorStatus: "Available" };
  const waiting = story({ rules, version: "2.0.1" })
    .says("TransactionEvent", event2("Started", 0))
    .says("StatusNotification", available);
  waiting.link.tick(120_000);
  expect(waiting.recording.findings()).toEqual([]);
  const charging = story({ rules, version: "2.0.1" })
    .says("TransactionEvent", event2("Started", 0, { info: { chargingState: "Charging" } }))
    .says("StatusNotification", available);
  charging.link.tick(120_000);
  expect(charging.recording.findings()).toMatchObject([{ details: { why: "available" } }]);
});
