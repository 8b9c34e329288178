import { expect, it } from "vitest";
import { startRefused } from "../../../src/findings/rules/start-refused.ts";
import { accepted16, event2, start16, stop16, story } from "../../sessions/tell.ts";

const rules = [startRefused];

it("tells a start whose token was not accepted", () => {
  const told = story({ rules }).says("StartTransaction", start16(), {
    transactionId: 7,
    idTagInfo: { status: "ConcurrentTx" },
  });
  expect(told.recording.findings()).toMatchObject([
    {
      ...{ severity: "warning", side: "csms", evidence: [1, 2] },
      sentence:
        "The CSMS answered StartTransaction of transaction 7 on connector 1 with ConcurrentTx: the token is already charging somewhere, and only once at a time is allowed.",
    },
  ]);
  expect(told.transactions()).toMatchObject([{ state: "open", findings: ["start-refused"] }]);
});

it("tells it of an event of 2.x", () => {
  const told = story({ rules, version: "2.0.1" })
    .says("TransactionEvent", event2("Started", 0), {})
    .says("TransactionEvent", event2("Updated", 1), { idTokenInfo: { status: "Invalid" } });
  expect(told.recording.findings()).toMatchObject([{ details: { status: "Invalid" } }]);
});

it("is silent for an accepted start, an error, and the card that stops", () => {
  const told = story({ rules })
    .fails("StartTransaction", start16(), "InternalError")
    .says("StartTransaction", start16(), accepted16())
    .says("StopTransaction", stop16(), { idTagInfo: { status: "Expired" } });
  expect(told.recording.findings()).toEqual([]);
});
