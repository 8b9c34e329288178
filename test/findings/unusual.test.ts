import { expect, it } from "vitest";
import type { OcppMessage } from "../../src/exchange/message.ts";
import type { LinkFacts, MessageHappening } from "../../src/findings/happening.ts";
import { isUnusual } from "../../src/findings/unusual.ts";

const call: OcppMessage = { type: "call", messageId: "1", action: "Heartbeat", callPayload: {} };
const record = { opcode: 1, payloadBytes: 20 };

function isIt(message: OcppMessage, more: object = {}, version: LinkFacts["version"] = "1.6") {
  const happening = { kind: "message", message, request: null, record: { ...record, ...more } };
  return isUnusual(happening as unknown as MessageHappening, { version } as LinkFacts);
}

it("finds nothing unusual about a valid message", () => {
  expect(isIt(call)).toBe(false);
  const result = { type: "callResult", messageId: "1", callPayload: {} } as const;
  // An answer of which the call is unknown has no schema to break.
  expect(isIt(result)).toBe(false);
  const error = { type: "callError", messageId: "1", errorCode: "GenericError" } as const;
  expect(isIt({ ...error, errorDescription: "", errorDetails: {} })).toBe(false);
});

it("notices the frame, the size, the id and the payload", () => {
  expect(isIt(call, { opcode: 2 })).toBe(true);
  expect(isIt(call, { payloadBytes: 10_000_000 })).toBe(true);
  expect(isIt({ ...call, messageId: "" })).toBe(true);
  expect(isIt({ ...call, messageId: "x".repeat(37) })).toBe(true);
  expect(isIt({ ...call, callPayload: null })).toBe(true);
  expect(isIt({ ...call, callPayload: { a: 1 } })).toBe(true);
  expect(isIt({ ...call, action: "Hartbeat" })).toBe(true);
});

it("takes a call for unusual while the version is unknown", () => {
  expect(isIt(call, {}, null)).toBe(true);
});
