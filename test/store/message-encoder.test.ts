import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { columns } from "../../src/store/encode.ts";
import { createMessageEncoder } from "../../src/store/message-encoder.ts";
import type { MessageRow } from "../../src/store/rows.ts";
import { hostileText } from "../support/hostile-text.ts";
import { messagesOf } from "../support/row-binary.ts";
import { messageRow } from "./rows.ts";

function encoded(rows: readonly MessageRow[]) {
  const encoder = createMessageEncoder();
  for (const row of rows) encoder.add(row);
  expect(encoder.bytes()).toBe(encoder.body().length);
  return messagesOf(encoder.body());
}

describe("message rows in RowBinary", () => {
  it("have each field in its own column", () => {
    const row = messageRow({
      ...{ findings: ["a", "b"], requestSeq: 3, latencyUs: 4, connectorId: -5, evseId: 6 },
      ...{ errorCode: "e", transactionId: "t", idToken: "i", isTruncated: true },
      ...{ fromLinkId: newLinkId(), fromSeq: 7 },
    });
    expect(encoded([row, messageRow()])).toEqual([Object.values(row), Object.values(messageRow())]);
  });

  it("take the bytes of the payload instead of its text", () => {
    const encoder = createMessageEncoder();
    encoder.add(messageRow({ payload: "not looked at" }), Buffer.from('[3,"€",{}]'));
    expect(messagesOf(encoder.body())[0]?.[11]).toBe('[3,"€",{}]');
  });

  it("of many links and sizes do not run into each other", () => {
    const rows = Array.from({ length: 500 }, (_, n) =>
      messageRow({
        linkId: newLinkId(),
        stationId: parseStationId(`CP-${n}`),
        seq: n,
        payload: "é".repeat(n * 7),
        messageId: "x".repeat(n),
      }),
    );
    expect(encoded([...rows, ...rows])).toEqual(
      [...rows, ...rows].map((row) => Object.values(row)),
    );
  });

  it("say of a link what its newest row says", () => {
    const rows = ["", "CP-1", "", "CP-2"].map((station) =>
      messageRow({ stationId: parseStationId(station) }),
    );
    expect(encoded(rows)).toEqual(rows.map((row) => Object.values(row)));
  });

  it("hold any text, made well-formed", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const row = { payload: text, messageId: text, stationId: parseStationId(text) };
        const [values] = encoded([messageRow({ ...row, findings: [text] })]);
        expect(values).toHaveLength(columns.messages.length);
        expect(values?.[9]).toBe(text.toWellFormed());
        expect(values?.[11]).toBe(text.toWellFormed());
        expect(values?.[23]).toEqual([text.toWellFormed()]);
      }),
    );
  });

  it("bring any number into the range of its column", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), (number) => {
        const numbers = { connectorId: number, seq: number, latencyUs: number };
        const [values] = encoded([messageRow({ ...numbers, receivedAtUs: number })]);
        const isWhole = Number.isSafeInteger(number);
        expect(values?.[0]).toBe(isWhole ? number + 0 : 0);
        expect(values?.[20]).toBe(isWhole ? number + 0 : null);
        expect(values?.[17]).toBe(isWhole ? number + 0 : null);
        expect(Number.isSafeInteger(values?.[4])).toBe(true);
        expect(values?.[4]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("count what is absurd as absent, not as something else", () => {
    const [values] = encoded([messageRow({ connectorId: 1.5, evseId: 1e300 })]);
    expect(values?.slice(20, 22)).toEqual([null, null]);
  });
});
