import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { actionOf, type MessageHappening } from "../../src/findings/happening.ts";
import { messageOf } from "../support/spool.ts";

const heartbeat: MessageHappening = {
  ...{ kind: "message", atUs: 1, seq: 1, sender: "station", leg: "both", request: null },
  message: { type: "call", messageId: "1", action: "Heartbeat", callPayload: {} },
  record: messageOf(newLinkId(), 1),
};

it("names the action of the call that something is about", () => {
  expect(actionOf(heartbeat)).toBe("Heartbeat");
  const orphan = { kind: "orphan", isUncertain: false } as const;
  const result = { type: "callResult", messageId: "1", callPayload: {} } as const;
  expect(
    actionOf({
      kind: "exchange",
      atUs: 1,
      outcome: orphan,
      cause: { ...heartbeat, message: result },
    }),
  ).toBe("");
  expect(actionOf({ kind: "exchange", atUs: 1, outcome: orphan, cause: null })).toBe("");
  expect(actionOf({ kind: "tick", atUs: 1 })).toBe("");
});
