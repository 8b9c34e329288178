import { expect, it } from "vitest";
import { stopWithoutStart } from "../../../src/findings/rules/stop-without-start.ts";
import {
  accepted16,
  event2,
  isoAt,
  meterValue,
  start16,
  stop16,
  story,
} from "../../sessions/tell.ts";

const rules = [stopWithoutStart];
const boot = { chargePointVendor: "v", chargePointModel: "m" };
const bootAnswer = { status: "Accepted", currentTime: isoAt(0), interval: 300 };

it("tells a stop of which no start is in the record of a station that was there all along", () => {
  const told = story({ rules })
    .says("BootNotification", boot, bootAnswer)
    .says("StopTransaction", stop16({ transactionId: 41 }));
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [3] },
      sentence:
        "The station sent StopTransaction for transaction 41, but no start of it is in the record.",
    },
  ]);
  expect(told.transactions()).toMatchObject([{ transaction_id: "41", state: "ended" }]);
});

it("says so where the record may have begun later than the transaction", () => {
  const told = story({ rules }).says("StopTransaction", stop16({ transactionId: 41 }));
  expect(told.recording.findings()).toMatchObject([
    {
      severity: "note",
      sentence:
        "The station sent StopTransaction for transaction 41, but no start of it is in the record; it may have begun before this record did.",
    },
  ]);
  const lost = story({ rules })
    .says("BootNotification", boot, bootAnswer)
    .says("StopTransaction", stop16({ reason: "PowerLoss" }));
  expect(lost.recording.findings()).toMatchObject([{ severity: "note" }]);
});

it("tells an Ended of 2.x", () => {
  const told = story({ rules, version: "2.0.1" })
    .says("BootNotification", { reason: "PowerUp", chargingStation: {} }, bootAnswer)
    .says("TransactionEvent", event2("Ended", 5));
  expect(told.recording.findings()).toMatchObject([
    { severity: "warning", details: { transactionId: "tx-1" } },
  ]);
});

it("is silent where the start is there, or the transaction was seen before its stop", () => {
  const whole = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("StopTransaction", stop16());
  expect(whole.recording.findings()).toEqual([]);
  const late = story({ rules })
    .says("MeterValues", { connectorId: 1, transactionId: 7, meterValue: [meterValue(0, 5)] })
    .says("StopTransaction", stop16());
  expect(late.recording.findings()).toEqual([]);
});
