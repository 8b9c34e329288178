import { expect, it } from "vitest";
import { transactionEventGap } from "../../../src/findings/rules/transaction-event-gap.ts";
import { event2, story } from "../../sessions/tell.ts";

const rules = [transactionEventGap];
const begun = () =>
  story({ rules, version: "2.0.1" }).says("TransactionEvent", event2("Started", 0));

it("tells how many events are missing", () => {
  const told = begun().says("TransactionEvent", event2("Updated", 3));
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [2, 3] },
      sentence:
        "The station sent event 3 of transaction tx-1 on EVSE 1 where 1 was due: 2 events before it are missing.",
    },
  ]);
});

it("tells an event that came again though it had been answered, and one out of order", () => {
  const again = begun()
    .says("TransactionEvent", event2("Updated", 1))
    .says("TransactionEvent", event2("Updated", 1));
  expect(again.recording.findings()).toMatchObject([{ details: { expected: 2, seqNo: 1 } }]);
  const back = begun()
    .says("TransactionEvent", event2("Updated", 1))
    .says("TransactionEvent", event2("Ended", 2))
    .says("TransactionEvent", event2("Updated", 1));
  expect(back.recording.findings()).toMatchObject([{ details: { expected: 3, seqNo: 1 } }]);
});

it("is silent for numbers in order, for a retry, and after a gap of ours", () => {
  const told = begun()
    .says("TransactionEvent", event2("Updated", 1), null)
    .says("TransactionEvent", event2("Updated", 1))
    .says("TransactionEvent", event2("Ended", 2));
  expect(told.recording.findings()).toEqual([]);
  const ours = begun();
  ours.link.gap(3, 6);
  ours.link.station(JSON.stringify([2, "x", "TransactionEvent", event2("Updated", 3)]), { seq: 7 });
  expect(ours.recording.findings()).toEqual([]);
});

it("does not tell every repetition", () => {
  const told = begun().says("TransactionEvent", event2("Updated", 2));
  for (let time = 0; time < 20; time += 1) told.says("TransactionEvent", event2("Updated", 2));
  expect(told.recording.findings()).toHaveLength(1);
});
