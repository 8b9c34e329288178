import { expect, it } from "vitest";
import { soapTimeout } from "../../../src/findings/rules/soap-timeout.ts";
import { record } from "../../support/recording.ts";
import { type Exchange, envelope, fault, httpRecords } from "../../support/soap.ts";

const heartbeat = envelope({ name: "heartbeatRequest" });
const answer = envelope({ name: "heartbeatResponse", identity: "" });

function found(exchange: Partial<Exchange>) {
  const recording = record({ rules: [soapTimeout] });
  for (const each of httpRecords({ request: heartbeat, answer, ...exchange })) recording.take(each);
  return recording.findings();
}

it("a call whose answer does not come is told once, also when ocpptap gives up later", () => {
  const recording = record({ rules: [soapTimeout], timeoutMs: 50 });
  const failure = { stage: "timeout", code: "TIMED_OUT", problem: "no answer within 1 s" } as const;
  const records = httpRecords({ request: heartbeat, answer: null, status: 504, failure });
  for (const each of records) recording.take(each);
  expect(recording.findings()).toMatchObject([
    { side: "csms", evidence: [1], sentence: expect.stringContaining("did not answer Heartbeat") },
  ]);
});

it("a 504 of ocpptap is one, a fault is none", () => {
  const failure = { stage: "timeout", code: "TIMED_OUT", problem: "no answer within 1 s" } as const;
  expect(found({ answer: null, status: 504, failure })).toHaveLength(1);
  expect(found({ status: 500, answer: fault("Receiver", "") })).toEqual([]);
});
