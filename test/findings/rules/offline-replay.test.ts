import { expect, it } from "vitest";
import { offlineReplay } from "../../../src/findings/rules/offline-replay.ts";
import { accepted16, event2, isoAt, start16, stop16, story } from "../../sessions/tell.ts";

const rules = [offlineReplay];
const hour = 3_600_000;
const status = (atMs: number) => ({
  ...{ connectorId: 1, errorCode: "NoError", status: "Available", timestamp: isoAt(atMs) },
});

it("tells once of a transaction that is replayed", () => {
  const told = story({ rules })
    .says("StatusNotification", status(hour), {}, { afterMs: hour })
    .says("StartTransaction", start16({ timestamp: isoAt(0) }), accepted16())
    .says("StopTransaction", stop16({ timestamp: isoAt(60_000) }));
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "note", side: "station", evidence: [3] },
      sentence:
        "The station sent StartTransaction of a transaction without an id on connector 1, which by its own clock happened 60 min before.",
    },
  ]);
  const [row] = told.transactions();
  expect(JSON.parse(String(row?.["details"]))).toMatchObject({ replayedMessages: 2 });
});

it("takes the station's own word in 2.x", () => {
  const told = story({ rules, version: "2.0.1" }).says(
    "TransactionEvent",
    event2("Started", 0, { offline: true }),
  );
  expect(told.recording.findings()).toHaveLength(1);
});

it("is silent where the station's clock is an hour slow, and for times that are no times", () => {
  const slow = story({ rules })
    .says("StatusNotification", status(0), {}, { afterMs: hour })
    .says("StartTransaction", start16({ timestamp: isoAt(60_000) }), accepted16(), {
      afterMs: 60_000,
    });
  expect(slow.recording.findings()).toEqual([]);
  const none = story({ rules })
    .says("StartTransaction", start16({ timestamp: "1970-01-01T00:00:00Z" }), accepted16(), {
      afterMs: hour,
    })
    .says("StopTransaction", stop16({ timestamp: "yesterday" }));
  expect(none.recording.findings()).toEqual([]);
});
