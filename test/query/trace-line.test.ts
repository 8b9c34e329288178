import { expect, it } from "vitest";
import { readLine } from "../../src/check/trace-record.ts";
import { presentMessage } from "../../src/query/present.ts";
import { traceLine } from "../../src/query/trace-line.ts";
import { linkIdOf, messageRow } from "./rows.ts";

const lineOf = (row: Parameters<typeof messageRow>[0]) =>
  traceLine(presentMessage(messageRow(row), []));
const recordOf = (row: Parameters<typeof messageRow>[0]) => JSON.parse(lineOf(row) ?? "null");

it("writes calls, results and errors as the format has them, the frame untouched", () => {
  const payload = '[2, "1","Heartbeat",{} ]';
  const record = recordOf({ payload, messageId: "1", connectorId: 1 });
  expect(record).toMatchObject({
    ...{ schemaVersion: "1.1", transport: "json", messageType: "CALL", messageId: "1" },
    ...{ direction: "cp-to-csms", action: "Heartbeat", payload: {}, raw: payload, connectorId: 1 },
  });
  expect(Date.parse(record.timestamp)).toBeGreaterThan(0);
  expect(
    recordOf({ messageType: "callResult", payload: '[3,"1",{"a":1}]', sender: "csms" }),
  ).toMatchObject({ messageType: "CALLRESULT", payload: { a: 1 }, direction: "csms-to-cp" });
  const refused = recordOf({ messageType: "callError", payload: '[4,"1","NotSupported","",{}]' });
  expect(refused).toMatchObject({ error: { code: "NotSupported", description: "", details: {} } });
  expect(Object.keys(refused)).not.toContain("payload");
});

it("is read back as the same message", () => {
  const line = lineOf({ payload: '[2,"1","Heartbeat",{}]' });
  const record = readLine(Buffer.from(line ?? ""));
  expect(record).toMatchObject({ sender: "station", stationId: messageRow().stationId });
  expect("problem" in record ? "" : record.payload.toString()).toBe('[2,"1","Heartbeat",{}]');
});

it("has no record for what is no message of the format", () => {
  expect(lineOf({ messageType: "malformed", payload: "[2," })).toBeNull();
  expect(lineOf({ messageType: "send", payload: '[6,"1","A",{}]' })).toBeNull();
  expect(lineOf({ payload: "AA==", payloadEncoding: "base64" })).toBeNull();
  expect(lineOf({ payload: '[2,"1","Heart', isTruncated: true })).toBeNull();
});

it("keeps the legs of a translated station apart, also when it is read back", () => {
  const from = { linkId: linkIdOf(2), seq: 9 };
  const line = lineOf({ leg: "csms", fromLinkId: from.linkId, fromSeq: from.seq }) ?? "";
  expect(JSON.parse(line).meta).toMatchObject({ leg: "csms", translatedFrom: from });
  expect(readLine(Buffer.from(line))).toMatchObject({
    ...{ leg: "csms", linkKey: messageRow().linkId, stationId: messageRow().stationId },
  });
  expect(recordOf({}).meta).not.toHaveProperty("translatedFrom");
  expect(readLine(Buffer.from(lineOf({}) ?? ""))).toMatchObject({ leg: "both" });
});

it("keeps its number and what was hidden, also when it is read back", () => {
  const redactions = ["hash $[3].idTag"];
  const line = lineOf({ seq: 17, redactions }) ?? "";
  expect(readLine(Buffer.from(line))).toMatchObject({ seq: 17, redactions });
  expect(recordOf({}).meta).not.toHaveProperty("redactions");
});
