import { expect, it } from "vitest";
import { createTurns, guessSender, noteTurn } from "../../src/check/sender.ts";
import { parseMessage } from "../../src/exchange/parse.ts";

function guesses(...frames: readonly string[]) {
  const turns = createTurns();
  return frames.map((frame) => {
    const payload = Buffer.from(frame);
    const framing = { opcode: 1, isTruncated: false, payloadBytes: payload.length } as const;
    const message = parseMessage(payload, { ...framing, version: null });
    const sender = guessSender(turns, message);
    noteTurn(turns, message, sender);
    return sender;
  });
}

it("a call is the side's that may send its action", () => {
  expect(guesses('[2,"1","Heartbeat",{}]', '[2,"1","Reset",{"type":"Soft"}]')).toEqual([
    "station",
    "csms",
  ]);
  expect(guesses('[2,"1","SetVariables",{"setVariableData":', '[2,"2","Nothing",{}]')).toEqual([
    "csms",
    "station",
  ]);
});

it("a response is the side's that did not call", () => {
  expect(
    guesses('[2,"a","Reset",{}]', '[2,"b","Heartbeat",{}]', '[3,"a",{}]', '[4,"b","X","",{}]'),
  ).toEqual(["csms", "station", "station", "csms"]);
});

it("a response to nothing is the side's whose turn it is", () => {
  expect(guesses('[3,"x",{}]')).toEqual(["csms"]);
  expect(guesses('[2,"1","Reset",{}]', '[3,"x",{}]', '[3,"y",{}]')).toEqual([
    "csms",
    "station",
    "csms",
  ]);
});

it("remembers a bounded number of calls", () => {
  const turns = createTurns();
  for (let id = 0; id < 3_000; id++) {
    const call = { type: "call", messageId: String(id), action: "A", callPayload: {} } as const;
    noteTurn(turns, call, "station");
  }
  expect(turns.callers.size).toBe(1_000);
});
