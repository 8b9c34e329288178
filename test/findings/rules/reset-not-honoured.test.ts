import { expect, it } from "vitest";
import { resetNotHonoured } from "../../../src/findings/rules/reset-not-honoured.ts";
import { record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;

function reset(payload: string, answer: string) {
  const told = record({ rules: [resetNotHonoured] });
  const link = told.link().open();
  link.csms(`[2,"r","Reset",${payload}]`).station(`[3,"r",{"status":"${answer}"}]`);
  return { told, link };
}

it("tells a station that accepted a reset and went on", () => {
  const { told, link } = reset(`{"type":"Soft"}`, "Accepted");
  link
    .tick(4 * MINUTE_MS)
    .station(`[2,"h","Heartbeat",{}]`)
    .tick(MINUTE_MS)
    .tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1, 2],
      details: { type: "Soft", status: "Accepted" },
      sentence:
        "The station accepted a reset (Soft), but neither lost its link nor sent a BootNotification within 5 min.",
    },
  ]);
});

it("is silent where the station boots, goes, or refuses", () => {
  const boots = reset(`{"type":"Hard"}`, "Accepted");
  boots.link.station(`[2,"b","BootNotification",{}]`, { afterMs: 4 * MINUTE_MS });
  const goes = reset(`{"type":"Hard"}`, "Accepted");
  goes.link.close();
  const refuses = reset(`{"type":"Hard"}`, "Rejected");
  const single = reset(`{"type":"Immediate","evseId":1}`, "Accepted");
  for (const { told, link } of [boots, goes, refuses, single]) {
    link.tick(10 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
});

it("waits for the end of the transactions where the reset is scheduled", () => {
  const event = (type: string) => `[2,"e","TransactionEvent",{"eventType":"${type}"}]`;
  const { told, link } = reset(`{"type":"OnIdle"}`, "Scheduled");
  link
    .tick(60 * MINUTE_MS)
    .station(event("Ended"))
    .station(event("Updated"));
  link
    .tick(60 * MINUTE_MS)
    .station(event("Ended"))
    .tick(4 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
  link.tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      sentence:
        "The station scheduled a reset (OnIdle), but neither lost its link nor sent a BootNotification although its transactions had ended 5 min before.",
    },
  ]);
});
