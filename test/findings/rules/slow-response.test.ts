import { expect, it } from "vitest";
import { slowResponse } from "../../../src/findings/rules/slow-response.ts";
import { record } from "../../support/recording.ts";

function findingsFor(tookMs: readonly number[]) {
  const recording = record({ rules: [slowResponse] });
  const link = recording.link().open();
  for (const [id, afterMs] of tookMs.entries()) {
    link.station(`[2,"${id}","Authorize",{}]`).csms(`[3,"${id}",{}]`, { afterMs });
  }
  return recording.findings();
}

const usual = (ms: number) => new Array<number>(30).fill(ms);

it("says how long it took, and what is usual for the action", () => {
  expect(findingsFor([...usual(60), 4_500])).toMatchObject([
    {
      severity: "note",
      side: "csms",
      evidence: [61, 62],
      sentence:
        "The CSMS took 4.5 s to answer Authorize (id 30); 99 of 100 answers to this action came within 64 ms.",
    },
  ]);
});

it("is silent below two seconds, where slow is usual, and while little is known", () => {
  expect(findingsFor([...usual(60), 1_900])).toEqual([]);
  expect(findingsFor([...usual(3_000), 3_500])).toEqual([]);
  expect(findingsFor([60, 60, 5_000])).toEqual([]);
});
