/** The two evaluators of the search language against each other, and the index against the scan. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSubject, matchOf } from "../../src/query/match.ts";
import { parseQuery } from "../../src/query/parser.ts";
import { conditionOf } from "../../src/query/sql.ts";
import type { MessageRow } from "../../src/store/rows.ts";
import { findings, rows, values } from "./corpus.ts";
import { keyOf, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf } from "./rows.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  // Several parts, some merged some not, so that index and scan meet both.
  for (let at = 0; at < rows.length; at += 50)
    await record.insert({ messages: rows.slice(at, at + 50) });
  await record.insert({ findings });
});
afterAll(() => record.close());

function inMemory(query: string): string[] {
  const match = matchOf(parseQuery(query));
  const findingsOf = (row: MessageRow) =>
    findings.filter(({ linkId, evidence }) => linkId === row.linkId && evidence.includes(row.seq));
  return rows
    .filter((row) => match(createSubject(row, findingsOf(row))))
    .map(keyOf)
    .sort();
}

async function inEngine(query: string, settings = {}): Promise<string[]> {
  const { text, params } = conditionOf(parseQuery(query));
  const found = await record.reader.query<{ link_id: string; seq: string }>(
    `SELECT link_id, seq FROM messages WHERE ${text}`,
    { ...params, fromUs: EPOCH_US },
    { settings },
  );
  return found.map((row) => `${row.link_id} ${row.seq}`).sort();
}

async function expectSame(query: string): Promise<number> {
  const expected = inMemory(query);
  expect(await inEngine(query), query).toEqual(expected);
  expect(await inEngine(query, { use_skip_indexes: 0 }), `${query}, without indexes`).toEqual(
    expected,
  );
  return expected.length;
}

describe("the engine and the memory find the same messages, with and without indexes", () => {
  it.each([
    "",
    "*",
    "station:CP-7",
    "station:cp-7",
    "station:CP_7%",
    "station:CP_*",
    "station:*7",
    "station:F??e?1",
    'station:"Füße 1"',
    "-station:*",
    "sender:csms",
    "type:call*",
    "-type:call",
    "type:malformed",
    "action:statusnotification",
    "action:*NOTIF*",
    'action:""',
    "-action:*",
    "id:M-1",
    "id:m-1",
    "id:M-?",
    "id:*",
    "error:notIMPLEMENTED",
    "error:*",
    "-error:*",
    "version:2*",
    'version:""',
    "version:1.6",
    `link:${linkIdOf(2)}`,
    `link:${linkIdOf(2).toUpperCase()}`,
    "link:00000000-0000-4000*3",
    "link:*",
    "seq:1",
    "seq:10..20",
    "seq:>300",
    "leg:csms",
    "instance:ocpp*",
    "tx:3",
    "tx:*",
    "connector:1",
    "connector:*",
    "-connector:*",
    "connector:>=2",
    "-connector:>=2",
    "evse:0..14",
    "token:Tag_4",
    "token:tag_4",
    "token:Tag%*",
    "latency:>500",
    "latency:666",
    "latency:666.666",
    "latency:<1s",
    "-latency:<1s",
    "bytes:>100",
    "bytes:0",
    "bytes:..60",
    "finding:call-timeout",
    "finding:CALL-*",
    "finding:*",
    "-finding:*",
    "severity:error",
    "severity:w*",
    "side:(csms OR ours)",
    "finding:call-timeout -severity:note",
  ])("%s", (query) => expectSame(query).then(() => undefined));

  it.each([
    "faulted",
    "fault",
    "FAULTED",
    "café",
    "CAFÉ",
    "caf",
    "ÄÖ",
    "äö",
    "π²",
    "💥",
    "a💥b",
    "💥b",
    "007",
    "12.50",
    "50",
    "drop",
    '"drop table"',
    '"a b"',
    '"a  b"',
    '"50%_off"',
    '"%"',
    '"_"',
    '"\\\\"',
    '"say"',
    '"[2"',
    "*ault*",
    "faul*",
    "*ulted",
    "f?ulted",
    "a?b",
    "*💥*",
    "a?b*",
    "50%*",
    "*_off*",
    "*\\\\*",
    "tab*end",
    "'*",
    '"\'; DROP TABLE messages; --"',
    "1.5e+06",
    "nested",
    "größe",
    "payload:faulted",
    '"status : 1"',
    '"status\\" : 1"',
  ])("%s in the raw payload", (query) => expectSame(query).then(() => undefined));

  it.each(
    [
      ...values.flatMap((value) =>
        typeof value === "object" ? [] : [`payload.status:${JSON.stringify(String(value))}`],
      ),
      ...[
        "status:*",
        "status:f*",
        "status:?",
        "status:*%*",
        "status:null",
        "status:true",
        "status:1500000",
        "status:1.5e6",
      ],
      ...[
        "status:>1",
        "status:<=12",
        "status:10..13",
        "status:1e3",
        "status:1000.0",
        "status:-3",
        "v.v:10",
        "v.v:>2",
        "v.v.v:deep",
      ],
      ...[
        "v.v:*",
        "v:x",
        "v:y",
        "v:12",
        "v:null",
        "nested.status:faulted",
        "nested.status:*",
        "a\\.b.größe:café",
        "a\\.b.größe:ÄÖ",
      ],
      ...[
        "missing:*",
        "Status:Faulted",
        "constructor:*",
        "length:*",
        "v:1000000",
        "x:*",
        "a'b:1",
        'v.v:"nested twice"',
      ],
    ].map((test) => (test.startsWith("payload") ? test : `payload.${test}`)),
  )("%s", (query) => expectSame(query).then(() => undefined));

  it("any query made of these", async () => {
    const term = fc.constantFrom(
      ...[
        "station:CP-7",
        "sender:csms",
        "type:call*",
        "action:*",
        "error:*",
        "connector:1",
        "latency:>1s",
        "bytes:<80",
      ],
      ...[
        "faulted",
        '"a b"',
        "*ault*",
        "12",
        "payload.status:faulted",
        "payload.v:>1",
        "payload.v.v:*",
        "payload.nested.status:1*",
      ],
      ...["finding:*", "severity:error", "side:csms", "evse:*", "tx:*", "*"],
    );
    const { query } = fc.letrec<{ query: string }>((tie) => ({
      query: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        term,
        tie("query").map((inner) => `-(${inner})`),
        fc
          .tuple(tie("query"), fc.constantFrom(" ", " AND ", " OR "), tie("query"))
          .map(([a, join, b]) => `(${a}${join}${b})`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(query, async (text) => void (await expectSame(text))),
      { numRuns: 60 },
    );
  });

  it("any text as a value of any field", async () => {
    const field = fc.constantFrom(
      ...[
        "",
        "station:",
        "id:",
        "action:",
        "error:",
        "token:",
        "payload:",
        "payload.status:",
        "payload.a\\.b.größe:",
        "finding:",
      ],
    );
    const hostile = fc.constantFrom(
      ...values.filter((value) => typeof value === "string"),
      "%",
      "_",
      "\\",
      "'",
      '"',
      "{p1:String}",
      "\u0000",
      "\ud83d",
    );
    const text = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
      fc.tuple(hostile, hostile).map((pair) => pair.join("")),
    );
    await fc.assert(
      fc.asyncProperty(field, text, fc.boolean(), async (name, value, hasStars) => {
        const quoted = `"${value.replace(/["\\]/g, "\\$&")}"`;
        const starred = `*${value.replace(/[\s()"\\*?]/g, "\\$&").replace(/[\s()"]/g, "?")}*`;
        if (quoted.trim() === '""' || value.trim() === "") return;
        await expectSame(`${name}${hasStars ? starred : quoted}`);
      }),
      { numRuns: 150 },
    );
  });
});

it("the corpus is what the queries are about: each finds some and leaves some", async () => {
  for (const query of [
    "faulted",
    "payload.v.v:10",
    "payload.status:1500000",
    "finding:*",
    "latency:>500",
    "café",
  ]) {
    const found = await expectSame(query);
    expect(found, query).toBeGreaterThan(0);
    expect(found, query).toBeLessThan(rows.length);
  }
});
