import { expect, it } from "vitest";
import { transactionDuplicated } from "../../../src/findings/rules/transaction-duplicated.ts";
import { accepted16, start16, stop16, story } from "../../sessions/tell.ts";

const rules = [transactionDuplicated];

it("explains the error answer that makes a station send its stop every 10 s", () => {
  const told = story({ rules }).says("StartTransaction", start16(), accepted16());
  for (let time = 1; time <= 12; time += 1) {
    told.fails("StopTransaction", stop16(), "InternalError", { afterMs: 9_900 });
  }
  const findings = told.recording.findings();
  expect(findings.map(({ details }) => details["times"])).toEqual([2, 11]);
  expect(findings).toMatchObject([
    {
      ...{ severity: "warning", side: "csms", evidence: [3, 4, 5] },
      sentence:
        "The station sent the stop of transaction 7 on connector 1 for the 2nd time, 9.9 s after the CSMS had answered with the error InternalError, and will go on until the answer is a result.",
      details: { of: "stop", errorCode: "InternalError", everyMs: 10_000 },
    },
    { details: { times: 11 } },
  ]);
  expect(told.transactions()).toMatchObject([{ state: "ended", energy_wh: 2_000 }]);
});

it("blames the station where the answer was good", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("StopTransaction", stop16())
    .says("StopTransaction", stop16());
  expect(told.recording.findings()).toMatchObject([
    { side: "station", details: { of: "stop", outcome: "result" } },
  ]);
});

it("tells two ids for one start", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16(7))
    .says("StartTransaction", start16(), accepted16(8));
  expect(told.recording.findings()).toMatchObject([
    { side: "station", details: { of: "start" } },
    {
      side: "csms",
      sentence:
        "The CSMS gave one start two ids, first 7, then 8, so it has two transactions for one.",
    },
  ]);
});

it("is silent for what is sent again because there was no answer, and for the next session", () => {
  const again = story({ rules })
    .says("StartTransaction", start16(), null)
    .says("StartTransaction", start16(), accepted16())
    .says("StopTransaction", stop16(), null)
    .says("StopTransaction", stop16());
  expect(again.recording.findings()).toEqual([]);
  const next = story({ rules })
    .says("StartTransaction", start16(), accepted16(7))
    .says("StopTransaction", stop16())
    .says("StartTransaction", start16({ meterStart: 3_000 }), accepted16(8));
  expect(next.recording.findings()).toEqual([]);
});
