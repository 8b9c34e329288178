import { expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { linkDuplicate } from "../../../src/findings/rules/link-duplicate.ts";
import { record } from "../../support/recording.ts";

it("says how long two links overlapped", () => {
  const recording = record({ rules: [linkDuplicate] });
  const first = recording.link().open();
  const second = recording.link().open();
  first.tick(42_000).close({ how: "reset", code: null });
  second.tick(90_000).close();
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      link_id: first.linkId,
      sentence: "The station had two links open at the same time for 42 s.",
      details: { overlapMs: 42_000, otherLink: second.linkId },
    },
  ]);
});

it("tells a link that ocpptap closed for a newer one", () => {
  const recording = record({ rules: [linkDuplicate] });
  recording.link().open().close({ how: "superseded", closedBy: "ocpptap", idleMs: 8_000 });
  expect(recording.findings()).toMatchObject([
    {
      sentence:
        "The station had two links open at the same time; ocpptap closed the older one, which had been silent for 8 s.",
    },
  ]);
});

it("is silent about links after one another, a quick handover, and other stations", () => {
  const recording = record({ rules: [linkDuplicate] });
  recording.link().open().tick(60_000).close();
  const old = recording.link().open();
  const next = recording.link().open();
  old.tick(900).close();
  next.tick(5_000).close();
  const other = recording.link().open({ stationId: parseStationId("CP-2") });
  recording.link().open().tick(5_000).close();
  other.close();
  expect(recording.findings()).toEqual([]);
});
