import { expect, it } from "vitest";
import { comparisonText } from "../../src/cli/compare-text.ts";
import type { CsmsComparison } from "../../src/query/comparison/comparison.ts";

const at = (clock: string) => `2026-11-21T${clock}.000000Z`;
const empty: CsmsComparison = {
  ...{ from: at("09:00:00"), to: at("10:00:00"), comparedFrom: at("09:00:00"), isWhole: true },
  ...{ shadowMessages: 4, pairs: 0, differing: 0, stations: 0, further: 0 },
  ...{ actions: [], differences: [], leftOut: [] },
};
const side = { answered: 2, p50Ms: 1.6, p95Ms: null };
const same: CsmsComparison = {
  ...empty,
  ...{ pairs: 2, stations: 1 },
  actions: [{ action: "Authorize", pairs: 2, differing: 0, old: side, new: side }],
};

it("none is said with what was compared", () => {
  expect(comparisonText(same, null)).toBe(`No difference in 2 pairs of answers, of 1 station, \
2026-11-21T09:00:00Z to 2026-11-21T10:00:00Z.

ACTION     PAIRS  DIFFER  OLD P50 MS  P95  NEW P50 MS  P95
Authorize      2       0           2    –           2    –
`);
});

it("says when nothing was, or could be, compared", () => {
  const none = comparisonText({ ...empty, shadowMessages: 0 }, 100);
  expect(none).toMatch(/^Nothing was compared: .+ no message of\sa shadow \(leg:shadow\)\. .+\n$/s);
  const leftOut = [
    { reason: "notSent", action: "Heartbeat", count: 3 },
    { reason: "notSent", action: "X\u001b[31m", count: 1 },
    { reason: "newCommand", action: "Reset", count: 2 },
  ] as const;
  const text = comparisonText({ ...empty, leftOut: [...leftOut] }, 100);
  expect(text).toContain("Nothing could be compared from");
  expect(text).toContain(
    "  4 calls of stations of which nothing reached the new CSMS: Heartbeat 3, X\\u001b[31m 1\n",
  );
  expect(text).toContain(
    "  2 commands of the new CSMS, which the shadow answers by itself: Reset 2",
  );
});

it("tells each difference with a pair to look at, what peers wrote escaped", () => {
  const example = {
    ...{ stationId: "CP-1", old: { linkId: "a", seq: 2 }, new: { linkId: "b", seq: 7 } },
  };
  const text = comparisonText(
    {
      ...same,
      ...{ differing: 1, further: 3, isWhole: false, comparedFrom: at("09:30:00") },
      differences: [
        {
          ...{ action: "Authorize", kind: "status", severity: "error", old: "Accepted" },
          ...{ new: "\u001b[2J\u202e", count: 1, share: 0.5, stations: 7 },
          stationIds: ["1", "2", "3", "4", "5", "6", "7"].map((each) => `CP-${each}`),
          ...{ firstAt: at("09:31:00"), lastAt: at("09:32:00"), example },
        },
      ],
    },
    100,
  );
  expect(text).toMatch(
    /^1 differ of 2 pairs .+\s+What is\s+older, back to 2026-11-21T09:00:00Z, was/,
  );
  expect(text).toContain("error    Authorize status: Accepted → \\u001b[2J\\u202e\n");
  expect(text).toContain("1 time (50 %) on 7 stations: CP-1, CP-2, CP-3, CP-4, CP-5, …\n");
  expect(text).toContain("see old link:a seq 2\n             new link:b seq 7\n");
  expect(text).toContain("And 3 more of kinds that are not told apart.");
});
