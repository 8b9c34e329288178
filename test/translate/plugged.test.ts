import { expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { textIn } from "../../src/findings/fields.ts";
import { pluggedFor } from "../../src/translate/plugged.ts";
import { answerTo, booted, deadLetters, type Stage } from "./stage.ts";
import { turnOf } from "./turns.ts";

const settings = { txStart: "onPreparing" } as const;
const accepted = () => ({ idTokenInfo: { status: "Accepted" } });
const iso = (ms: number) => new Date(ms).toISOString();

function status(it: Stage, word: string): void {
  it.station("StatusNotification", {
    ...{ connectorId: 1, errorCode: "NoError", status: word, timestamp: iso(it.now) },
  });
  it.drain(accepted);
}

function start(it: Stage) {
  return { connectorId: 1, idTag: "A", meterStart: 100, timestamp: iso(it.now) };
}

function stop(it: Stage, transactionId: number) {
  return { transactionId, meterStop: 400, timestamp: iso(it.now), reason: "Local" };
}

/** Type, trigger, number, and whether the station's register is in it. */
function events(it: Stage): readonly Json[] {
  return it.sent
    .filter(({ leg, action }) => leg === "csms" && action === "TransactionEvent")
    .map(({ payload }) => {
      const { seqNo } = payload as { seqNo: number };
      const state = textIn(payload, "transactionInfo", "chargingState");
      return [textIn(payload, "eventType"), textIn(payload, "triggerReason"), state, seqNo];
    });
}

it("a transaction begins with the cable; the start is an update that authorizes", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  it.pass(5_000);
  it.station("StartTransaction", start(it));
  expect(it.pending("csms")?.payload).toMatchObject({
    ...{ eventType: "Updated", triggerReason: "Authorized" },
    idToken: { idToken: "A" },
    meterValue: [{ sampledValue: [{ value: 100, context: "Transaction.Begin" }] }],
  });
  const told = it.drain(accepted);
  expect(answerTo("station", told)).toMatchObject({ transactionId: 1 });
  status(it, "Charging");
  it.station("StopTransaction", stop(it, 1));
  it.drain(accepted);
  expect(events(it)).toEqual([
    ["Started", "CablePluggedIn", "EVConnected", 0],
    ["Updated", "Authorized", "EVConnected", 1],
    ["Updated", "ChargingStateChanged", "Charging", 2],
    ["Ended", "StopAuthorized", "EVConnected", 3],
  ]);
  expect(Object.keys(it.state.transactions)).toHaveLength(1);
  expect(deadLetters(it)).toEqual([]);
});

it("a start that comes again gets the same number", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  const told = start(it);
  it.station("StartTransaction", told);
  it.drain(accepted);
  const before = events(it).length;
  expect(answerTo("station", it.station("StartTransaction", told))).toMatchObject({
    transactionId: 1,
  });
  expect(events(it)).toHaveLength(before);
});

it("the answer to a remote start names the transaction of the cable", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  const idToken = { idToken: "A", type: "ISO14443" };
  it.csms("RequestStartTransaction", { remoteStartId: 7, idToken, evseId: 1 });
  const [transactionId] = Object.keys(it.state.transactions);
  const sent = it.answer("station", { status: "Accepted" });
  expect(answerTo("csms", sent)).toEqual({ status: "Accepted", transactionId });
  it.station("StartTransaction", start(it));
  expect(it.pending("csms")?.payload).toMatchObject({
    ...{ eventType: "Updated", triggerReason: "RemoteStart" },
    transactionInfo: { transactionId, remoteStartId: 7 },
  });
});

it("a cable that is pulled again is an end; one that waited too long is a time-out", () => {
  const pulled = booted({ settings });
  status(pulled, "Preparing");
  pulled.pass(5_000);
  status(pulled, "Available");
  expect(events(pulled).at(-1)).toEqual(["Ended", "EVCommunicationLost", "Idle", 1]);
  const late = booted({ settings });
  status(late, "Preparing");
  late.pass(120_000);
  status(late, "Available");
  expect(events(late).at(-1)).toEqual(["Ended", "EVConnectTimeout", "Idle", 1]);
});

it("the station cannot stop what it does not know of, and nothing is in its way", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  const [transactionId] = Object.keys(it.state.transactions);
  const refused = it.csms("RequestStopTransaction", { transactionId: transactionId ?? "" });
  expect(answerTo("csms", refused)).toMatchObject({ statusInfo: { reasonCode: "TxNotFound" } });
  it.csms("UnlockConnector", { evseId: 1, connectorId: 1 });
  expect(it.pending("station")?.action).toBe("UnlockConnector");
});

it("after a reconnection a free connector says nothing yet of a start that is still to come", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  const told = start(it);
  it.crash();
  it.pass(3_600_000);
  it.up("station");
  it.up("csms");
  status(it, "Available");
  expect(events(it)).toHaveLength(1);
  it.station("StartTransaction", told);
  it.drain(accepted);
  it.station("StopTransaction", { ...stop(it, 1), timestamp: iso(it.now - 60_000) });
  it.drain(accepted);
  expect(events(it).map((each) => (each as Json[])[0])).toEqual(["Started", "Updated", "Ended"]);
  it.pass(3_600_000);
  it.drain(accepted);
  expect(events(it)).toHaveLength(3);
});

it("a cable without a start is given up after the grace of a reconnection", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  it.crash();
  it.up("station");
  it.up("csms");
  status(it, "Available");
  it.pass(300_000);
  it.drain(accepted);
  expect(events(it).map((each) => (each as Json[])[0])).toEqual(["Started", "Ended"]);
});

it("an old start is another transaction", () => {
  const it = booted({ settings });
  status(it, "Preparing");
  expect(pluggedFor(turnOf(it), { connectorId: 1, atMs: it.now - 31_000 })).toBeNull();
  expect(pluggedFor(turnOf(it), { connectorId: 2, atMs: it.now })).toBeNull();
  expect(pluggedFor(turnOf(it), { connectorId: 1, atMs: it.now })).not.toBeNull();
});
