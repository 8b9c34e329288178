import { expect, it } from "vitest";
import { readLine } from "../../../src/check/trace-record.ts";
import { createTraceMessages } from "../../../src/rehearse/playback/trace-messages.ts";

function messagesOf(lines: readonly object[]) {
  const messageOf = createTraceMessages();
  return lines.map((line) => {
    const record = readLine(Buffer.from(JSON.stringify(line)));
    if ("problem" in record) throw new Error(record.problem);
    return messageOf(record);
  });
}

const line = (seconds: number, sender: string, message: unknown, more: object = {}) => ({
  ...{ receivedAt: new Date(Date.UTC(2026, 10, 20, 6, 0, seconds)).toISOString(), sender },
  ...{ stationId: "CP-1", linkId: "a", ocppVersion: "1.6", payload: JSON.stringify(message) },
  ...more,
});

it("pairs answers with their calls, by who asked, and numbers what has no number", () => {
  const [boot, ask, booted, answered] = messagesOf([
    line(0, "station", [2, "1", "BootNotification", {}]),
    line(1, "csms", [2, "1", "Reset", {}], { seq: 5 }),
    line(2, "csms", [3, "1", {}]),
    line(3, "station", [4, "1", "NotSupported", "", {}]),
  ]);
  expect([boot?.seq, ask?.seq, booted?.seq, answered?.seq]).toEqual([1, 5, 6, 7]);
  expect(booted).toMatchObject({ action: "BootNotification", requestSeq: 1, latencyUs: 2_000_000 });
  expect(answered).toMatchObject({ action: "Reset", requestSeq: 5, latencyUs: 2_000_000 });
});

it("keeps the record's own link and what was hidden, and never goes back in time", () => {
  const linkId = "3f0f4b6a-0000-4000-8000-000000000001";
  const [first, second] = messagesOf([
    line(9, "station", [2, "1", "Authorize", {}], { linkId, redactions: ["hash $[3].idTag"] }),
    line(3, "station", [2, "2", "Heartbeat", {}], { linkId, isTruncated: true }),
  ]);
  expect(first).toMatchObject({ linkId, redactions: ["hash $[3].idTag"] });
  expect(second).toMatchObject({ atUs: first?.atUs, text: null, requestSeq: null });
});

it("gives links of other names an id of their own, another for each station", () => {
  const [one, again, other] = messagesOf([
    line(0, "station", [2, "1", "Heartbeat", {}]),
    line(1, "station", [2, "2", "Heartbeat", {}]),
  ]).concat(messagesOf([line(0, "station", [2, "1", "Heartbeat", {}], { stationId: "CP-2" })]));
  expect(again?.linkId).toBe(one?.linkId);
  expect(other?.linkId).not.toBe(one?.linkId);
  expect(one?.linkId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
});
