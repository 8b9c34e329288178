import { expect, it } from "vitest";
import { heldUntilMs } from "../../../src/translate/reverse/remote.ts";
import { answerTo, type Sent } from "../stage.ts";
import { csms16, event, reversed, token } from "./stage.ts";

const toStation = (sent: readonly Sent[]) =>
  sent.filter(({ leg, type }) => leg === "station" && type === "call");

function charging() {
  const it = reversed();
  const told = { eventType: "Started", seqNo: 0, wh: { "Transaction.Begin": 1 } } as const;
  it.station(
    "TransactionEvent",
    event(it, { ...told, chargingState: "Charging", idToken: token() }),
  );
  it.drain(csms16());
  return it;
}

it("a connector with a transaction is unlocked once that has ended", () => {
  const it = charging();
  it.csms("UnlockConnector", { connectorId: 1 });
  const [stop] = toStation(it.answer("station", { status: "OngoingAuthorizedTransaction" }));
  expect([stop?.action, stop?.payload]).toEqual([
    ...["RequestStopTransaction", { transactionId: "tx-1" }],
  ]);
  expect(toStation(it.answer("station", { status: "Accepted" }))).toEqual([]);
  const atMs = heldUntilMs(it.state, "UnlockConnector", ({ receivedAtMs }) => receivedAtMs);
  expect(atMs).toBe(it.now);
  const ended = it.station("TransactionEvent", event(it, { eventType: "Ended", seqNo: 1 }));
  expect(toStation(ended)).toMatchObject([{ action: "UnlockConnector" }]);
  expect(answerTo("csms", it.answer("station", { status: "Unlocked" }))).toEqual({
    status: "Unlocked",
  });
});

it("a transaction that does not end is no reason not to try", () => {
  const it = charging();
  it.csms("UnlockConnector", { connectorId: 1 });
  it.answer("station", { status: "OngoingAuthorizedTransaction" });
  it.answer("station", { status: "Accepted" });
  expect(toStation(it.pass(10_000))).toMatchObject([{ action: "UnlockConnector" }]);
  expect(
    answerTo("csms", it.answer("station", { status: "OngoingAuthorizedTransaction" })),
  ).toEqual({ status: "UnlockFailed" });
});

it("a number that nobody gave stops nothing", () => {
  const it = charging();
  expect(answerTo("csms", it.csms("RemoteStopTransaction", { transactionId: 7 }))).toEqual({
    status: "Rejected",
  });
});
