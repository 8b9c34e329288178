import { expect, it } from "vitest";
import { messageOf, readCall, rewrittenCall } from "../../../src/rehearse/playback/playable.ts";
import type { RecordedMessage } from "../../../src/rehearse/playback/recorded.ts";
import { createTransactionIds } from "../../../src/rehearse/playback/transaction-ids.ts";
import { conversation, linkOf } from "./days.ts";

const [heard] = conversation([{ atMs: 0, action: "Heartbeat" }], linkOf());
const message = (fields: Partial<RecordedMessage>): RecordedMessage => ({
  ...(heard as RecordedMessage),
  ...fields,
});
const read = (fields: Partial<RecordedMessage>, playsHidden = false) =>
  readCall(message(fields), null, { playsHidden });

it("reads a call with its version, its own or the link's", () => {
  expect(read({})).toMatchObject({ kind: "call", call: { action: "Heartbeat", version: "1.6" } });
  const own = readCall(message({ version: null }), "2.0.1", { playsHidden: false });
  expect(own).toMatchObject({ kind: "call", call: { version: "2.0.1" } });
  expect(read({ version: null })).toMatchObject({ kind: "leftOut", reason: "unknownVersion" });
});

it("leaves out what was cut, hidden or broken, and takes answers for no calls", () => {
  expect(read({ text: null })).toMatchObject({ reason: "cut", action: "Heartbeat" });
  expect(read({ text: null, requestSeq: 3 })).toEqual({ kind: "other" });
  expect(read({ text: '[2,"1","Heartbeat"' })).toMatchObject({ reason: "malformed" });
  expect(read({ text: '[3,"1",{}]' })).toEqual({ kind: "other" });
  const redactions = ["mask $[3].data"];
  expect(read({ redactions })).toMatchObject({ reason: "hidden" });
  expect(read({ redactions }, true)).toMatchObject({ kind: "call" });
});

it("rewrites transactions and times, and plays nothing of a foreign transaction", () => {
  const ids = createTransactionIds(false);
  ids.learn(17, 901);
  const call = (transactionId: number) => ({
    ...({ type: "call", messageId: "m", action: "StopTransaction", version: "1.6" } as const),
    callPayload: { transactionId, timestamp: "2026-11-20T06:00:00Z" },
  });
  const timeline = { dueMs: () => 0, retold: () => "2026-11-22T03:00:00.000Z" };
  const rewriting = { ids, timeline, playsHidden: false };
  expect(rewrittenCall(call(17), rewriting)?.callPayload).toEqual({
    ...{ transactionId: 901, timestamp: "2026-11-22T03:00:00.000Z" },
  });
  expect(rewrittenCall(call(17), { ...rewriting, timeline: null })?.callPayload).toEqual({
    ...{ transactionId: 901, timestamp: "2026-11-20T06:00:00Z" },
  });
  expect(rewrittenCall(call(18), rewriting)).toBeNull();
});

it("never throws for what peers wrote", () => {
  expect(messageOf("\u0000", null).type).toBe("malformed");
});
