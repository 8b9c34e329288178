import { describe, expect, it } from "vitest";
import { type ImportDeps, type ImportOptions, importTrace } from "../../src/import/import.ts";
import { surveyTrace } from "../../src/import/survey.ts";
import type { FrozenInsert } from "../../src/store/rows.ts";
import { rowsOf, startUs } from "../support/recording.ts";

async function imported(
  text: string,
  options: Partial<ImportOptions> = {},
  deps: Partial<ImportDeps> = {},
) {
  const open = async function* () {
    yield Buffer.from(text);
  };
  const inserts: FrozenInsert[] = [];
  const survey = await surveyTrace(open, null);
  const summary = await importTrace(
    open,
    survey,
    { station: null, version: null, sender: null, view: survey.view, ...options },
    {
      insert: async (insert) => void inserts.push(insert),
      known: async () => 0,
      redact: () => null,
      observe: (event) => expect(event).toBeNull(),
      nowUs: () => startUs,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...deps,
    },
  );
  return {
    summary,
    inserts,
    messages: rowsOf(inserts, "messages"),
    links: rowsOf(inserts, "links"),
    findings: rowsOf(inserts, "findings"),
  };
}

const traceLine = (second: number, direction: string, frame: string) =>
  JSON.stringify({
    schemaVersion: "1.1",
    timestamp: `2026-11-20T10:00:0${second}.000Z`,
    ...{ ocppVersion: "1.6", transport: "json", chargePointId: "CP-7", direction },
    ...{ messageType: frame.startsWith("[2") ? "CALL" : "CALLRESULT", messageId: "1" },
    raw: frame,
  });
const TRACE = [
  traceLine(0, "cp-to-csms", '[2,"1","Heartbeat",{}]'),
  traceLine(1, "csms-to-cp", '[3,"1",{"currentTime":"2026-11-20T10:00:01Z"}]'),
  traceLine(2, "cp-to-csms", '[2,"2","Hartbeat",{}]'),
].join("\n");

describe("an import", () => {
  it("records a trace with pairs, times and findings", async () => {
    const { summary, messages, links, findings } = await imported(TRACE);
    expect(summary).toMatchObject({
      ...{ lines: 3, messages: 3, known: 0, links: 1, stations: ["CP-7"], untimed: 0 },
      ...{ backwards: 0, unreadable: { lines: 0 }, findings: { error: 1 } },
      toUs: summary.fromUs === null ? 0 : summary.fromUs + 2_000_000,
    });
    expect(messages.map(({ seq, action, sender }) => [seq, action, sender])).toEqual([
      [1, "Heartbeat", "station"],
      [2, "Heartbeat", "csms"],
      [3, "Hartbeat", "station"],
    ]);
    expect(messages[1]).toMatchObject({ request_seq: 1, latency_us: 1_000_000 });
    expect(messages[0]?.["instance"]).toBe(summary.instance);
    expect(findings.map(({ rule }) => rule)).toEqual(["action-unknown"]);
    expect(links.at(-1)).toMatchObject({ state: "closed", closed_how: "unknown" });
  });

  it("makes the same of the same file, and sends only what is not there yet", async () => {
    const first = await imported(TRACE);
    expect((await imported(TRACE)).inserts).toEqual(first.inserts);
    const again = await imported(TRACE, {}, { known: async () => 3 });
    expect(again.messages).toEqual([]);
    expect(again.summary).toMatchObject({ messages: 3, known: 3 });
    const other = await imported(`${TRACE}\n`);
    expect(other.messages[0]?.["link_id"]).not.toBe(first.messages[0]?.["link_id"]);
  });

  it("sends batches as they fill, each under a token of its own", async () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `in A: [2,"${at}","Heartbeat",{}]`);
    const { summary, inserts, messages } = await imported(`log\n${lines.join("\n")}`, {
      station: "A",
    });
    expect(summary).toMatchObject({ messages: 60_000, untimed: 60_000 });
    expect(messages).toHaveLength(60_000);
    const tokens = inserts.map(({ token }) => token);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(inserts.filter(({ table }) => table === "messages").length).toBeGreaterThan(1);
  });

  it("says what it could not read, and which times went back", async () => {
    const late = traceLine(1, "cp-to-csms", '[2,"3","Heartbeat",{}]');
    const { summary, messages } = await imported(`${TRACE}\n{"a":\n${late}`);
    expect(summary).toMatchObject({ messages: 4, backwards: 1, unreadable: { lines: 1 } });
    expect(summary.unreadable.first).toEqual([
      { line: 4, problem: "It begins like a record, but it is not JSON" },
    ]);
    expect(messages[3]?.["received_at"]).toBe(messages[2]?.["received_at"]);
  });

  it("wants to know whose messages they are", async () => {
    await expect(imported('[2,"1","Heartbeat",{}]')).rejects.toThrow(/--station/);
    const { messages } = await imported('[2,"1","Heartbeat",{}]', { station: "CP-1" });
    expect(messages).toMatchObject([{ station_id: "CP-1" }]);
  });
});
