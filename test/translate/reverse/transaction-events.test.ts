import { expect, it } from "vitest";
import { answerTo, deadLetters, toCsms } from "../stage.ts";
import { actions, csms16, event, only, reversed, token } from "./stage.ts";

const begin = { "Transaction.Begin": 125_400.4 };

function charging(it = reversed(), answers = csms16()) {
  it.station("StatusNotification", {
    ...{ timestamp: new Date(it.now).toISOString(), connectorStatus: "Occupied" },
    ...{ evseId: 1, connectorId: 1 },
  });
  it.drain(answers);
  const started = it.station(
    "TransactionEvent",
    event(it, {
      ...{ eventType: "Started", seqNo: 0, trigger: "Authorized", wh: begin },
      ...{ chargingState: "EVConnected", idToken: token() },
    }),
  );
  return { it, started, drained: it.drain(answers) };
}

it("a session is a start, samples and a stop, with the CSMS's number in each", () => {
  const { it, started, drained } = charging();
  expect(only(started, "StartTransaction")).toEqual({
    ...{ connectorId: 1, idTag: "04A1B2C3D4E5F6", meterStart: 125_400 },
    timestamp: "2026-05-01T09:59:00.000Z",
  });
  expect(answerTo("station", drained)).toEqual({ idTokenInfo: { status: "Accepted" } });
  it.pass(60_000);
  const updated = [
    ...it.station(
      "TransactionEvent",
      event(it, { seqNo: 1, chargingState: "Charging", wh: { "Sample.Periodic": 126_250 } }),
    ),
    ...it.drain(csms16()),
  ];
  expect(answerTo("station", updated)).toEqual({});
  expect(only(updated, "MeterValues")).toMatchObject({ connectorId: 1, transactionId: 101 });
  expect(only(updated, "StatusNotification")).toMatchObject({ status: "Charging" });
  it.pass(60_000);
  const ended = [
    ...it.station(
      "TransactionEvent",
      event(it, {
        ...{ eventType: "Ended", seqNo: 2, trigger: "StopAuthorized", stoppedReason: "Local" },
        ...{ chargingState: "EVConnected", idToken: token() },
        wh: { "Transaction.Begin": 125_400.4, "Transaction.End": 131_020.5 },
      }),
    ),
    ...it.drain(csms16()),
  ];
  expect(only(ended, "StopTransaction")).toMatchObject({
    ...{ transactionId: 101, meterStop: 131_021, idTag: "04A1B2C3D4E5F6", reason: "Local" },
    timestamp: "2026-05-01T10:01:00.000Z",
  });
  expect(only(ended, "StatusNotification")).toMatchObject({ status: "Finishing" });
  expect(answerTo("station", ended)).toEqual({ idTokenInfo: { status: "Accepted" } });
  expect(deadLetters(it)).toEqual([]);
});

it("what follows a start waits for its number, over a crash", () => {
  const it = reversed();
  const told = { chargingState: "Charging", wh: begin } as const;
  it.station(
    "TransactionEvent",
    event(it, { ...told, eventType: "Started", seqNo: 0, idToken: token() }),
  );
  it.station(
    "TransactionEvent",
    event(it, { ...told, seqNo: 1, wh: { "Sample.Periodic": 126_000 } }),
  );
  it.station(
    "TransactionEvent",
    event(it, { eventType: "Ended", seqNo: 2, wh: { "Transaction.End": 127_000 } }),
  );
  it.crash();
  const before = it.sent.length;
  it.up("station");
  it.up("csms");
  it.drain(csms16());
  expect(
    toCsms(it.sent.slice(before)).filter(([action]) => action !== "StatusNotification"),
  ).toEqual([
    ["StartTransaction", expect.objectContaining({ meterStart: 125_400 })],
    ["MeterValues", expect.objectContaining({ transactionId: 101 })],
    ["StopTransaction", expect.objectContaining({ transactionId: 101, meterStop: 127_000 })],
  ]);
});

it("a cable alone is a status, a card alone a question", () => {
  const it = reversed();
  const cable = event(it, { eventType: "Started", seqNo: 0, chargingState: "EVConnected" });
  const plugged = it.station("TransactionEvent", cable);
  expect(actions([...plugged, ...it.drain()])).toEqual(["StatusNotification"]);
  const card = event(it, {
    ...{ eventType: "Started", seqNo: 0, txId: "tx-2", evseId: 0, idToken: token() },
    chargingState: "Idle",
  });
  expect(actions(it.station("TransactionEvent", card))).toEqual(["Authorize"]);
  expect(answerTo("station", it.answer("csms", { idTagInfo: { status: "Blocked" } }))).toEqual({
    idTokenInfo: { status: "Blocked" },
  });
});

it("an event that comes again is answered again, and no more", () => {
  const { it } = charging();
  const again = event(it, {
    ...{
      eventType: "Started",
      seqNo: 0,
      wh: begin,
      idToken: token(),
      chargingState: "EVConnected",
    },
  });
  const sent = it.station("TransactionEvent", again);
  expect(actions(sent)).toEqual([]);
  expect(answerTo("station", sent)).toEqual({ idTokenInfo: { status: "Accepted" } });
});

it("an event without a transaction is refused, one after the end is answered", () => {
  const { it } = charging();
  expect(answerTo("station", it.station("TransactionEvent", {}))).toEqual({
    errorCode: "PropertyConstraintViolation",
  });
  it.station("TransactionEvent", event(it, { eventType: "Ended", seqNo: 1 }));
  it.drain(csms16());
  const late = it.station("TransactionEvent", event(it, { seqNo: 7 }));
  expect([actions(late), answerTo("station", late)]).toEqual([[], {}]);
});

it("a card after the cable begins it, with the reservation that it uses", () => {
  const it = reversed();
  const wh = { "Sample.Periodic": 10 };
  it.station(
    "TransactionEvent",
    event(it, { eventType: "Started", seqNo: 0, chargingState: "EVConnected", wh }),
  );
  it.drain(csms16());
  const shown = { seqNo: 1, trigger: "Authorized", idToken: token(), reservationId: 3 };
  const sent = it.station("TransactionEvent", event(it, shown));
  expect(only(sent, "StartTransaction")).toMatchObject({ meterStart: 10, reservationId: 3 });
});

it("with endToEnd a sample is acknowledged when the CSMS has it", () => {
  const { it } = charging(reversed({ settings: { ackMode: "endToEnd" } }));
  const wh = { "Sample.Periodic": 11 };
  const sent = it.station("TransactionEvent", event(it, { seqNo: 1, wh }));
  expect(sent.filter(({ leg }) => leg === "station")).toEqual([]);
  expect(answerTo("station", it.drain(csms16()))).toEqual({});
});

it("one that nobody knows is not adopted where the route says so", () => {
  const it = reversed({ settings: { adoptUnknown: false } });
  const sent = it.station("TransactionEvent", event(it, { seqNo: 5, chargingState: "Charging" }));
  expect([actions(sent), answerTo("station", sent)]).toEqual([[], {}]);
  expect(deadLetters(it)).toMatchObject([{ why: "unmatched", action: "TransactionEvent" }]);
});

it("a station whose numbers stand still loses nothing", () => {
  const it = reversed();
  const told = [
    { eventType: "Started", idToken: token(), wh: begin, chargingState: "Charging" },
    { wh: { "Sample.Periodic": 126_000 } },
    { eventType: "Ended", wh: { "Transaction.End": 127_000 } },
  ] as const;
  for (const each of told) {
    it.station("TransactionEvent", event(it, { seqNo: 0, ...each }));
    it.drain(csms16());
    it.pass(1_000);
  }
  expect(actions(it.sent).filter((each) => !/Status|Boot/.test(each))).toEqual([
    ...["StartTransaction", "MeterValues", "StopTransaction"],
  ]);
});
