import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import {
  type CallState,
  createCalls,
  findCall,
  keyOf,
  type RememberedCall,
  remember,
  senderOfSide,
  settle,
  sideOf,
} from "../../src/exchange/calls.ts";
import { nothingPromoted } from "../../src/ocpp/promote.ts";

const linkId = newLinkId();

function callOf(messageId: string, seq: number, state: CallState = "open"): RememberedCall {
  return {
    ...{ linkId, messageId, seq, state, sender: "station", action: "Heartbeat", atUs: seq, nth: 1 },
    ...{ key: messageId, context: nothingPromoted, answerSeq: null, answerAtUs: null, older: null },
    ...{ isUncertain: false, isMalformed: false, payload: null, fingerprint: 0, isSaved: false },
  };
}

describe("the calls of one sender", () => {
  it("are found by id, the oldest open one first", () => {
    const calls = createCalls();
    remember(calls, callOf("1", 1));
    remember(calls, callOf("1", 2));
    remember(calls, callOf("2", 3));
    expect(findCall(calls, "1")?.seq).toBe(1);
    expect(findCall(calls, "2")?.seq).toBe(3);
    expect(findCall(calls, "3")).toBeNull();
  });

  it("prefer an open call to a timed-out one, and that to an answered one", () => {
    const calls = createCalls();
    remember(calls, callOf("1", 1, "timed-out"));
    remember(calls, callOf("1", 2, "timed-out"));
    remember(calls, callOf("1", 3));
    expect(findCall(calls, "1")?.seq).toBe(3);
    const third = findCall(calls, "1");
    if (third !== null) {
      third.state = "answered";
      settle(calls, third);
    }
    expect(findCall(calls, "1")?.seq).toBe(1);
  });

  it("forget the oldest open one beyond the bound, and say which", () => {
    const calls = createCalls();
    for (let seq = 1; seq <= limits.callsPerLinkMax; seq += 1) {
      expect(remember(calls, callOf("same", seq))).toBeNull();
    }
    expect(remember(calls, callOf("same", 5_000))?.seq).toBe(1);
    expect(calls.open.size).toBe(limits.callsPerLinkMax);
    expect(findCall(calls, "same")?.seq).toBe(2);
  });

  it("remember only the last few settled ones", () => {
    const calls = createCalls();
    for (let seq = 1; seq <= 100; seq += 1) remember(calls, callOf(`${seq}`, seq, "answered"));
    expect(calls.settled.length).toBe(limits.settledCallsMax);
    expect(calls.byKey.size).toBe(limits.settledCallsMax);
    expect(findCall(calls, "1")).toBeNull();
    expect(findCall(calls, "100")?.seq).toBe(100);
  });
});

it("gives each sender of each leg a side of its own", () => {
  const sides = (["both", "station", "csms"] as const).flatMap((leg) => [
    sideOf(leg, "station"),
    sideOf(leg, "csms"),
  ]);
  expect(new Set(sides).size).toBe(6);
  expect(senderOfSide(sideOf("csms", "station"))).toBe("station");
  expect(senderOfSide(sideOf("both", "csms"))).toBe("csms");
});

it("keeps a hostile id of megabytes as a short key that is still its own", () => {
  const long = "x".repeat(1_000_000);
  expect(keyOf(long).length).toBeLessThan(100);
  expect(keyOf(long)).not.toBe(keyOf(`${long}y`));
  expect(keyOf("17")).toBe("17");
});
