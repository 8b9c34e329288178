import { expect, it } from "vitest";
import { transactionIdPlaceholder } from "../../../src/findings/rules/transaction-id-placeholder.ts";
import { accepted16, meterValue, start16, stop16, story } from "../../sessions/tell.ts";

const rules = [transactionIdPlaceholder];
const meter = (transactionId: number) => ({
  ...{ connectorId: 1, transactionId, meterValue: [meterValue(9_000, 1_100)] },
});

it("tells a station that uses -1 where it never got an id", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), null)
    .says("MeterValues", meter(-1))
    .says("StopTransaction", stop16({ transactionId: -1 }));
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "station", evidence: [1, 2] },
      sentence:
        "The station used the id -1 for the transaction on connector 1, which has no id yet.",
    },
  ]);
});

it("tells a station that uses 0 though the CSMS gave another id", () => {
  const told = story({ rules })
    .says("StartTransaction", start16(), accepted16(7))
    .says("MeterValues", meter(0))
    .says("MeterValues", meter(0));
  expect(told.recording.findings()).toMatchObject([
    { side: "station", details: { transactionId: "0", before: "7" } },
  ]);
});

it("notes 0 of the CSMS, which is legal, and warns of its -1", () => {
  const zero = story({ rules })
    .says("StartTransaction", start16(), accepted16(0))
    .says("MeterValues", meter(0))
    .asks("RemoteStopTransaction", { transactionId: 0 }, { status: "Accepted" })
    .says("StopTransaction", stop16({ transactionId: 0 }));
  expect(zero.recording.findings()).toMatchObject([{ severity: "note", side: "csms" }]);
  expect(zero.transactions()).toMatchObject([{ transaction_id: "0", state: "ended" }]);
  const minus = story({ rules }).says("StartTransaction", start16(), accepted16(-1));
  expect(minus.recording.findings()).toMatchObject([{ severity: "warning", side: "csms" }]);
});

it("tells a CSMS that stops a placeholder", () => {
  const minus = story({ rules }).asks("RemoteStopTransaction", { transactionId: -1 });
  expect(minus.recording.findings()).toMatchObject([{ side: "csms", evidence: [1] }]);
  const zero = story({ rules })
    .says("StartTransaction", start16(), accepted16(7))
    .asks("RemoteStopTransaction", { transactionId: 0 });
  expect(zero.recording.findings()).toMatchObject([
    { side: "csms", details: { before: "7", transactionId: "0" } },
  ]);
});

it("is silent for real ids, for a refused start, and for meter values of no transaction", () => {
  const told = story({ rules })
    .says("MeterValues", meter(0))
    .says("StartTransaction", start16(), accepted16(1))
    .says("StopTransaction", stop16({ transactionId: 1 }))
    .says("StartTransaction", start16({ meterStart: 9 }), {
      transactionId: -1,
      idTagInfo: { status: "Invalid" },
    })
    .asks("RemoteStopTransaction", { transactionId: 1 });
  expect(told.recording.findings()).toEqual([]);
});
