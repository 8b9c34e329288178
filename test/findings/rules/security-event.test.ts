import { expect, it } from "vitest";
import { securityEvent } from "../../../src/findings/rules/security-event.ts";
import { record } from "../../support/recording.ts";

function told(type: unknown, { times = 1, techInfo = "" } = {}) {
  const recording = record({ rules: [securityEvent] });
  const link = recording.link().open();
  const payload = { type, timestamp: "2026-09-21T12:00:00Z", ...(techInfo ? { techInfo } : {}) };
  for (let at = 0; at < times; at += 1) {
    link.station(`[2,"s","SecurityEventNotification",${JSON.stringify(payload)}]`);
  }
  return recording.findings();
}

it.each([
  ["TamperDetectionActivated", "error", true],
  ["InvalidFirmwareSignature", "warning", false],
  ["StartupOfTheDevice", "note", true],
  ["ReconfigurationOfSecurityParameters", "note", false],
  ["SomethingOfTheMaker", "warning", null],
])("takes %s for a %s", (type, severity, isCritical) => {
  expect(told(type)).toMatchObject([{ severity, side: "station", details: { type, isCritical } }]);
});

it("says what it means, and what the station adds", () => {
  expect(told("TamperDetectionActivated", { techInfo: "door" })).toMatchObject([
    {
      evidence: [1],
      sentence:
        'The station reported the security event TamperDetectionActivated, which the standard calls critical: somebody has opened or moved the station ("door").',
    },
  ]);
  expect(told("Odd")).toMatchObject([
    {
      sentence: "The station reported the security event Odd, which is not in the standard's list.",
    },
  ]);
});

it("does not tell the same event every time", () => {
  expect(told("InvalidMessages", { times: 20 })).toHaveLength(2);
});

it("survives a type that is no text, and is silent about other messages", () => {
  expect(told({ a: 1 })).toHaveLength(1);
  const recording = record({ rules: [securityEvent] });
  recording.link().open().station(`[2,"s","Heartbeat",{}]`);
  expect(recording.findings()).toEqual([]);
});
