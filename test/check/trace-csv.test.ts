import fc from "fast-check";
import { expect, it } from "vitest";
import { createCsvReader, headerOf } from "../../src/check/trace-csv.ts";

function readAll(text: string) {
  const [head = "", ...lines] = text.split("\n");
  const header = headerOf(head);
  if (header === null) return null;
  const reader = createCsvReader(header);
  const read = [...lines.map((line) => reader.read(Buffer.from(line))), reader.end()];
  return read
    .filter((each) => each !== null)
    .map((each) => ("problem" in each ? each : { ...each, payload: each.payload.toString() }));
}

it("reads timestamp, id, direction and message", () => {
  const frame = '[2,"1","Heartbeat",{}]';
  for (const delimiter of [",", ";", "\t"]) {
    const head = ["timestamp", "id", "direction", "message"].join(delimiter);
    const quoted = `"${frame.replaceAll('"', '""')}"`;
    const line = ["2026-11-21T09:00:00Z", "CP-7", "IN", quoted].join(delimiter);
    expect(readAll(`${head}\n${line}\n\n`)).toMatchObject([
      {
        payload: frame,
        stationId: "CP-7",
        sender: "station",
        isRelative: true,
        atUs: 1_795_251_600_000_000,
      },
    ]);
  }
});

it("follows a quoted field over several lines, and undoes what spreadsheets need", () => {
  expect(readAll(`station,message\n'-7,"[2,\n""1"",""Heartbeat"",{}]"`)).toMatchObject([
    { stationId: "-7", payload: '[2,\n"1","Heartbeat",{}]' },
  ]);
});

it("says what cannot be read", () => {
  expect(readAll("name,price\n1,2")).toBeNull();
  expect(readAll('station,message\nA,"[2,')).toEqual([
    { problem: "A field in quotes does not end" },
  ]);
  expect(readAll("station,message\nA,")).toMatchObject([
    { problem: expect.stringMatching(/no message/) },
  ]);
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      readAll(`station,message\n${text}`);
    }),
  );
});
