import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { parseMessage } from "../../src/exchange/parse.ts";
import { nothingPromoted } from "../../src/ocpp/promote.ts";
import { unknownLink } from "../../src/recorder/link-state.ts";
import { messageRowOf, textOf } from "../../src/recorder/message-row.ts";
import { messageOf } from "../support/spool.ts";

const linkId = newLinkId();
const link = unknownLink(linkId, 1, { instance: "test", exchangeTimeoutMs: 30_000 });

function rowOf(extra: Parameters<typeof messageOf>[2] = {}) {
  const record = messageOf(linkId, 1, extra);
  const text = textOf(record);
  const message = parseMessage(record.payload, { ...record, version: null }, text);
  const rest = { action: "", request: null, promoted: nothingPromoted, findings: [], from: null };
  return messageRowOf(record, link, { text, message, ...rest });
}

it("keeps the payload exactly as it came, also pretty-printed", () => {
  const payload = Buffer.from('[ 2,\r\n"1" , "Heartbeat",{ }]\0', "utf8");
  expect(rowOf({ payload })).toMatchObject({
    payload: payload.toString("utf8"),
    payloadEncoding: "utf8",
    payloadBytes: payload.length,
  });
});

it("keeps bytes that are no text as base64", () => {
  const payload = Buffer.from("5bff00", "hex");
  expect(rowOf({ payload })).toMatchObject({ payload: "W/8A", payloadEncoding: "base64" });
});

it("calls a truncated copy what the message is, and cuts it between characters", () => {
  const whole = Buffer.from('[2,"1","DataTransfer",{"data":"€€');
  const payload = whole.subarray(0, -1);
  const row = rowOf({ payload, isTruncated: true, payloadBytes: 99 });
  expect(row).toMatchObject({ messageType: "call", payloadEncoding: "utf8", payloadBytes: 99 });
  expect(row.payload).toBe('[2,"1","DataTransfer",{"data":"€');
});

it("keeps columns short", () => {
  const payload = Buffer.from(`[4,"${"x".repeat(9_999)}","${"e".repeat(9_999)}","",{}]`);
  const row = rowOf({ payload });
  expect(row.messageId.length).toBe(limits.columnCharsMax);
  expect(row.errorCode.length).toBe(limits.columnCharsMax);
});
