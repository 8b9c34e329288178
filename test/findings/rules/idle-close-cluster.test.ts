import { expect, it } from "vitest";
import { idleCloseCluster } from "../../../src/findings/rules/idle-close-cluster.ts";
import { record } from "../../support/recording.ts";

function findingsFor(idles: readonly number[], how: "fin" | "shutdown" = "fin") {
  const recording = record({ rules: [idleCloseCluster] });
  for (const idleMs of idles) recording.link().open().close({ idleMs, how, code: null });
  return recording.findings();
}

it("names the time that the silences have in common", () => {
  expect(findingsFor([4_000, 60_020, 60_900, 60_100, 60_000])).toMatchObject([
    {
      severity: "warning",
      side: "network",
      sentence:
        "The station's last 3 links ended after almost the same time of silence, 60 s to 60.9 s.",
    },
  ]);
});

it("is silent about different silences, short ones, and our own shutdowns", () => {
  expect(findingsFor([60_000, 75_000, 60_000])).toEqual([]);
  expect(findingsFor([3_000, 3_000, 3_000])).toEqual([]);
  expect(findingsFor([60_000, 60_000, 60_000], "shutdown")).toEqual([]);
});
