import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { restoreState, saveState } from "../../src/recorder/state-text.ts";
import { record, second, startUs } from "../support/recording.ts";

const call = (id: string) => `[2,"${id}","Heartbeat",{}]`;

/** A recording that goes on from what another one saved. */
function continued(...texts: string[]) {
  const recording = record();
  for (const text of texts) restoreState(recording.intake.state, text);
  return recording;
}

it("brings back links, calls, holes and the relay's run", () => {
  const before = record();
  const linkId = newLinkId();
  const started = { note: "relay-started", instance: "test", relayRun: "a" } as const;
  before.link(newLinkId()).note(started);
  before.link(linkId).open().station(call("1")).station(call("3"), { seq: 3 });
  before.link().open().close({ lastSeq: 2 });
  const text = saveState(before.intake.state, "whole");
  const after = continued(text);
  expect(saveState(after.intake.state, "whole")).toBe(text);
  expect(after.intake.withHoles().size).toBe(2);
  after.intake.giveUpHoles(after.intake.withHoles());
  expect(after.rows("gaps")).toMatchObject([{ messages: 2 }, { messages: 1 }]);
  after.link(linkId).csms('[3,"3",{}]', { seq: 4 }).close();
  expect(after.rows("messages")).toMatchObject([{ request_seq: 3, station_id: "CP-1" }]);
  expect(after.rows("links")).toMatchObject([{ state: "closed", target: "/ocpp/CP-1" }]);
});

it("is the same by its changes as by the whole", () => {
  const recording = record();
  const link = recording.link().open().station(call("1"));
  const texts = [saveState(recording.intake.state, "whole")];
  link.csms('[3,"1",{}]');
  const other = recording.link().open();
  texts.push(saveState(recording.intake.state, "changes"));
  other.station(call("9"));
  link.close();
  texts.push(saveState(recording.intake.state, "changes"));
  expect(continued(...texts).intake.state.pairing.snapshot()).toEqual(
    recording.intake.state.pairing.snapshot(),
  );
  expect(saveState(continued(...texts).intake.state, "whole")).toBe(
    saveState(recording.intake.state, "whole"),
  );
});

it("goes on with what a message still to come was translated from, and with its leg", () => {
  const before = record();
  const linkId = newLinkId();
  const from = { linkId: newLinkId(), seq: 7 };
  const link = before.link(linkId).open({ leg: "csms" });
  const texts = [saveState(before.intake.state, "whole")];
  link.note({ note: "translated", seq: 1, from });
  texts.push(saveState(before.intake.state, "changes"));
  const after = continued(...texts);
  after.link(linkId).open({ leg: "csms" }).station(call("1")).close();
  expect(after.rows("messages")).toMatchObject([
    { leg: "csms", from_link_id: from.linkId, from_seq: 7 },
  ]);
  expect(after.rows("links")).toMatchObject([{ leg: "csms", state: "closed" }]);
});

it("keeps the rules' state of the two legs of a station apart", () => {
  const before = record();
  for (let time = 0; time < 4; time += 1) before.link().open({ leg: "csms" }).close();
  const text = saveState(before.intake.state, "whole");
  const after = continued(text);
  expect(saveState(after.intake.state, "whole")).toBe(text);
  after.link().open({ leg: "station" }).close();
  expect(after.rulesFound()).toEqual([]);
});

it("takes links of a version that knew no legs for relayed ones", () => {
  const before = record();
  before.link().open().close();
  const linkId = newLinkId();
  before.link(linkId).open();
  const text = saveState(before.intake.state, "whole").replaceAll('"leg":"both",', "");
  const after = continued(text);
  after.link(linkId).station(call("1")).close();
  expect(after.rows("links")).toMatchObject([{ leg: "both", state: "closed" }]);
  expect([...after.intake.state.book.closed.values()].map(({ leg }) => leg)).toEqual([
    ...["both", "both"],
  ]);
});

it("writes a link's opening once, and only what was touched", () => {
  const recording = record();
  const link = recording.link().open();
  recording.link().open();
  saveState(recording.intake.state, "whole");
  link.station(call("1"));
  const changes = saveState(recording.intake.state, "changes");
  expect(changes).not.toContain("tap.example");
  expect(changes.split("\n").filter((line) => line.includes('"open"')).length).toBe(1);
  expect(saveState(recording.intake.state, "changes").split("\n").length).toBe(2);
  expect(saveState(recording.intake.state, "whole")).toContain("tap.example");
});

it("is the same by many small changes as by the whole, and nothing times out twice", () => {
  const recording = record();
  const link = recording.link().open();
  const texts = [saveState(recording.intake.state, "whole")];
  const meterValue = [{ timestamp: "2026-09-21T10:13:20Z", sampledValue: [{ value: "1" }] }];
  for (let id = 1; id <= 60; id += 1) {
    const start = `["StartTransaction",{"connectorId":1,"idTag":"A","meterStart":${id}}]`;
    const meter = JSON.stringify(["MeterValues", { connectorId: 1, transactionId: 7, meterValue }]);
    link.station(`[2,"${id % 20}",${(id % 9 === 1 ? start : meter).slice(1)}`);
    if (id % 7 === 0) link.csms('[2,"same","Reset",{"type":"Soft"}]');
    if (id % 5 !== 0) link.csms(`[3,"${id % 20}",{"transactionId":7}]`);
    texts.push(saveState(recording.intake.state, "changes"));
  }
  const linesOf = ({ intake }: typeof recording) => {
    const lines = saveState(intake.state, "whole").trimEnd().split("\n");
    return lines.map((line): unknown => JSON.parse(line));
  };
  const after = continued(...texts);
  expect(linesOf(after)).toEqual(linesOf(recording));
  recording.rows("findings");
  const before = recording.findings().length;
  for (const one of [recording, after]) one.intake.tick(startUs + 3_600 * second);
  const found = recording.rulesFound().slice(before).sort();
  expect(found).toContain("call-timeout");
  expect(after.rulesFound().sort()).toEqual(found);
});
