import { expect, it } from "vitest";
import { answer, answerBy, isOpen, refuse } from "../../src/translate/answers.ts";
import { booted } from "./stage.ts";
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
