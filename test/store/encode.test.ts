import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import {
  columns,
  encodeFindingRow,
  encodeGapRow,
  encodeLinkRow,
  encodeRows,
  encodeTransactionRow,
  freeze,
} from "../../src/store/encode.ts";
import { hostileText } from "../support/hostile-text.ts";
import { findingRow, gapRow, linkRow, messageRow, transactionRow } from "./rows.ts";

const snakeCase = (name: string) =>
  name
    .replace(/(At|latency)Us$/, (_whole, stem: string) => (stem === "At" ? "At" : `${stem}_us`))
    .replace(/^atUs$/, "at")
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe("encode", () => {
  it("writes the columns in the order of the row's fields", () => {
    expect(Object.keys(messageRow()).map(snakeCase)).toEqual(columns.messages);
    expect([...Object.keys(linkRow()).map(snakeCase), "version"]).toEqual(columns.links);
    expect(Object.keys(findingRow()).map(snakeCase)).toEqual(columns.findings);
    expect(Object.keys(gapRow()).map(snakeCase)).toEqual(columns.gaps);
    expect(Object.keys(transactionRow()).map(snakeCase)).toEqual(columns.transactions);
  });

  it("writes each field into its own column", () => {
    expect(JSON.parse(encodeLinkRow(linkRow({ closedAtUs: 5, state: "closed" })))).toEqual([
      ...Object.values(linkRow({ closedAtUs: 5, state: "closed" })),
      5,
    ]);
    expect(JSON.parse(encodeFindingRow(findingRow()))).toEqual(Object.values(findingRow()));
    expect(JSON.parse(encodeGapRow(gapRow()))).toEqual(Object.values(gapRow()));
    expect(JSON.parse(encodeTransactionRow(transactionRow()))).toEqual(
      Object.values(transactionRow()),
    );
  });

  it("lets the row of a closed link win over the open one", () => {
    const version = (row: string) => (JSON.parse(row) as readonly unknown[]).at(-1);
    expect(version(encodeLinkRow(linkRow()))).toBe(0);
    expect(version(encodeLinkRow(linkRow({ state: "refused" })))).toBe(1);
    expect(version(encodeLinkRow(linkRow({ state: "closed", closedAtUs: 9 })))).toBe(9);
  });

  it("gives one line of well-formed JSON for any text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = encodeFindingRow(
          findingRow({ sentence: text, rule: text, stationId: parseStationId(text) }),
        );
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(line.isWellFormed()).toBe(true);
        const values = JSON.parse(line) as readonly unknown[];
        expect(values).toHaveLength(columns.findings.length);
        expect(values[8]).toBe(text.toWellFormed());
      }),
    );
  });

  it("brings any number into the range of its column", () => {
    fc.assert(
      fc.property(fc.double(), (number) => {
        const line = encodeLinkRow(
          linkRow({ closeCode: number, openedAtUs: number, stationBytes: number, idleMs: number }),
        );
        const values = JSON.parse(line) as readonly unknown[];
        for (const index of [4, 20, 23, 26]) {
          expect(values[index] === null || Number.isSafeInteger(values[index])).toBe(true);
        }
        expect(values[26]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("freezes only tables that have rows, messages last, each with a token of its own", () => {
    const rows = {
      messages: [messageRow(), messageRow()],
      links: [],
      findings: [],
      gaps: [gapRow()],
      transactions: [],
    };
    const inserts = freeze(rows, "relay-1:7:4096");
    expect(inserts.map(({ table, rows, token }) => ({ table, rows, token }))).toEqual([
      { table: "gaps", rows: 1, token: "relay-1:7:4096:gaps" },
      { table: "messages", rows: 2, token: "relay-1:7:4096:messages" },
    ]);
    expect(inserts[1]?.body).toEqual(encodeRows("messages", rows.messages));
  });
});
