import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { parsePresenceMessage } from "../../src/fleet/presence-messages.ts";

it("understands what instances say", () => {
  for (const message of [
    { kind: "superseded", key: "k", linkId: "l" },
    { kind: "conflict", from: "r", key: "k", linkId: "l", ageMs: 1.5, isReply: false },
    { kind: "ask", from: "r", id: "1", key: "k", status: 409 },
    { kind: "holding", id: "1", digestKey: "" },
    { kind: "prove", from: "r", id: "1", remoteAddress: "10.0.0.1", digest: null },
    { kind: "outcome", id: "1", ended: "l" },
  ]) {
    expect(parsePresenceMessage(JSON.stringify(message))).toEqual(message);
  }
});

it.each([
  "",
  "{",
  "null",
  "[]",
  '"ask"',
  '{"kind":"__proto__"}',
  '{"kind":"constructor","key":"k"}',
  '{"kind":"superseded","key":"k"}',
  '{"kind":"superseded","key":"k","linkId":7}',
  '{"kind":"conflict","from":"r","key":"k","linkId":"l","ageMs":"1","isReply":false}',
  '{"kind":"prove","from":"r","id":"1","remoteAddress":"a","digest":{}}',
  '{"kind":"outcome","id":"1"}',
])("takes %s for nothing", (text) => {
  expect(parsePresenceMessage(text)).toBeNull();
});

it("does not look at what is too long", () => {
  const key = "x".repeat(limits.boardMessageChars);
  expect(parsePresenceMessage(JSON.stringify({ kind: "superseded", key, linkId: "l" }))).toBeNull();
});
