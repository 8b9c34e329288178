import { describe, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { createFormatter, jsonLine } from "../../src/cli/message-format.ts";
import { message } from "./messages.ts";

const hostile = message({
  stationId: parseStationId("CP\u001b[2J"),
  payload: '[2,"1","\u009b31m\u202e"]\n',
});

describe("messages for people", () => {
  it("are one line each, cut to the terminal", () => {
    const answer = message({
      sender: "csms",
      messageType: "callError",
      errorCode: "InternalError",
      latencyUs: 12_345,
      findings: ["response-late"],
      payload: `[4,"1",${"x".repeat(200)}]`,
    });
    const [line = ""] = createFormatter("text", 120).lines([answer]).split("\n");
    expect(line).toMatch(
      /^2026-11-21T09:00:00\.000Z CP-7 ← csms callError InternalError Heartbeat 12ms \[response-late\] \[4,/,
    );
    expect(line).toHaveLength(120);
    const table = createFormatter("table", 160).lines([answer]);
    expect(table).toMatch(/^TIME +STATION +SENDER +TYPE +ACTION +MS +FINDINGS +PAYLOAD\n/);
    expect(table).toContain("callError InternalError  Heartbeat  12  response-late  [4,");
  });

  it("say on which leg of a translated station they were seen", () => {
    const onCsms = message({ leg: "csms" });
    expect(createFormatter("text", null).lines([onCsms])).toContain("CP-7 → csms (csms leg) call");
    expect(createFormatter("table", 160).lines([onCsms])).toContain("station (csms leg)  call");
    expect(createFormatter("text", null).lines([message()])).toContain("→ csms call");
  });

  it("never carry a peer's control characters to the terminal", () => {
    for (const format of ["table", "text", "jsonl"] as const) {
      const text = createFormatter(format, 500).lines([hostile]);
      expect(text, format).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    }
  });
});

describe("messages for programs", () => {
  it("are complete JSON lines that read back the same", () => {
    const text = createFormatter("jsonl", 10).lines([hostile, message()]);
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([hostile, message()]);
    expect(JSON.parse(jsonLine("\u009b \ud800"))).toBe("\u009b \ud800");
  });

  it("are CSV with a head", () => {
    const formatter = createFormatter("csv", null);
    expect(formatter.head).toMatch(/^receivedAt,stationId,/);
    expect(formatter.lines([message()])).toMatch(/^2026-11-21T09:00:00\.000000Z,CP-7,/);
  });
});
