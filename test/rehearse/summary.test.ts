import { expect, it } from "vitest";
import { summaryOf } from "../../src/rehearse/summary.ts";
import { reportOf, station, use } from "./told.ts";

const good = reportOf();
const silent = reportOf({ uses: [], rehearsed: null, station: { ...station, stationId: "CP-9" } });
const soap = reportOf({
  ...{ uses: [use({ transport: "soap", version: "1.5" })], rehearsed: null },
  station: { ...station, stationId: "CP-8", model: "Two" },
});

it("counts verdicts, and ranks reasons by what blocks, then by how many they concern", () => {
  const summary = summaryOf([good, { ...good, stationId: "CP-1" }, silent, soap]);
  expect(summary.sentence).toBe("Of 4 stations: 2 ready with remarks, 1 not ready, 1 unknown.");
  expect(summary.verdict).toBe("notReady");
  expect(summary.reasons.map(({ id, stations }) => `${id} ${stations}`)).toEqual([
    ...["soap 1", "token:ISO14443 2", "no-traffic 1"],
  ]);
  expect(summary.reasons[1]).toMatchObject({
    ...{ stationIds: ["CP-7", "CP-1"], count: 4, example: { stationId: "CP-7" } },
  });
  expect(summary.models.map(({ model, verdicts }) => [model, verdicts.remarks])).toEqual([
    ...[
      ["One", 2],
      ["Two", 0],
    ],
  ]);
});

it("of no station there is nothing to say", () => {
  expect(summaryOf([])).toMatchObject({
    ...{ verdict: "unknown", sentence: "No station was seen in this time.", reasons: [] },
  });
});
