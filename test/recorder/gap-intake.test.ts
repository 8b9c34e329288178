import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { record } from "../support/recording.ts";

const call = (id: number) => `[2,"${id}","Heartbeat",{}]`;

function gapsOf(recording: ReturnType<typeof record>) {
  return recording
    .rows("gaps")
    .map(({ reason, from_seq, to_seq, messages }) => [reason, from_seq, to_seq, messages]);
}

describe("missing messages", () => {
  it("become one gap row when a gap record tells of them", () => {
    const recording = record();
    recording.link().open().station(call(1)).gap(2, 4).station(call(5), { seq: 5 }).close();
    recording.intake.giveUpHoles(recording.intake.withHoles());
    expect(gapsOf(recording)).toEqual([["buffer-full", 2, 4, 3]]);
    expect(recording.events).toContainEqual({
      ...{ name: "gapRecorded", reason: "buffer-full", messages: 3 },
    });
  });

  it("become a gap row also when nothing explains them", () => {
    const recording = record();
    recording.link().open().station(call(1)).station(call(4), { seq: 4 });
    expect(gapsOf(recording)).toEqual([]);
    expect(recording.intake.withHoles().size).toBe(1);
    recording.intake.giveUpHoles(recording.intake.withHoles());
    expect(gapsOf(recording)).toEqual([["damaged", 2, 3, 2]]);
    expect(recording.intake.withHoles().size).toBe(0);
  });

  it("are explained by a gap record that comes after the messages behind them", () => {
    const recording = record();
    const link = recording.link().open().station(call(1)).station(call(4), { seq: 4 });
    link.gap(2, 3);
    recording.intake.giveUpHoles(recording.intake.withHoles());
    expect(gapsOf(recording)).toEqual([["buffer-full", 2, 3, 2]]);
  });

  it("are never counted twice, and messages that did arrive are not counted at all", () => {
    const recording = record();
    const link = recording.link().open().station(call(1)).gap(2, 4).gap(1, 6);
    link.gap(2, 4);
    expect(gapsOf(recording)).toEqual([
      ["buffer-full", 2, 4, 3],
      ["buffer-full", 5, 6, 2],
    ]);
  });

  it("are placed on a link that has long been closed", () => {
    const recording = record();
    const link = recording.link().open().station(call(1)).close({ lastSeq: 5 });
    expect(gapsOf(recording)).toEqual([]);
    link.gap(2, 3).gap(2, 3);
    recording.intake.giveUpHoles(recording.intake.withHoles());
    expect(gapsOf(recording)).toEqual([
      ["buffer-full", 2, 3, 2],
      ["damaged", 4, 5, 2],
    ]);
    expect(recording.rows("gaps")[0]).toMatchObject({ station_id: "CP-1" });
  });

  it("are told of a link that nobody has heard of", () => {
    const recording = record();
    recording.link().gap(1, 3);
    expect(recording.rows("gaps")).toMatchObject([{ station_id: "", messages: 3 }]);
  });

  it("are told at once when there are too many holes to remember", () => {
    const recording = record();
    const link = recording.link().open();
    for (let seq = 2; seq <= 2 * limits.holesPerLinkMax + 2; seq += 2) {
      link.station(call(seq), { seq });
    }
    expect(gapsOf(recording)).toEqual([["damaged", 1, 1, 1]]);
  });

  it("from before this recorder's time are nobody's gap", () => {
    const recording = record();
    recording.link().station(call(41), { seq: 41 }).station(call(43), { seq: 43 });
    recording.intake.giveUpHoles(recording.intake.withHoles());
    expect(gapsOf(recording)).toEqual([["damaged", 42, 42, 1]]);
  });
});

it("does not record a message twice that the spool holds twice", () => {
  const recording = record();
  recording.link().open().station(call(1)).station(call(1), { seq: 1 });
  expect(recording.rows("messages").length).toBe(1);
});
