import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { refOf, wireText } from "../../src/translate/wire-text.ts";

it("each kind of message has its frame of OCPP-J", () => {
  const call = { type: "call", messageId: "1", action: "Heartbeat", payload: {} } as const;
  expect(wireText(call)).toBe('[2,"1","Heartbeat",{}]');
  expect(wireText({ type: "callResult", messageId: "1", payload: { a: 1 } })).toBe(
    '[3,"1",{"a":1}]',
  );
  const error = { type: "callError", messageId: "1", code: "GenericError" } as const;
  expect(wireText({ ...error, description: "no" })).toBe('[4,"1","GenericError","no",{}]');
});

it("a cause names the record of its message, where it has one", () => {
  const linkId = newLinkId();
  const cause = { leg: "station", messageId: "1", ref: `${linkId}/7` } as const;
  expect(refOf(cause)).toEqual({ linkId, seq: 7 });
  expect(refOf({ ...cause, ref: null })).toBeNull();
  expect(refOf(null)).toBeNull();
});
