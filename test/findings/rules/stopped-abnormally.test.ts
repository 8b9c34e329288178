import { expect, it } from "vitest";
import { startRefused } from "../../../src/findings/rules/start-refused.ts";
import { stoppedAbnormally } from "../../../src/findings/rules/stopped-abnormally.ts";
import { accepted16, event2, start16, stop16, story } from "../../sessions/tell.ts";

const rules = [stoppedAbnormally];
const refused = { transactionId: 7, idTagInfo: { status: "Blocked" } };
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

it("leaves what follows from a refused start to start-refused", () => {
  const told = story({ rules: [startRefused, stoppedAbnormally] })
    .says("StartTransaction", start16(), refused)
    .says("StopTransaction", stop16({ reason: "DeAuthorized" }));
  expect(told.recording.rulesFound()).toEqual(["start-refused"]);
});
