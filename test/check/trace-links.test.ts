import { expect, it } from "vitest";
import { createTraceLinks } from "../../src/check/trace-links.ts";
import { readLine } from "../../src/check/trace-record.ts";
import { record as recording } from "../support/recording.ts";

function recordOf(station: string, more: object = {}) {
  const line = { station, message: '[2,"1","Heartbeat",{}]', ...more };
  const record = readLine(Buffer.from(JSON.stringify(line)));
  if ("problem" in record) throw new Error(record.problem);
  return record;
}

it("one link for each link or station that is told, with its version", () => {
  const { intake } = recording();
  const links = createTraceLinks(intake, null);
  const first = links.linkFor(recordOf("A", { version: "2.0.1" }), 1);
  expect(links.linkFor(recordOf("A"), 1)).toBe(first);
  expect(links.linkFor(recordOf("B"), 1)).not.toBe(first);
  expect(links.linkFor(recordOf("A", { linkId: "x" }), 1)).not.toBe(first);
  expect(links.find(first.linkId)).toBe(first);
  expect(intake.state.book.find(first.linkId)).toMatchObject({ stationId: "A", version: "2.0.1" });
});

it("follows a bounded number of links", () => {
  const { intake } = recording();
  const links = createTraceLinks(intake, "1.6");
  const first = links.linkFor(recordOf("first"), 1);
  for (let number = 0; number < 1_000; number++) links.linkFor(recordOf(`CP-${number}`), 1);
  expect(links.find(first.linkId)).toBeNull();
  expect(intake.state.book.open.size).toBe(1_000);
});
