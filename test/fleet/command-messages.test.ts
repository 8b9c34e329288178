import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { parseCommandMessage } from "../../src/fleet/command-messages.ts";

const call = {
  ...{ kind: "call-send", id: "1", from: "run", key: "k", linkId: "l", by: "operator anna" },
  ...{ action: "Reset", payload: "{}", timeoutMs: 1_000 },
};

it("reads what processes say to each other about calls", () => {
  expect(parseCommandMessage(JSON.stringify(call))).toEqual(call);
  const outcome = { kind: "limited", seconds: 3 };
  const told = { kind: "call-outcome", id: "1", outcome };
  expect(parseCommandMessage(JSON.stringify(told))).toEqual(told);
});

it("is null for everything else that may be written there", () => {
  const wrong = [
    { ...call, kind: "superseded" },
    { ...call, timeoutMs: limits.operatorCallMsMax + 1 },
    { ...call, more: true },
    { ...call, payload: "x".repeat(limits.boardMessageChars) },
  ];
  for (const each of wrong) expect(parseCommandMessage(JSON.stringify(each))).toBeNull();
  fc.assert(fc.property(fc.string(), (text) => parseCommandMessage(text) === null));
  expect(parseCommandMessage('{"kind":"call-')).toBeNull();
});
