import { expect, it } from "vitest";
import { commandBurst } from "../../../src/findings/rules/command-burst.ts";
import { record } from "../../support/recording.ts";

function findingsFor(calls: number, afterMs: number) {
  const recording = record({ rules: [commandBurst] });
  const link = recording.link().open();
  for (let call = 0; call < calls; call += 1) link.csms(`[2,"${call}","Reset",{}]`, { afterMs });
  return recording.findings();
}

it("tells a burst once, at the call that is too many", () => {
  expect(findingsFor(200, 20)).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [1, 26],
      sentence: "The CSMS sent more than 25 calls within a second, the last one of them Reset.",
    },
  ]);
});

it("is silent about 25 calls a second for as long as they like", () => {
  expect(findingsFor(200, 40)).toEqual([]);
});
