import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { answer, answerBy, isOpen, refuse } from "../../src/translate/answers.ts";
import { answerTo, booted, type Stage, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("answers a call once: a second answer goes nowhere", () => {
  const it = booted();
  it.station("Authorize", { idTag: "A" }, "7");
  const turn = turnOf(it);
  const asker = { leg: "station", messageId: "7" } as const;
  answer(turn, asker, { idTagInfo: { status: "Accepted" } });
  refuse(turn, asker, "GenericError", "too late");
  expect(turn.effects.map(({ kind }) => kind)).toEqual(["send"]);
  expect(isOpen(turn, asker)).toBe(false);
});

it("an answer that is not valid is our bug: buried, and InternalError for the peer", () => {
  const it = booted();
  it.station("Authorize", { idTag: "A" }, "7");
  const turn = turnOf(it);
  answer(turn, { leg: "station", messageId: "7" }, { idTagInfo: { status: "NoCredit" } });
  expect(turn.effects).toMatchObject([
    { kind: "deadLetter", why: "invalid" },
    { kind: "send", message: { type: "callError", code: "InternalError" } },
  ]);
});

it("repeats an answer for a repeated call on the same socket, but never a heartbeat's", () => {
  const it = booted();
  const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-05-01T09:59:00Z" };
  it.station("StartTransaction", start, "7");
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  const again = it.station("StartTransaction", start, "7");
  expect(again.map(({ leg, type }) => [leg, type])).toEqual([["station", "callResult"]]);
  it.station("Heartbeat", {}, "8");
  it.drain(() => ({ currentTime: "2026-05-01T09:59:00Z" }));
  expect(it.station("Heartbeat", {}, "8").map(({ leg }) => leg)).toEqual(["csms"]);
});

it("gives the fallback when the time is up", () => {
  const it = booted();
  it.station("Authorize", { idTag: "A" }, "7");
  const turn = turnOf(it);
  const fallback = { idTagInfo: { status: "Invalid" } };
  answerBy(turn, { leg: "station", messageId: "7" }, { deadlineMs: 5, fallback });
  expect(turn.state.live.station.open["7"]).toMatchObject({ deadlineMs: 5, fallback });
});

it("endToEnd: the station is acknowledged when the CSMS has acknowledged", () => {
  const it = booted({ settings: { ackMode: "endToEnd" } });
  const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
  const sent = it.station("StatusNotification", status);
  expect(sent.filter(({ leg }) => leg === "station")).toEqual([]);
  expect(it.drain().filter(({ leg }) => leg === "station")).toHaveLength(1);
});

describe("a call that comes again on the next connection", () => {
  const uuid = "3f2b7a52-6c1d-4c65-9a0e-2f4d0b7f1a11";
  const meterValue = [
    { timestamp: "2026-05-01T10:00:00Z", sampledValue: [{ value: "150", unit: "Wh" }] },
  ];

  function reconnected(it: Stage): void {
    it.down("station");
    it.pass(1_000);
    it.up("station");
    if (it.state.live.csms.upSinceMs === null) it.up("csms");
  }

  it("gets the same answer where its id cannot be another's", () => {
    const it = booted();
    it.station("DataTransfer", { vendorId: "v" }, uuid);
    it.answer("csms", { status: "UnknownVendorId" });
    reconnected(it);
    const again = it.station("DataTransfer", { vendorId: "v" }, uuid);
    expect(answerTo("station", again)).toEqual({ status: "UnknownVendorId" });
    expect(toCsms(again)).toEqual([]);
  });

  it("a short id is another call", () => {
    const it = booted();
    it.station("DataTransfer", { vendorId: "v" }, "7");
    it.answer("csms", { status: "UnknownVendorId" });
    reconnected(it);
    expect(toCsms(it.station("DataTransfer", { vendorId: "v" }, "7"))).toHaveLength(1);
  });

  it("starts, stops, statuses and meter values change nothing, whatever their ids", () => {
    const it = booted();
    const calls: readonly (readonly [string, Json])[] = [
      ["StatusNotification", { connectorId: 1, errorCode: "GroundFailure", status: "Faulted" }],
      [
        "StartTransaction",
        { connectorId: 1, idTag: "A", meterStart: 100, timestamp: "2026-05-01T09:59:00Z" },
      ],
      ["MeterValues", { connectorId: 1, transactionId: 1, meterValue }],
      ["StopTransaction", { transactionId: 1, meterStop: 200, timestamp: "2026-05-01T10:05:00Z" }],
    ];
    for (const [index, [action, payload]] of calls.entries()) {
      const first = it.station(action, payload, `${index}`);
      const made = [...toCsms(first), ...toCsms(it.drain())];
      expect(made.length).toBeGreaterThan(0);
      reconnected(it);
      it.drain();
      const again = it.station(action, payload, `${index + 50}`);
      expect(toCsms(again), action).toEqual([]);
      expect(again.filter(({ leg, type }) => leg === "station" && type !== "call")).toHaveLength(1);
    }
  });

  it("equal meter values on one connection are two", () => {
    const it = booted();
    const timestamp = "2026-05-01T09:59:00Z";
    it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
    it.drain();
    for (const id of ["8", "9"]) {
      const meter = { connectorId: 1, transactionId: 1, meterValue };
      expect(toCsms(it.station("MeterValues", meter, id))).toHaveLength(1);
      it.drain();
    }
  });
});
