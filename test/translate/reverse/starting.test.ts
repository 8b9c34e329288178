import { expect, it } from "vitest";
import {
  isNumberAwaited,
  meterDueMs,
  putReverse,
  startWhenReady,
  startWithoutReading,
  tellSamples,
} from "../../../src/translate/reverse/starting.ts";
import { answerTo, deadLetters, type Sent, toCsms } from "../stage.ts";
import { turnOf } from "../turns.ts";
import { actions, csms16, event, only, reversed, token } from "./stage.ts";

const card = {
  eventType: "Started",
  seqNo: 0,
  idToken: token(),
  chargingState: "EVConnected",
} as const;
const wh = { "Sample.Periodic": 5_000 };

it("a start waits for a reading, for which the station is asked", () => {
  const it = reversed();
  const sent = it.station("TransactionEvent", event(it, card));
  expect(actions(sent)).not.toContain("StartTransaction");
  expect(sent.filter(({ leg }) => leg === "station")).toMatchObject([
    { action: "TriggerMessage", payload: { requestedMessage: "TransactionEvent" } },
  ]);
  expect(meterDueMs(it.state.transactions)).toBe(it.now + 10_000);
  it.drain(csms16());
  const told = it.station("TransactionEvent", event(it, { seqNo: 1, wh }));
  expect(only([...told, ...it.drain(csms16())], "StartTransaction")).toMatchObject({
    meterStart: 5_000,
  });
});

it("without any reading energy is counted from the first one, never from zero", () => {
  const it = reversed();
  const told: Sent[] = [...it.station("TransactionEvent", event(it, card))];
  told.push(...it.drain(csms16()), ...it.pass(10_000), ...it.drain(csms16()));
  expect(only(told, "StartTransaction")).toMatchObject({ meterStart: 0 });
  expect(it.effects).toContainEqual(expect.objectContaining({ loss: "meter-start-unknown" }));
  it.station("TransactionEvent", event(it, { seqNo: 1, wh }));
  it.drain(csms16());
  const end = event(it, { eventType: "Ended", seqNo: 2, wh: { "Transaction.End": 5_700 } });
  const stop = only(
    [...it.station("TransactionEvent", end), ...it.drain(csms16())],
    "StopTransaction",
  );
  expect(stop).toMatchObject({ meterStop: 700 });
});

it("energy that flows without a token is somebody's", () => {
  const it = reversed();
  const told = { seqNo: 4, chargingState: "Charging", wh } as const;
  const sent = it.station("TransactionEvent", event(it, told));
  expect(only(sent, "StartTransaction")).toMatchObject({ idTag: "NoAuthorization" });
});

it("a reading is sent once, however often its event comes", () => {
  const it = reversed();
  it.station("TransactionEvent", event(it, { ...card, wh: { "Transaction.Begin": 1 } }));
  it.drain(csms16());
  const again = event(it, { seqNo: 1, wh });
  const sent = [again, again].flatMap((each) => [
    ...it.station("TransactionEvent", each),
    ...it.drain(csms16()),
  ]);
  expect(toCsms(sent).filter(([action]) => action === "MeterValues")).toHaveLength(1);
});

it("a start that the CSMS refuses after the station was let begin is stopped", () => {
  const it = reversed({ settings: { presence: "decoupled" } });
  it.down("csms");
  const begun = it.station(
    "TransactionEvent",
    event(it, { ...card, wh: { "Transaction.Begin": 1 } }),
  );
  expect(answerTo("station", begun)).toEqual({ idTokenInfo: { status: "Accepted" } });
  it.up("csms");
  const blocked = () => ({ transactionId: 7, idTagInfo: { status: "Blocked" } });
  expect(it.drain(blocked)).toContainEqual(
    expect.objectContaining({
      action: "RequestStopTransaction",
      payload: { transactionId: "tx-1" },
    }),
  );
});

it("a start that the CSMS never takes leaves a dead letter for its stop", () => {
  const it = reversed({ settings: { messageAttempts: 1 } });
  it.station("TransactionEvent", event(it, { ...card, wh: { "Transaction.Begin": 1 } }));
  it.fail("csms", "InternalError");
  it.pass(25_000);
  it.station("TransactionEvent", event(it, { eventType: "Ended", seqNo: 1 }));
  expect(deadLetters(it)).toMatchObject([
    { why: "refused", action: "StartTransaction" },
    { why: "unmatched", action: "StopTransaction" },
  ]);
});

it("nothing happens to a transaction that is not there", () => {
  const turn = turnOf(reversed());
  putReverse(turn, "x", { isNumbered: true });
  startWithoutReading(turn);
  const said = { txId: "x", readings: [], eventType: "Updated", triggerReason: "", print: "" };
  const none = { chargingState: null, connectorId: null, idTag: null, reservationId: null };
  const nothing = { ...said, ...none, atMs: 0, stoppedReason: "", remoteStartId: null };
  expect([startWhenReady(turn, nothing), tellSamples(turn, nothing)]).toEqual([[], []]);
  expect(isNumberAwaited(turn, "x")).toBe(false);
});
