import { expect, it } from "vitest";
import type { LinkFacts, MessageHappening } from "../../src/findings/happening.ts";
import { judge } from "../../src/findings/judgement.ts";

const heard = { type: "call", messageId: "1", action: "Heartbeat", callPayload: {} } as const;
const happening = { kind: "message", message: heard, request: null } as MessageHappening;

it("judges a message once per version", () => {
  const link = { version: "1.6" } as LinkFacts;
  const first = judge(happening, link);
  expect(first?.verdict).toEqual({ kind: "valid" });
  expect(judge(happening, link)).toBe(first);
  expect(judge(happening, { version: "2.1" } as LinkFacts)?.subject.version).toBe("2.1");
});

it("has nothing to say without a version, an action or a payload", () => {
  expect(judge(happening, { version: null } as LinkFacts)).toBeNull();
  const result = { type: "callResult", messageId: "1", callPayload: {} } as const;
  expect(judge({ ...happening, message: result }, { version: "1.6" } as LinkFacts)).toBeNull();
});
