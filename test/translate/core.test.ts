import { expect, it } from "vitest";
import type { Json, OcppMessage } from "../../src/exchange/message.ts";
import { dueMs, step } from "../../src/translate/core.ts";
import { answerTo, booted, stage } from "./stage.ts";

it("is a function: the same state and input give the same step", () => {
  const it = booted();
  const world = { nowMs: it.now, settings: it.settings };
  const input = { kind: "legDown", leg: "csms" } as const;
  expect(step(it.state, input, world)).toEqual(step(it.state, input, world));
});

it("writes come before sends", () => {
  const it = booted();
  const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-05-01T09:59:00Z" };
  const before = it.effects.length;
  it.station("StartTransaction", start);
  expect(it.effects.slice(before).map(({ kind }) => kind)).toEqual(["write", "send"]);
});

it("a write comes first only where what is said rests on it", () => {
  const it = booted();
  const since = (act: () => unknown) => {
    const before = it.effects.length;
    act();
    return it.effects.slice(before).map((each) => (each.kind === "write" ? each.due : each.kind));
  };
  const accepted = { idTokenInfo: { status: "Accepted" } };
  expect(since(() => it.station("Authorize", { idTag: "A" }))).toEqual(["now", "send"]);
  expect(since(() => it.answer("csms", accepted))).toEqual(["now", "send"]);
  expect(since(() => it.station("Authorize", { idTag: "A" }))).toEqual(["send", "soon"]);
  expect(since(() => it.answer("csms", accepted))).toEqual(["send", "soon"]);
  const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-05-01T09:59:00Z" };
  it.station("StartTransaction", start);
  it.answer("csms", accepted);
  const values = [{ timestamp: "2026-05-01T09:59:10Z", sampledValue: [{ value: "1" }] }];
  const meter = { connectorId: 1, transactionId: 1, meterValue: values };
  expect(since(() => it.station("MeterValues", meter))).toEqual(["now", "send", "send"]);
  expect(since(() => it.answer("csms", {}))).toEqual(["soon"]);
});

it("an unknown action is not implemented, on either leg", () => {
  const it = booted();
  expect(answerTo("station", it.station("Nonsense", {}))).toEqual({ errorCode: "NotImplemented" });
  expect(answerTo("csms", it.csms("__proto__", {}))).toEqual({ errorCode: "NotImplemented" });
});

it("a command that breaks its schema gets the schema's code", () => {
  const it = booted();
  expect(answerTo("csms", it.csms("Reset", {}))).toEqual({
    errorCode: "OccurrenceConstraintViolation",
  });
  expect(answerTo("csms", it.csms("Reset", { type: 7 }))).toEqual({
    errorCode: "TypeConstraintViolation",
  });
});

it("a call sent again while it is worked on is answered once", () => {
  const it = booted();
  it.station("Authorize", { idTag: "A" }, "5");
  expect(it.station("Authorize", { idTag: "A" }, "5")).toEqual([]);
  expect(it.answer("csms", { idTokenInfo: { status: "Accepted" } })).toHaveLength(1);
});

it("an unreadable message of the CSMS is answered, one of the station is not", () => {
  const it = booted();
  const message: OcppMessage = {
    ...{ problem: "no JSON", offset: 0, messageType: null },
    ...{ messageId: null, action: null, errorCode: null },
    ...{ type: "malformed" as const, reason: "json" as const },
  };
  expect(it.put({ kind: "message", leg: "csms", message, ref: null })).toMatchObject([
    { message: { messageId: "-1", code: "RpcFrameworkError" } },
  ]);
  expect(it.put({ kind: "message", leg: "station", message, ref: null })).toEqual([]);
});

it("what is sent after a crash names the record of the message it was translated from", () => {
  const it = booted();
  it.down("csms");
  it.station(
    "StatusNotification",
    { connectorId: 1, status: "Charging", errorCode: "NoError" },
    "7",
  );
  it.crash();
  it.up("csms");
  const cause = { leg: "station", messageId: "7", ref: "the-station-link/1" };
  expect(it.effects.at(-1)).toMatchObject({ kind: "send", leg: "csms", cause });
});

it("nothing is due where nothing waits", () => {
  const it = stage();
  expect(dueMs(it.state, it.settings)).toBe(Number.POSITIVE_INFINITY);
});

it("a call that is none is an error to its sender where its id can be read", () => {
  const it = booted();
  const call = (leg: "station" | "csms", payload: Json) =>
    it[leg]("Reset", payload).map(({ messageId, payload: told }) => [messageId, told]);
  expect(call("station", [])).toMatchObject([
    [expect.any(String), { errorCode: "FormationViolation" }],
  ]);
  expect(call("csms", "text")).toMatchObject([
    [expect.stringMatching(/^csms-/), { errorCode: "RpcFrameworkError" }],
  ]);
});

it("a command with more than 32 bits is refused: nobody could repeat it", () => {
  const it = booted();
  const sent = it.csms("GetReport", { requestId: 2 ** 31 });
  expect(answerTo("csms", sent)).toEqual({ errorCode: "PropertyConstraintViolation" });
});
