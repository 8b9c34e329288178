import { expect, it } from "vitest";
import { httpError } from "../../../src/findings/rules/http-error.ts";
import { record } from "../../support/recording.ts";
import { type Exchange, envelope, fault, httpRecords } from "../../support/soap.ts";

const heartbeat = envelope({ name: "heartbeatRequest" });
const answer = envelope({ name: "heartbeatResponse", identity: "" });

function found(exchange: Partial<Exchange>) {
  const recording = record({ rules: [httpError] });
  for (const each of httpRecords({ request: heartbeat, answer, ...exchange })) recording.take(each);
  return recording.findings();
}

it("an error status without a fault blames who answered", () => {
  const html = { answer: "<html>", answerHeaders: [["Content-Type", "text/html"]] } as const;
  expect(found({ ...html, status: 404 })).toMatchObject([
    { side: "csms", evidence: [1, 2], sentence: expect.stringContaining("the status 404") },
  ]);
  expect(found({ status: 500, answer: fault("Receiver", "") })).toEqual([]);
  expect(found({})).toEqual([]);
});

it("says why ocpptap had to answer by itself", () => {
  const failure = { stage: "connect", code: "ECONNREFUSED", problem: "nothing listens" } as const;
  expect(found({ answer: null, status: 502, failure })).toMatchObject([
    {
      side: "csms",
      sentence: expect.stringContaining("502, because it had no answer: nothing listens"),
    },
  ]);
});
