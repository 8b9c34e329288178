import fc from "fast-check";
import { expect, it } from "vitest";
import type { RuleText } from "../../../src/findings/rule.ts";
import { jobRule } from "../../../src/findings/rules/jobs.ts";
import { record } from "../../support/recording.ts";

const text: RuleText = {
  ...{ id: "test", title: "", severity: "error", side: "station" },
  ...{ clause: "", explanation: "", remedy: "" },
};

const rule = jobRule(text, [
  {
    name: "a job",
    asking: ["GetLog"],
    reporting: ["LogStatusNotification"],
    failures: new Map([["UploadFailure", "it failed"]]),
    refusals: ["Rejected"],
    csmsFaults: ["Rejected"],
  },
]);

const ask = (requestId: number) => `[2,"${requestId}","GetLog",{"requestId":${requestId}}]`;
const say = (status: string, requestId = 1) =>
  `[2,"s","LogStatusNotification",{"status":"${status}","requestId":${requestId}}]`;

it("names the call that it belongs to", () => {
  const told = record({ rules: [rule] });
  const link = told.link().open().csms(ask(1)).station(say("UploadFailure"), { afterMs: 5_000 });
  link.csms(ask(2)).station(say("UploadFailure", 1));
  expect(told.findings()).toMatchObject([
    {
      evidence: [1, 2],
      sentence: "The station reported UploadFailure for GetLog (id 1), sent 5 s before: it failed.",
      details: { status: "UploadFailure", action: "GetLog", requestId: 1, failures: 1 },
    },
    { evidence: [4], sentence: expect.stringContaining("a job that was asked for before") },
  ]);
});

it("remembers it across links, and does not name messages of another one", () => {
  const told = record({ rules: [rule] });
  told.link().open().csms(ask(1)).close();
  told.link().open().station(say("UploadFailure"));
  expect(told.findings()).toMatchObject([
    { evidence: [1], sentence: expect.stringContaining("for GetLog (id 1)") },
  ]);
});

it("does not tell what is only said again, and counts what fails again", () => {
  const told = record({ rules: [rule] });
  const link = told.link().open().csms(ask(1));
  for (let times = 0; times < 12; times += 1) {
    link.station(say("Uploading")).station(say("UploadFailure"));
    link.station(say("Idle")).station(say("UploadFailure"));
  }
  expect(told.findings().map(({ details }) => details["failures"])).toEqual([1, 10]);
});

it("tells an answer that refuses", () => {
  const told = record({ rules: [rule] });
  told.link().open().csms(ask(1)).station(`[3,"1",{"status":"Rejected"}]`);
  expect(told.findings()).toMatchObject([
    {
      side: "csms",
      evidence: [1, 2],
      sentence: "The station refused GetLog (id 1) with Rejected.",
    },
  ]);
});

it("takes whatever was saved", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (saved) => {
      expect(rule.open(saved as never).save()).toHaveLength(1);
    }),
  );
});
