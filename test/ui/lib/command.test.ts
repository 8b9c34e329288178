import { expect, it } from "vitest";
import type { CommandAnswer } from "../../../src/console/command-contract.ts";
import { answerText, answerWords, permittedOf } from "../../../src/ui/lib/command.ts";

const answer: CommandAnswer = {
  ...{ stationId: "CP-1", ocppVersion: "1.6", messageId: "x-1", linkId: "l", seq: 1, answerSeq: 2 },
  ...{ latencyMs: 12.4, answer: { status: "Accepted" }, error: null },
  ...{ text: '[3,"x-1",{"status":"Accepted"}]', isCut: false },
};

it("offers what some route permits", () => {
  const route = { match: "/{station}", actions: ["Reset"], perMinute: 6, timeoutMs: 30_000 };
  expect(permittedOf(["GetLog", "Reset"], [route])).toEqual(["Reset"]);
  expect(permittedOf(["GetLog", "Reset"], [route, { ...route, actions: ["*"] }])).toEqual([
    "GetLog",
    "Reset",
  ]);
  expect(permittedOf(["Reset"], [])).toEqual([]);
});

it("tells a result, an error, and what is neither", () => {
  expect([answerWords(answer), answerText(answer)]).toEqual([
    "answered in 12 ms",
    '{\n  "status": "Accepted"\n}',
  ]);
  const error = { code: "NotSupported", description: "", details: null };
  const refused = { ...answer, answer: null, error };
  expect([answerWords(refused), answerText(refused)]).toEqual([
    "answered in 12 ms with the error NotSupported",
    "{}",
  ]);
  const described = { ...refused, error: { ...error, description: "not here" } };
  expect(answerWords(described)).toContain("NotSupported (not here)");
  expect(answerText({ ...answer, answer: null, text: "[3,broken" })).toBe("[3,broken");
});
