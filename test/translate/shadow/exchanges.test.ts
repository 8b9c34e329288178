import { describe, expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import type { Json } from "../../../src/exchange/message.ts";
import { createExchanges, statusOf } from "../../../src/translate/shadow/exchanges.ts";

const result = (messageId: string, callPayload: Json) =>
  ({ type: "callResult", messageId, callPayload }) as const;
const error = (messageId: string, errorCode: string) => ({
  ...{ type: "callError" as const, messageId, errorCode },
  ...{ errorDescription: "", errorDetails: {} },
});
const call = (messageId: string, action: string, callPayload: Json = {}) => ({
  ...{ messageId, action, callPayload, atMs: 1_000 },
});

describe("the station's calls", () => {
  it.each([
    ["Accepted", "Accepted", true],
    ["Accepted", "Invalid", false],
  ])("are compared by what both CSMSs said: %s, %s", (one, other, isSame) => {
    const it = createExchanges();
    it.stationCall(call("1", "Authorize"));
    it.shadowAsked("1", 5_000);
    const { comparison } = it.primaryAnswer(result("1", { idTagInfo: { status: one } }), 1_040);
    expect(comparison).toBeNull();
    const answer = { status: other, atMs: 5_300, isReal: true, isRegistered: true };
    expect(it.shadowAnswer("1", answer)).toEqual({
      ...{ action: "Authorize", isSame },
      primary: { status: one, latencyMs: 40 },
      shadow: { status: other, latencyMs: 300 },
    });
    expect(it.shadowAnswer("1", answer)).toBeNull();
  });

  it("are compared whichever answers first, errors included", () => {
    const it = createExchanges();
    it.stationCall(call("1", "BootNotification"));
    it.shadowAsked("1", 5_000);
    expect(
      it.shadowAnswer("1", { status: "Accepted", atMs: 5_001, isReal: true, isRegistered: true }),
    ).toBeNull();
    const { comparison, overheard } = it.primaryAnswer(error("1", "InternalError"), 1_040);
    expect(comparison).toMatchObject({
      primary: { status: "error InternalError" },
      isSame: false,
    });
    expect(overheard).toBeNull();
  });

  it("are not compared where the other CSMS was not there, but still learned from", () => {
    const it = createExchanges();
    it.stationCall(call("1", "StartTransaction", { connectorId: 1 }));
    it.shadowAnswer("1", { status: "Accepted", atMs: 1, isReal: false, isRegistered: true });
    expect(it.primaryAnswer(result("1", { transactionId: 7 }), 1_001)).toEqual({
      comparison: null,
      overheard: {
        action: "StartTransaction",
        request: { connectorId: 1 },
        result: { transactionId: 7 },
      },
    });
  });
});

it("what is refused before a boot is accepted is not compared, but the boot is", () => {
  const it = createExchanges();
  for (const [id, action] of [
    ["1", "Authorize"],
    ["2", "BootNotification"],
  ] as const) {
    it.stationCall(call(id, action));
    it.primaryAnswer(result(id, { status: "Accepted" }), 1_001);
  }
  const answer = { status: "Rejected", atMs: 1, isReal: true, isRegistered: false };
  expect(it.shadowAnswer("1", answer)).toBeNull();
  expect(it.shadowAnswer("2", answer)).toMatchObject({ isSame: false });
});

it("calls of the primary CSMS are learned from once the station has done as they say", () => {
  const it = createExchanges();
  it.csmsCall(call("a", "ChangeConfiguration", { key: "x", value: "1" }));
  expect(it.stationAnswer(result("b", {}))).toBeNull();
  expect(it.stationAnswer(result("a", { status: "Accepted" }))).toEqual({
    ...{ action: "ChangeConfiguration", request: { key: "x", value: "1" } },
    result: { status: "Accepted" },
  });
  expect(it.stationAnswer(result("a", { status: "Accepted" }))).toBeNull();
});

it("what nobody answers is forgotten, and so is everything with a new connection", () => {
  const it = createExchanges();
  for (let each = 0; each <= limits.shadowCallsMax; each += 1)
    it.csmsCall(call(`${each}`, "Reset"));
  expect(it.stationAnswer(result("0", {}))).toBeNull();
  expect(it.stationAnswer(result("1", {}))).not.toBeNull();
  it.clear();
  expect(it.stationAnswer(result("2", {}))).toBeNull();
});

it("names an answer by its status, wherever 1.6 has it", () => {
  expect(statusOf(result("1", { idTagInfo: { status: "Blocked" } }))).toBe("Blocked");
  expect(statusOf(result("1", { status: "Pending" }))).toBe("Pending");
  expect(statusOf(result("1", {}))).toBe("done");
  expect(statusOf(error("1", "NotSupported"))).toBe("error NotSupported");
});
