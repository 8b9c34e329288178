import { afterAll, beforeAll, expect, it } from "vitest";
import { readMessage } from "../../src/query/message.ts";
import { findingRow, linkRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({
    links: [linkRow({ linkId: linkIdOf(1) })],
    messages: [
      messageRow({ seq: 1, payload: '[2,"1","Heartbeat",{}]' }),
      messageRow({ seq: 2, payload: '[2,"1","Reset",{}]', sender: "csms", action: "Reset" }),
      messageRow({
        seq: 3,
        payload: '[3,"1",{}]',
        messageType: "callResult",
        sender: "csms",
        requestSeq: 1,
        latencyUs: 1_500,
        receivedAtUs: EPOCH_US + 1_500,
      }),
      messageRow({
        seq: 1,
        linkId: linkIdOf(2),
        payload: "/////w==",
        payloadEncoding: "base64",
        messageType: "malformed",
        messageId: "",
        action: "",
        isTruncated: true,
      }),
    ],
    findings: [findingRow({ evidence: [1, 3] }), findingRow({ evidence: [2], rule: "unheard-of" })],
  });
});
afterAll(() => record.close());

it("gives a call with its response, and the response with its call", async () => {
  const call = await readMessage({ linkId: linkIdOf(1), seq: 1 }, record.deps);
  expect(call?.pair).toMatchObject({ seq: 3, requestSeq: 1, latencyMs: 1.5, type: "callResult" });
  const response = await readMessage({ linkId: linkIdOf(1), seq: 3 }, record.deps);
  expect(response?.pair).toMatchObject({ seq: 1, payload: '[2,"1","Heartbeat",{}]' });
});

it("pairs by the recorded pairing, not by equal ids of the two sides", async () => {
  const reset = await readMessage({ linkId: linkIdOf(1), seq: 2 }, record.deps);
  expect(reset).toMatchObject({ message: { action: "Reset", messageId: "19223201" }, pair: null });
});

it("explains its findings in full", async () => {
  const { findings, message } =
    (await readMessage({ linkId: linkIdOf(1), seq: 1 }, record.deps)) ?? {};
  expect(findings).toMatchObject([
    {
      rule: "call-timeout",
      evidence: [1, 3],
      details: { timeoutMs: 30_000 },
      sentence: "The CSMS did not answer within 30 s.",
    },
  ]);
  expect(findings?.[0]?.remedy).not.toBe("");
  expect(message?.findings).toEqual([{ rule: "call-timeout", severity: "error" }]);
});

it("shows a finding of a rule that this version does not know", async () => {
  const reset = await readMessage({ linkId: linkIdOf(1), seq: 2 }, record.deps);
  expect(reset?.findings).toMatchObject([{ rule: "unheard-of", title: "unheard-of", remedy: "" }]);
});

it("finds a message of a link that has no row of its own, and says how its payload is written", async () => {
  const one = await readMessage({ linkId: linkIdOf(2), seq: 1 }, record.deps);
  expect(one?.message).toMatchObject({
    payload: "/////w==",
    payloadEncoding: "base64",
    isTruncated: true,
    messageId: null,
    action: null,
  });
});

it("is null where there is none", async () => {
  expect(await readMessage({ linkId: linkIdOf(1), seq: 99 }, record.deps)).toBe(null);
  expect(await readMessage({ linkId: linkIdOf(3), seq: 1 }, record.deps)).toBe(null);
});

it("leads to the messages of the same station before and after it, over all of its links", async () => {
  const first = await readMessage({ linkId: linkIdOf(1), seq: 1 }, record.deps);
  expect(first).toMatchObject({ previous: null, next: { linkId: linkIdOf(1), seq: 2 } });
  const last = await readMessage({ linkId: linkIdOf(1), seq: 3 }, record.deps);
  expect(last).toMatchObject({ previous: { linkId: linkIdOf(2), seq: 1 }, next: null });
});
