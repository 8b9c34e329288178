import { expect, it } from "vitest";
import { soapFault } from "../../../src/findings/rules/soap-fault.ts";
import { record } from "../../support/recording.ts";
import { type Exchange, envelope, fault, httpRecords } from "../../support/soap.ts";

const heartbeat = envelope({ name: "heartbeatRequest" });
const answer = envelope({ name: "heartbeatResponse", identity: "" });

function found(exchange: Partial<Exchange>) {
  const recording = record({ rules: [soapFault] });
  for (const each of httpRecords({ request: heartbeat, answer, ...exchange })) recording.take(each);
  return recording.findings();
}

it("names the call, the code and the reason, and blames who answered", () => {
  const soap = {
    caller: "csms",
    status: 500,
    answer: fault("NotSupported", "no such thing"),
  } as const;
  expect(found(soap)).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1, 2] },
      sentence:
        'The station answered Heartbeat of the CSMS with the fault NotSupported ("no such thing").',
    },
  ]);
});

it("an answer is none, nor an error of HTTP", () => {
  expect([found({}), found({ status: 500, answer: "oops", answerHeaders: [] })]).toEqual([[], []]);
});
