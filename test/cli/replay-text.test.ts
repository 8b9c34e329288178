import { describe, expect, it } from "vitest";
import { allowanceOf, isWithin, playbackText } from "../../src/cli/replay-text.ts";
import type { CsmsComparison } from "../../src/query/comparison/comparison.ts";
import type { Playback } from "../../src/rehearse/playback/playback.ts";

type Difference = CsmsComparison["differences"][number];

const place = { linkId: "3f0f4b6a-0000-4000-8000-000000000001", seq: 1 };
const difference: Difference = {
  ...{ action: "Authorize", kind: "token", severity: "error", old: "Accepted", new: "Blocked" },
  ...{ count: 2, share: 1, stations: 1, stationIds: ["CP-1"] },
  ...{ firstAt: "2026-11-20T06:00:00.000000Z", lastAt: "2026-11-20T07:00:00.000000Z" },
  example: { stationId: "CP-1", old: place, new: place },
};

function playback(
  fields: Partial<Playback> = {},
  differences: readonly Difference[] = [],
): Playback {
  const at = "2026-11-20T06:00:00.000000Z";
  return {
    ...{ instance: "replay-12345678", stations: 2, plannedMs: 12_000, tookMs: 12_400 },
    ...{ isStopped: false, failure: null, written: 20, losses: {}, leftOut: [], problems: [] },
    totals: {
      ...{ calls: 12, sent: 10, answered: 9, unanswered: 1, dials: 2, dialsFailed: 0 },
      ...{ linksLost: 0, commandsAsRecorded: 1, commandsDeclined: 2, lagMsMax: 1_500 },
    },
    comparison: {
      ...{ from: at, to: at, comparedFrom: at, isWhole: true, shadowMessages: 20, pairs: 10 },
      ...{ differing: differences.length, stations: 2, actions: [], further: 0, leftOut: [] },
      differences: [...differences],
    },
    ...fields,
  };
}

describe("the outcome", () => {
  it("is well where nothing differs that is not allowed", () => {
    const nothing = allowanceOf(undefined);
    expect(isWithin(playback(), nothing)).toBe(true);
    expect(isWithin(playback({}, [difference]), nothing)).toBe(false);
    for (const allowed of ["token", "error", "Authorize:token", "note,token"]) {
      expect(isWithin(playback({}, [difference]), allowanceOf(allowed))).toBe(true);
    }
    expect(isWithin(playback({}, [difference]), allowanceOf("StartTransaction:token"))).toBe(false);
  });

  it("is not well where it ended early, failed, or compared nothing", () => {
    const all = allowanceOf("error,warning,note");
    expect(isWithin(playback({ isStopped: true }), all)).toBe(false);
    expect(isWithin(playback({ failure: "no disk" }), all)).toBe(false);
    const { comparison } = playback();
    expect(isWithin(playback({ comparison: { ...comparison, pairs: 0 } }), all)).toBe(false);
    expect(isWithin(playback({ comparison: { ...comparison, further: 1 } }), all)).toBe(false);
  });

  it("refuses to allow what is no difference", () => {
    expect(() => allowanceOf("tokens")).toThrow(/--allow has no tokens; it has error, warning/);
    expect(() => allowanceOf("Authorize:tokens")).toThrow(/--allow has no/);
  });
});

it("tells what was played, what was not and why, and where to find it", () => {
  const text = playbackText(
    playback(
      {
        leftOut: [
          { reason: "hidden", action: "Authorize", count: 2 },
          { reason: "late", action: "\u001b[31mX", count: 1 },
        ],
        losses: { "some-loss": 3 },
        problems: [{ problem: "it answered 503", stationId: "CP-1", count: 4 }],
        ...{ isStopped: true, failure: "no disk" },
      },
      [difference],
    ),
    null,
  );
  expect(text).toContain("error    Authorize token: Accepted → Blocked");
  expect(text).toContain("2 calls of which something was hidden");
  expect(text).not.toContain("\u001b");
  expect(text).toContain("some-loss 3");
  expect(text).toContain("4 times, first on CP-1: it answered 503");
  expect(text).toContain(
    "10 of 12 calls of 2 stations were played in 12 s (planned 12 s), at most 1.5 s late.",
  );
  expect(text).toContain("1 of them were not answered.");
  expect(text).toContain("The CSMS sent 3 calls; 1 were answered as the recorded station had");
  expect(text).toContain("20 messages are in the store: ocpptap compare --replay replay-12345678");
  expect(text).toContain("It was stopped before its end");
  expect(text).toContain("It failed before its end: no disk.");
  const { comparison } = playback();
  const silent = { written: 0, comparison: { ...comparison, shadowMessages: 0 } };
  const nothing = playbackText(playback(silent), 80);
  expect(nothing).toMatch(/^Nothing was compared: nothing could be said to the CSMS\./);
  expect(nothing).toContain("It is not in the store.");
});
