import { expect, it } from "vitest";
import { answerWith, askFor } from "../../../src/translate/block.ts";
import { command16, failure16, refusal, rejected } from "../../../src/translate/reverse/command.ts";
import { turnOf } from "../turns.ts";
import { callOf, reversed } from "./stage.ts";

const lacks = { kind: "error", code: "NotSupported", description: "" } as const;

it("a status where 1.6 has one, else the error", () => {
  const lacking = { status: "NotSupported" };
  expect(failure16(lacks, { negative: rejected, lacking })).toEqual(answerWith(lacking));
  expect(failure16(lacks, { negative: rejected, lacking: null })).toMatchObject({
    ...{ kind: "refuse", code: "NotSupported" },
  });
  expect(failure16({ kind: "closed" }, { negative: rejected, lacking })).toEqual(
    answerWith(rejected),
  );
  expect(failure16({ kind: "unsent" }, { negative: null, lacking })).toMatchObject({
    code: "GenericError",
  });
});

it("silence is never a refusal", () => {
  const refusals = { negative: rejected, lacking: rejected };
  expect(failure16({ kind: "timeout" }, refusals)).toEqual(
    refusal("GenericError", "the station did not answer"),
  );
});

it("a command of one call asks, then tells", () => {
  const one = command16("ClearCache", {
    ask: () => askFor("ClearCache", {}),
    told: () => ({ status: "Accepted" }),
    ...{ negative: rejected, lacking: null },
  });
  const call = callOf("csms", "ClearCache");
  const turn = turnOf(reversed());
  expect(one.next(turn, call, [])).toEqual(askFor("ClearCache", {}));
  expect(one.next(turn, call, [{ kind: "result", payload: {} }])).toEqual(
    answerWith({ status: "Accepted" }),
  );
});
