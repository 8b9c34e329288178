import { expect, it } from "vitest";
import { responseDuplicate } from "../../../src/findings/rules/response-duplicate.ts";
import { record } from "../../support/recording.ts";

it("names the call, the first response and the second", () => {
  const recording = record({ rules: [responseDuplicate] });
  recording
    .link()
    .open()
    .station('[2,"17","Authorize",{}]')
    .csms('[3,"17",{"idTagInfo":{"status":"Accepted"}}]')
    .csms('[4,"17","InternalError","",{}]', { afterMs: 1_250 });
  expect(recording.findings()).toMatchObject([
    {
      rule: "response-duplicate",
      side: "csms",
      evidence: [1, 2, 3],
      sentence:
        "The CSMS answered Authorize (id 17) a second time, 1.25 s after the first response.",
    },
  ]);
});

it("is silent when the id was used for a second call", () => {
  const recording = record({ rules: [responseDuplicate] });
  const link = recording.link().open();
  for (let use = 0; use < 2; use += 1) link.station('[2,"1","Authorize",{}]').csms('[3,"1",{}]');
  expect(recording.findings()).toEqual([]);
});
