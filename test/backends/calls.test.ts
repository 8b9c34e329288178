import { expect, it } from "vitest";
import type { Admission } from "../../src/backends/admit.ts";
import { type CallHow, Calls, type Outcome } from "../../src/backends/calls.ts";
import { parseLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { noLink } from "../../src/spool/format.ts";

type Done = (outcome: Outcome) => void;

function calls({ mayAsk = true } = {}) {
  const said: unknown[] = [];
  const asked: { action: string; done: Done }[] = [];
  const told: CallHow[] = [];
  const admit = ({ action, callPayload }: { action: string; callPayload: never }): Admission =>
    action === "Reset"
      ? { kind: "refused", how: "refused", refusal: { errorCode: "X", errorDescription: "y" } }
      : { kind: "admitted", call: { action, callPayload } };
  const made = new Calls({
    admit: admit as never,
    mayAsk: () => mayAsk,
    ask: ({ action }, done) => asked.push({ action, done }),
    say: (text) => said.push(JSON.parse(text)),
    onCall: (_, how) => told.push(how),
  });
  const take = (messageId: string, action = "ClearCache") =>
    made.take({ type: "call", messageId, action, callPayload: {} });
  const ref = { linkId: parseLinkId(noLink) ?? noLink, seq: 1 };
  const answer = (payload: object): Outcome => ({
    ...{ kind: "answered", ref, text: JSON.stringify([3, "ours", payload]) },
  });
  return { made, said, asked, told, take, answer };
}

it("asks one after the other, and answers each under its own id", () => {
  const { said, asked, told, take, answer } = calls();
  take("a");
  take("b");
  expect(asked).toHaveLength(1);
  asked[0]?.done(answer({ n: 1 }));
  expect(asked).toHaveLength(2);
  asked[1]?.done({ kind: "failed", problem: "no answer in time" });
  expect(said).toEqual([
    [3, "a", { n: 1 }],
    [4, "b", "GenericError", "no answer in time", {}],
  ]);
  expect(told).toEqual(["passed", "failed"]);
});

it("answers at once what is refused, and what is too much", () => {
  const { said, asked, told, take } = calls();
  take("first");
  for (let count = 1; count <= limits.backendCallsWaitingMax + 1; count += 1) take(`more-${count}`);
  take("no", "Reset");
  expect(asked).toHaveLength(1);
  expect(told).toEqual(["busy", "refused"]);
  expect(said).toEqual([
    [
      4,
      `more-${limits.backendCallsWaitingMax + 1}`,
      "GenericError",
      "Too many calls of yours wait for this station.",
      {},
    ],
    [4, "no", "X", "y", {}],
  ]);
});

it("answers at once what comes too often", () => {
  const { said, asked, told, take } = calls({ mayAsk: false });
  take("a");
  expect([asked, told]).toEqual([[], ["busy"]]);
  expect(said).toMatchObject([
    [4, "a", "GenericError", "Too many calls of yours in too short a time.", {}],
  ]);
});

it("an id that is not answered yet cannot be used again, and then can", () => {
  const { said, asked, told, take, answer } = calls();
  take("a");
  take("a");
  take("b");
  take("b");
  expect([told, said]).toEqual([["repeated", "repeated"], []]);
  asked[0]?.done(answer({}));
  take("a");
  expect(told).toEqual(["repeated", "repeated", "passed"]);
});

it("what was asked before a WebSocket was lost is not answered on the next", () => {
  const { made, said, asked, take, answer } = calls();
  take("a");
  take("b");
  made.reset();
  take("a");
  expect(asked).toHaveLength(1);
  asked[0]?.done(answer({ of: "the old one" }));
  expect([said, asked.length]).toEqual([[], 2]);
  asked[1]?.done(answer({ of: "the new one" }));
  expect(said).toEqual([[3, "a", { of: "the new one" }]]);
});

it("an answer that is no message is an error", () => {
  const { said, asked, take, answer } = calls();
  take("a");
  asked[0]?.done({ ...answer({}), text: "nonsense" } as Outcome);
  expect(said).toEqual([[4, "a", "GenericError", "The answer cannot be read.", {}]]);
});
