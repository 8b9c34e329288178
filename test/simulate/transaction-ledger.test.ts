import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { createTransactionLedger } from "../../src/simulate/transaction-ledger.ts";

const timestamp = "2026-05-01T10:00:00Z";

function event(eventType: string, seqNo: number, more: JsonObject = {}): JsonObject {
  return {
    ...{ eventType, timestamp, triggerReason: "Authorized", seqNo },
    transactionInfo: { transactionId: "tx-1" },
    ...more,
  };
}

const register = (value: number, context: string): JsonObject => ({
  meterValue: [{ timestamp, sampledValue: [{ value, context }] }],
});

it("keeps the events of a transaction in order, and its energy", () => {
  const ledger = createTransactionLedger();
  const idToken = { idToken: "ABC", type: "ISO14443" };
  const faults = [
    event("Started", 0, { idToken, evse: { id: 2 }, ...register(100, "Transaction.Begin") }),
    event("Updated", 1, register(400, "Sample.Periodic")),
    event("Updated", 2, register(450, "Sample.Clock")),
    event("Ended", 3, register(900, "Transaction.End")),
  ].flatMap((each) => ledger.take("CP-1", each));
  expect(faults).toEqual([]);
  expect(ledger.transactions("CP-1")).toMatchObject([
    { transactionId: "tx-1", place: "2/1", idToken: "ABC", isEnded: true, energyWh: 800 },
  ]);
  expect(ledger.transactions("CP-2")).toEqual([]);
});

it("a repeated event is no fault, another with its number is", () => {
  const ledger = createTransactionLedger();
  ledger.take("CP-1", event("Started", 0));
  expect(ledger.take("CP-1", event("Started", 0))).toEqual([]);
  expect(ledger.transactions()[0]).toMatchObject({ repeats: 1 });
  expect(ledger.take("CP-1", event("Updated", 0))).toEqual([
    "transaction tx-1: seqNo 0 is used twice",
  ]);
});

it("tells what breaks the rules", () => {
  const cases: [readonly JsonObject[], string][] = [
    [[event("Updated", 0)], "transaction tx-1 begins with Updated"],
    [[event("Started", 0), event("Updated", 2)], "seqNo 2 came where 1 was expected"],
    [[event("Started", 0), event("Started", 1)], "transaction tx-1 is started twice"],
    [
      [event("Started", 0), event("Ended", 1), event("Updated", 2)],
      "transaction tx-1: Updated came after its end",
    ],
    [
      [
        event("Started", 0, { evse: { id: 1 } }),
        event("Started", 0, { evse: { id: 1 }, transactionInfo: { transactionId: "tx-2" } }),
      ],
      "transaction tx-1 is still open on EVSE 1/1",
    ],
  ];
  for (const [events, problem] of cases) {
    const ledger = createTransactionLedger();
    const faults = events.flatMap((each) => ledger.take("CP-1", each));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(problem);
  }
});
