import { expect, it } from "vitest";
import { soapIdentityMissing } from "../../../src/findings/rules/soap-identity-missing.ts";
import { record } from "../../support/recording.ts";
import { type Exchange, envelope, fault, httpRecords } from "../../support/soap.ts";

const heartbeat = envelope({ name: "heartbeatRequest" });
const answer = envelope({ name: "heartbeatResponse", identity: "" });

function found(exchange: Partial<Exchange>) {
  const recording = record({ rules: [soapIdentityMissing] });
  for (const each of httpRecords({ request: heartbeat, answer, ...exchange })) recording.take(each);
  return recording.findings();
}

it("is told of a call, not of an answer", () => {
  const request = envelope({ name: "heartbeatRequest", identity: "" });
  expect(found({ request })).toMatchObject([
    { side: "station", evidence: [1], sentence: expect.stringContaining("called Heartbeat") },
  ]);
  expect(found({ answer: fault("Receiver", "") })).toEqual([]);
});
