import { expect, it } from "vitest";
import { tablesOf } from "../../src/rehearse/tables.ts";
import { factsOf, transfer, use } from "./told.ts";

it("says of each action what came of it, and how often it was answered", () => {
  const { actions } = tablesOf(
    factsOf({
      uses: [
        use({ action: "StartTransaction", calls: 5 }),
        use({ sender: "csms", action: "StartTransaction", calls: 0, results: 4, call: null }),
        use({ action: "Heartbeat" }),
        use({ sender: "csms", action: "Reset" }),
        use({ sender: "csms", action: "AcmeCommand" }),
      ],
    }),
  );
  expect(actions).toMatchObject([
    {
      ...{ action: "StartTransaction", sender: "station", count: 5, results: 4 },
      becomes: [{ action: "TransactionEvent Started", count: 1 }],
    },
    { action: "Heartbeat", becomes: [{ action: "Heartbeat", count: null }] },
    { action: "Reset", sender: "csms", becomes: [{ action: "Reset", count: null }] },
    { action: "AcmeCommand", becomes: [] },
  ]);
});

it("says by which way a vendor's DataTransfers go", () => {
  const { transfers } = tablesOf(
    factsOf({
      transfers: [
        transfer(),
        transfer({ vendorId: "org.openchargealliance.iso15118pnc", messageId: "Authorize" }),
        transfer({ sender: "csms", vendorId: "org.openchargealliance.costmsg" }),
      ],
    }),
  );
  expect(transfers.map(({ way }) => way)).toEqual(["dataTransfer", "plugAndCharge", "prices"]);
});

it("leaves out findings that say nothing of a migration", () => {
  const message = { linkId: "link-1", seq: 2 };
  const found = (rule: string) => ({ rule, findings: 3, sentence: "It did.", message });
  const { quirks } = tablesOf(
    factsOf({ rules: [found("connector-faulted"), found("clock-skew")] }),
  );
  expect(quirks).toMatchObject([
    { rule: "clock-skew", count: 3, sentence: "It did.", example: message },
  ]);
});

it("of a station that said nothing everything is empty", () => {
  const tables = tablesOf(factsOf({ uses: [], rehearsed: null }));
  expect(tables).toMatchObject({
    ...{ actions: [], keys: [], transfers: [], losses: [], quirks: [], tokenTypes: [] },
    traffic: { from: null, to: null, messages: 0, translated: 0 },
  });
});
