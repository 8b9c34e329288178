import { expect, it } from "vitest";
import { presentFinding } from "../../src/query/finding-rows.ts";
import { linkIdOf } from "./rows.ts";

const stored = {
  at_us: "1763719200123456",
  rule: "call-timeout",
  severity: "error",
  side: "csms",
  station_id: "CP-7",
  link_id: linkIdOf(1),
  evidence: ["1", "2"],
  sentence: "It did not answer.",
  details: '{"timeoutMs":30000}',
};

it("adds what the catalogue says of the rule", () => {
  const finding = presentFinding(stored);
  expect(finding).toMatchObject({
    evidence: [1, 2],
    details: { timeoutMs: 30_000 },
    at: "2025-11-21T10:00:00.123456Z",
  });
  expect(finding.title).not.toBe("call-timeout");
  expect(finding.remedy).not.toBe("");
});

it("shows a rule that this version does not know by its id", () => {
  expect(presentFinding({ ...stored, rule: "of-tomorrow" })).toMatchObject({
    title: "of-tomorrow",
    explanation: "",
  });
});
