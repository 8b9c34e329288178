import { expect, it } from "vitest";
import { presentMessage } from "../../src/query/present.ts";
import { messageRow } from "./rows.ts";

it("shows absent text as null, µs as ISO 8601 and as ms", () => {
  expect(
    presentMessage(messageRow({ receivedAtUs: 1_234_567, latencyUs: 1_500 }), []),
  ).toMatchObject({
    receivedAt: "1970-01-01T00:00:01.234567Z",
    latencyMs: 1.5,
    errorCode: null,
    transactionId: null,
    requestSeq: null,
    payload: '[2,"19223201","Heartbeat",{}]',
  });
});

it("mentions encoding and truncation only where there is one", () => {
  const plain = presentMessage(messageRow(), []);
  expect(Object.keys(plain)).not.toContain("payloadEncoding");
  expect(Object.keys(plain)).not.toContain("isTruncated");
  expect(
    presentMessage(messageRow({ payloadEncoding: "base64", isTruncated: true }), []),
  ).toMatchObject({
    payloadEncoding: "base64",
    isTruncated: true,
  });
});
