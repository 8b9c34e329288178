import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { createRemains } from "../../src/spool/dropped.ts";
import { noLink } from "../../src/spool/format.ts";
import type { GapRecord, NoteRecord, SpoolRecord } from "../../src/spool/record.ts";
import {
  closedOf,
  controlFrameOf,
  lifeOf,
  messageOf,
  openedOf,
  refusedOf,
} from "../support/spool.ts";

const a = newLinkId();
const b = newLinkId();

const started = (relayRun: string): NoteRecord => ({
  kind: "note",
  linkId: noLink,
  seq: 0,
  receivedAtUs: 0,
  body: { note: "relay-started", instance: "a", relayRun },
});

const gap = (fromSeq: number, toSeq: number, reason: GapRecord["reason"]): GapRecord => ({
  kind: "gap",
  linkId: a,
  seq: toSeq,
  receivedAtUs: 0,
  reason,
  fromSeq,
  toSeq,
});

function remainsOf(records: readonly SpoolRecord[], bytesMax?: number) {
  const remains = createRemains(bytesMax);
  for (const record of records) remains.add(record, 100);
  return { records: remains.records(), messages: remains.messages() };
}

describe("of what was dropped", () => {
  it("remain who was linked, and which messages are gone, before the link's close", () => {
    const { records, messages } = remainsOf([
      openedOf(a),
      messageOf(a, 1),
      controlFrameOf(a, 1),
      messageOf(b, 41),
      messageOf(a, 2),
      messageOf(b, 42),
      closedOf(a, 2),
    ]);
    expect(lifeOf(records, a)).toEqual(["link-opened", "1-2 segment-dropped", "link-closed"]);
    expect(lifeOf(records, b)).toEqual(["41-42 segment-dropped"]);
    expect(messages).toBe(4);
  });

  it("remain earlier gaps with their reasons, joined where they continue each other", () => {
    const { records, messages } = remainsOf([
      gap(1, 90, "segment-dropped"),
      messageOf(a, 91),
      gap(92, 99, "buffer-full"),
      messageOf(a, 100),
    ]);
    expect(lifeOf(records, a)).toEqual([
      "1-91 segment-dropped",
      "92-99 buffer-full",
      "100-100 segment-dropped",
    ]);
    expect(messages).toBe(2);
  });

  it("remain the beginnings of relay runs, in order with what they ended", () => {
    const { records } = remainsOf([started(a), messageOf(a, 1), started(b), messageOf(b, 1)]);
    expect(records.map(({ kind }) => kind)).toEqual(["note", "gap", "note", "gap"]);
  });
});

describe("when even the remains are too many", () => {
  it("the past goes first, then openings; the proof of what is missing stays longest", () => {
    const all = [openedOf(b), refusedOf(noLink), messageOf(b, 1), closedOf(b, 1), openedOf(a)];
    const last = messageOf(a, 1);
    const kept = (bytesMax: number) =>
      remainsOf([...all, last], bytesMax).records.map(
        (r) => `${r.kind} ${r.linkId === a ? "a" : "b"}`,
      );
    expect(kept(10_000)).toHaveLength(6);
    expect(kept(300)).toEqual(["gap b", "link-opened a", "gap a"]);
    expect(kept(140)).toEqual(["gap b", "gap a"]);
    expect(kept(70)).toEqual(["gap a"]);
  });

  it("a link whose relay run is over counts as past although no close was recorded", () => {
    const records = [openedOf(a), started(b), openedOf(b)];
    const { records: kept } = remainsOf(records, 200);
    expect(kept.map(({ kind }) => kind)).toEqual(["note", "link-opened"]);
  });
});
