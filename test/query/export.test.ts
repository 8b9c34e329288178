import { expect, it } from "vitest";
import { csvColumns, csvHeader, csvLine } from "../../src/query/export.ts";
import { presentMessage } from "../../src/query/present.ts";
import { linkIdOf, messageRow } from "./rows.ts";

const finding = { rule: "call-timeout", severity: "error" } as const;
const fieldOf = (line: string, name: (typeof csvColumns)[number]) =>
  line.split(",")[csvColumns.indexOf(name)];

it("has a column for every field of a message", () => {
  const shown = Object.keys(presentMessage(messageRow({ payloadEncoding: "base64" }), []));
  expect([...csvColumns].toSorted()).toEqual(shown.toSorted());
  expect(csvHeader()).toBe(`${csvColumns.join(",")}\r\n`);
});

it("quotes what RFC 4180 wants quoted, and leaves absent fields empty", () => {
  const line = csvLine(presentMessage(messageRow(), [finding, finding]));
  expect(line.endsWith(',"[2,""19223201"",""Heartbeat"",{}]",,websocket,\r\n')).toBe(true);
  expect(fieldOf(line, "errorCode")).toBe("");
  expect(fieldOf(line, "findings")).toBe("call-timeout call-timeout");
});

it("keeps a peer's text from being run as a formula", () => {
  for (const idToken of ["=1+1", "+1", "-1", "@x", "\tx"]) {
    expect(fieldOf(csvLine(presentMessage(messageRow({ idToken }), [])), "idToken")).toBe(
      `'${idToken}`,
    );
  }
  expect(fieldOf(csvLine(presentMessage(messageRow({ connectorId: -1 }), [])), "connectorId")).toBe(
    "-1",
  );
});

it("names what a message was translated from by link and number", () => {
  const message = presentMessage(messageRow({ fromLinkId: linkIdOf(2), fromSeq: 9 }), []);
  expect(csvLine(message).trimEnd().split(",").at(-1)).toBe(`${linkIdOf(2)}/9`);
  expect(csvLine(presentMessage(messageRow(), [])).trimEnd().split(",").at(-1)).toBe("");
});
