import { expect, it } from "vitest";
import { soapUnreadable } from "../../../src/findings/rules/soap-unreadable.ts";
import { record } from "../../support/recording.ts";
import { type Exchange, envelope, fault, httpRecords } from "../../support/soap.ts";

const heartbeat = envelope({ name: "heartbeatRequest" });
const answer = envelope({ name: "heartbeatResponse", identity: "" });

function found(exchange: Partial<Exchange>) {
  const recording = record({ rules: [soapUnreadable] });
  for (const each of httpRecords({ request: heartbeat, answer, ...exchange })) recording.take(each);
  return recording.findings();
}

it("says what is wrong, and repeats nothing of a DOCTYPE", () => {
  const hostile = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>';
  expect(found({ request: hostile })).toMatchObject([
    { side: "station", evidence: [1], sentence: expect.stringContaining("it has a DOCTYPE") },
  ]);
  expect(found({ answer: "<a>" })).toMatchObject([{ side: "csms", evidence: [2] }]);
  expect(found({ answer: fault("Receiver", "") })).toEqual([]);
});
