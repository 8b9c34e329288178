import { expect, it } from "vitest";
import {
  endDoubted,
  endLost16,
  lostDueMs,
  reasonFor16,
  stop16,
} from "../../../src/translate/reverse/stopping.ts";
import { turnOf } from "../turns.ts";
import { bootNow, callOf, csms16, event, only, reversed, token } from "./stage.ts";

function charging() {
  const it = reversed();
  const told = { eventType: "Started", seqNo: 0, wh: { "Transaction.Begin": 100 } } as const;
  it.station(
    "TransactionEvent",
    event(it, { ...told, chargingState: "Charging", idToken: token() }),
  );
  it.drain(csms16());
  return it;
}

it("reasons that 1.6 lacks are the nearest one", () => {
  const reasons = ["Remote", "ImmediateReset", "StoppedByEV", "EnergyLimitReached", "Reboot"];
  expect(reasons.map((each) => reasonFor16(each, ""))).toEqual([
    ...["Remote", "HardReset", "Local", "Other", "Reboot"],
  ]);
  expect(reasonFor16("Other", "UnlockCommand")).toBe("UnlockCommand");
});

it("one that a booted station does not mention is over after a while", () => {
  const it = charging();
  it.down("station");
  it.up("station");
  it.up("csms");
  bootNow(it);
  expect(lostDueMs(it.state, it.settings)).toBe(it.now + 300_000);
  const sent = [...it.pass(300_000), ...it.drain(csms16())];
  expect(only(sent, "StopTransaction")).toMatchObject({
    ...{ transactionId: 101, meterStop: 100, reason: "PowerLoss" },
  });
});

it("a new one on the same EVSE ends the old one", () => {
  const it = charging();
  const next = { eventType: "Started", seqNo: 0, txId: "tx-2" } as const;
  const begun = it.station("TransactionEvent", event(it, next));
  expect(only([...begun, ...it.drain(csms16())], "StopTransaction")).toMatchObject({
    ...{ transactionId: 101, reason: "Other" },
  });
});

it("samples of the end go with the stop, others before it", () => {
  const it = charging();
  const wh = { "Transaction.Begin": 100, "Transaction.End": 300, "Sample.Clock": 250 };
  const ended = event(it, { eventType: "Ended", seqNo: 1, wh });
  const sent = [...it.station("TransactionEvent", ended), ...it.drain(csms16())];
  expect(JSON.stringify(only(sent, "MeterValues"))).toContain("Sample.Clock");
  const stop = only(sent, "StopTransaction");
  expect(JSON.stringify(stop)).not.toContain("Sample.Clock");
  expect(stop).toMatchObject({ meterStop: 300 });
});

it("what is not known or not doubted is left alone", () => {
  const turn = turnOf(charging());
  const before = turn.state;
  endDoubted(turn);
  expect(turn.state).toBe(before);
  const [transaction] = Object.values(turn.state.transactions);
  if (transaction === undefined) throw new Error("none");
  expect(endLost16(turn, transaction, { reason: "Other", notAfterMs: 5 })).toHaveLength(1);
  const call = callOf("station", "TransactionEvent");
  const said = { txId: "x", readings: [], eventType: "Ended", triggerReason: "", print: "" };
  const none = { chargingState: null, connectorId: null, idTag: null, reservationId: null };
  const nothing = { ...said, ...none, atMs: 0, stoppedReason: "Local", remoteStartId: null };
  expect(stop16(turn, nothing, call)).toEqual([]);
});
