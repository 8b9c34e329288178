import { expect, it } from "vitest";
import { startAfterRefusal } from "../../../src/findings/rules/start-after-refusal.ts";
import { accepted16, event2, meterValue, start16, story } from "../../sessions/tell.ts";

const rules = [startAfterRefusal];
const refused = { transactionId: 7, idTagInfo: { status: "Invalid" } };
const meter = (wh: number, ms: number) => ({
  ...{ connectorId: 1, transactionId: 7, meterValue: [meterValue(ms, wh)] },
});

it("tells once that energy flows though the token was refused", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), refused)
    .says("MeterValues", meter(1_050, 30_000))
    .says("MeterValues", meter(1_400, 60_000))
    .says("MeterValues", meter(1_900, 90_000));
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "error", side: "station", evidence: [2, 5] },
      sentence:
        "The station let 400 Wh flow in transaction 7 on connector 1 after the CSMS had answered its token with Invalid.",
    },
  ]);
});

it("counts from the refusal on in 2.x", () => {
  const energy = (wh: number, ms: number) => ({ meterValue: [meterValue(ms, wh)] });
  const told = story({ rules, version: "2.0.1" })
    .says("TransactionEvent", event2("Started", 0, energy(0, 0)))
    .says("TransactionEvent", event2("Updated", 1, energy(5_000, 9_000)), {
      idTokenInfo: { status: "Blocked" },
    })
    .says("TransactionEvent", event2("Updated", 2, energy(5_050, 10_000)));
  expect(told.recording.findings()).toEqual([]);
  told.says("TransactionEvent", event2("Updated", 3, energy(5_200, 20_000)));
  expect(told.recording.findings()).toMatchObject([{ details: { energyWh: 200 } }]);
});

it("is silent below 100 Wh, and for an accepted token", () => {
  const little = story({ rules })
    .says("StartTransaction", start16(), refused)
    .says("MeterValues", meter(1_099, 30_000));
  expect(little.recording.findings()).toEqual([]);
  const accepted = story({ rules })
    .says("StartTransaction", start16(), accepted16())
    .says("MeterValues", meter(9_000, 30_000));
  expect(accepted.recording.findings()).toEqual([]);
});
