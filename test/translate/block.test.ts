import { expect, it } from "vitest";
import { answerWith, askFor, command, failureOf, statusOf } from "../../src/translate/block.ts";
import type { Call } from "../../src/translate/turn.ts";
import { answerTo, booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

it("after a time-out nobody knows what happened, so it is no refusal", () => {
  expect(failureOf({ kind: "timeout" }, rejected)).toMatchObject({ code: "GenericError" });
  expect(failureOf({ kind: "closed" }, rejected)).toEqual(answerWith(rejected("InternalError")));
});

it("what the station cannot do at all is said so", () => {
  const error = { kind: "error", code: "NotSupported", description: "" } as const;
  expect(failureOf(error, rejected)).toEqual(answerWith(rejected("UnsupportedRequest")));
});

it("a command of one call asks first and tells what came back", () => {
  const one = command("ClearCache", {
    ask: () => askFor("ClearCache", {}),
    told: () => ({ status: "Accepted" }),
    negative: rejected,
  });
  const it = booted();
  const call: Call = {
    leg: "csms",
    ...{ messageId: "1", action: "ClearCache", payload: {}, fallback: null },
    ...{ receivedAtMs: 0, deadlineMs: 1 },
  };
  expect(one.next(turnOf(it), call, [])).toEqual(askFor("ClearCache", {}));
  const result = { kind: "result", payload: {} } as const;
  expect(one.next(turnOf(it), call, [result])).toEqual(answerWith({ status: "Accepted" }));
});

it("a station that does not answer makes the command an error before the CSMS gives up", () => {
  const it = booted();
  it.csms("ClearCache", {});
  expect(answerTo("csms", it.pass(25_000))).toEqual({ errorCode: "GenericError" });
});
