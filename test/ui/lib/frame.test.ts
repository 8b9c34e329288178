import { expect, it } from "vitest";
import { createCheck } from "../../../src/check/check.ts";
import { checkTextOf, type Draft, frameOf, lineOf, payloadIn } from "../../../src/ui/lib/frame.ts";

const draft: Draft = {
  ...{ version: "1.6", action: "Reset", kind: "request", senders: ["csms"] },
  ...{ messageId: "7", payload: { type: "Soft" } },
};

function found(of: Draft) {
  const check = createCheck(
    { sender: null, version: of.version },
    { clock: { nowUs: () => 0 }, observe: () => undefined },
  );
  return checkTextOf(of)
    .split("\n")
    .flatMap((line, index) => check.take({ number: index + 1, bytes: Buffer.from(line) }))
    .filter(({ line }) => line === lineOf(of))
    .map(({ rule, side }) => `${rule} ${side}`);
}

it("is a call, a result or a send, as OCPP-J writes them", () => {
  expect(frameOf(draft)).toEqual([2, "7", "Reset", { type: "Soft" }]);
  expect(frameOf({ ...draft, kind: "response", payload: {} })).toEqual([3, "7", {}]);
  expect(frameOf({ ...draft, kind: "send" })[0]).toBe(6);
});

it("is checked as sent by who sends it, a response against its own schema", () => {
  expect(found(draft)).toEqual([]);
  expect(found({ ...draft, payload: {} })).toEqual(["schema-violation csms"]);
  const response: Draft = { ...draft, kind: "response", senders: ["station"] };
  expect(found({ ...response, payload: { status: "Accepted" } })).toEqual([]);
  expect(found({ ...response, payload: { status: "Yes" } })).toEqual(["schema-violation station"]);
});

it("takes objects out of an address, and nothing else", () => {
  expect(payloadIn('{"a":[1]}')).toEqual({ a: [1] });
  expect(["", "{", "[]", "null", "1"].map(payloadIn)).toEqual([null, null, null, null, null]);
});
