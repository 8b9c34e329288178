import { expect, it } from "vitest";
import { stoppedAbnormally } from "../../../src/findings/rules/stopped-abnormally.ts";
import { accepted16, event2, start16, stop16, story } from "../../sessions/tell.ts";

const rules = [stoppedAbnormally];
const stopped = (more: object) =>
  story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("StopTransaction", stop16(more), {}, { afterMs: 60_000 })
    .recording.findings();

it("says what the reason means", () => {
  expect(stopped({ reason: "PowerLoss" })).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [3] },
      sentence:
        "The station ended transaction 7 on connector 1 after 60.1 s and 2000 Wh with the reason PowerLoss: the station lost power.",
    },
  ]);
  expect(stopped({ reason: "DeAuthorized" })).toMatchObject([{ side: "csms" }]);
  expect(stopped({ reason: "Because" })).toMatchObject([{ details: { reason: "Because" } }]);
});

it("notes what somebody wanted so, in 2.x", () => {
  const told = story({ rules, version: "2.0.1" })
    .says("TransactionEvent", event2("Started", 0))
    .says("TransactionEvent", event2("Ended", 1, { info: { stoppedReason: "SOCLimitReached" } }));
  expect(told.recording.findings()).toMatchObject([{ severity: "note" }]);
});

it("is silent for the usual reasons, said or not", () => {
  for (const reason of ["Local", "Remote", "EVDisconnected", "StoppedByEV", undefined]) {
    expect(stopped({ reason })).toEqual([]);
  }
});
