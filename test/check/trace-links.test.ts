import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { createTraceLinks, messageOn } from "../../src/check/trace-links.ts";
import { readLine } from "../../src/check/trace-record.ts";
import { record as recording } from "../support/recording.ts";

const options = { instance: "test", idFor: newLinkId, linksMax: 1_000 };

function recordOf(station: string, more: object = {}) {
  const line = { station, message: '[2,"1","Heartbeat",{}]', ...more };
  const record = readLine(Buffer.from(JSON.stringify(line)));
  if ("problem" in record) throw new Error(record.problem);
  return record;
}

it("one link for each link or station that is told, with its version", () => {
  const { intake } = recording();
  const links = createTraceLinks(intake, { ...options, version: null });
  const first = links.linkFor(recordOf("A", { version: "2.0.1" }), 1);
  expect(links.linkFor(recordOf("A"), 1)).toBe(first);
  expect(links.linkFor(recordOf("B"), 1)).not.toBe(first);
  expect(links.linkFor(recordOf("A", { linkId: "x" }), 1)).not.toBe(first);
  expect(links.find(first.linkId)).toBe(first);
  expect(intake.state.book.find(first.linkId)).toMatchObject({ stationId: "A", version: "2.0.1" });
});

it("keeps the legs of a translated station apart, and says which is which", () => {
  const { intake } = recording();
  const links = createTraceLinks(intake, { ...options, version: null });
  const station = links.linkFor(recordOf("A", { leg: "station", version: "1.6" }), 1);
  const csmsRecord = recordOf("A", { leg: "csms", version: "2.0.1" });
  const csms = links.linkFor(csmsRecord, 1);
  expect(csms).not.toBe(station);
  expect(messageOn(csms, csmsRecord, null)).toMatchObject({ leg: "csms", linkId: csms.linkId });
  expect(intake.state.book.find(csms.linkId)).toMatchObject({ leg: "csms", version: "2.0.1" });
  expect(intake.state.book.find(station.linkId)).toMatchObject({ leg: "station" });
});

it("follows a bounded number of links", () => {
  const { intake } = recording();
  const links = createTraceLinks(intake, { ...options, version: "1.6" });
  const first = links.linkFor(recordOf("first"), 1);
  for (let number = 0; number < 1_000; number++) links.linkFor(recordOf(`CP-${number}`), 1);
  expect(links.find(first.linkId)).toBeNull();
  expect(intake.state.book.open.size).toBe(1_000);
});

it("leaves its links without a word of how they ended", () => {
  const told = recording();
  const links = createTraceLinks(told.intake, { ...options, version: "1.6" });
  const { linkId } = links.linkFor(recordOf("A"), 1);
  links.leaveAll();
  expect(links.find(linkId)).toBeNull();
  expect(told.rows("links").at(-1)).toMatchObject({
    link_id: linkId,
    state: "closed",
    closed_by: "",
    closed_how: "unknown",
  });
  expect(told.rulesFound()).not.toContain("call-aborted");
});
