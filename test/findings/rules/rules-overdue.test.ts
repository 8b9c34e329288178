import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../../src/base/ids.ts";
import { createEngine } from "../../../src/findings/engine.ts";
import type { LinkFacts, MessageHappening } from "../../../src/findings/happening.ts";
import { type RuleText, statefulRule, statelessRule } from "../../../src/findings/rule.ts";
import { rulesOverdue } from "../../../src/findings/rules/rules-overdue.ts";
import { messageOf } from "../../support/spool.ts";

const textOf = (id: string): RuleText => ({
  ...{ id, title: "", severity: "warning", side: "station", clause: "" },
  ...{ explanation: "", remedy: "" },
});

const link: LinkFacts = {
  ...{ linkId: newLinkId(), stationId: parseStationId("CP-1"), instance: "test", leg: "both" },
  ...{ version: null, openedAtUs: 0, bootAtUs: null, exchangeTimeoutMs: 30_000 },
};

function messageAt(seq: number): MessageHappening {
  const record = messageOf(link.linkId, seq);
  return {
    ...{ kind: "message", atUs: seq, seq, sender: "station", leg: "both", record, request: null },
    message: { type: "call", messageId: "1", action: "Heartbeat", callPayload: {} },
  };
}

it("names how many rules were not asked; those that remember are asked all the same", () => {
  let isOverdue = false;
  const report = [{ sentence: "found", evidence: [] }];
  const slow = statelessRule(textOf("slow"), {
    message: () => {
      isOverdue = true;
      return report;
    },
  });
  const left = statelessRule(textOf("left"), { message: () => report });
  const remembering = statefulRule(
    textOf("remembering"),
    { scope: "link", begin: () => null, save: () => null, parse: () => null },
    { message: () => report },
  );
  const engine = createEngine([slow, left, remembering, left], {
    observe: () => undefined,
    isOverdue: () => isOverdue,
  });
  expect(engine.inspect(messageAt(1), link)).toMatchObject([
    { rule: "slow" },
    {
      ...{ rule: rulesOverdue.text.id, severity: "note", side: "ours", evidence: [1] },
      sentence:
        "The rules took too long over this message of 22 bytes: 2 rules were not asked about it.",
    },
    { rule: "remembering" },
  ]);
  isOverdue = false;
  expect(engine.inspect(messageAt(2), link).at(0)).toMatchObject({ rule: "slow" });
});
