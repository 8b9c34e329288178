import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { decodeRecord, RECORD_OVERHEAD_BYTES } from "../../src/spool/format.ts";
import { createGroup } from "../../src/spool/group.ts";
import { createIntake } from "../../src/spool/intake.ts";
import type { SpoolRecord, WholeMessage } from "../../src/spool/record.ts";
import { uuidWord } from "../../src/spool/uuid.ts";
import {
  closedOf,
  controlFrameOf,
  lifeOf,
  linkIds,
  messageOf,
  openedOf,
} from "../support/spool.ts";

const key = { marker: 0x8a1b2c3d, seed: 3 };
const a = newLinkId();
const b = newLinkId();

function openIntake(bufferBytesMax: number) {
  const events: TapEvent[] = [];
  const group = createGroup(1 << 20);
  const observe = (event: TapEvent) => events.push(event);
  const intake = createIntake({ bufferBytesMax, key }, { group, observe });
  /** What the disk takes. */
  const drain = (): SpoolRecord[] => {
    const records: SpoolRecord[] = [];
    for (let span = group.next(); span !== null; span = group.next()) {
      const bytes = span.buffer.subarray(0, span.from + span.length);
      for (let at = span.from; at < bytes.length; ) {
        const decoded = decodeRecord(bytes, at, { ...key, isCopied: true });
        if (decoded.type !== "record") throw new Error(decoded.type);
        records.push(decoded.record);
        at += decoded.bytes;
      }
      group.wrote(span.length);
    }
    return records;
  };
  return { intake, group, events, drain };
}

/** A message that takes 100 bytes in the group. */
const hundred = (linkId: typeof a, seq: number) =>
  messageOf(linkId, seq, { payload: Buffer.alloc(100 - RECORD_OVERHEAD_BYTES) });

/** The same of one that came whole. */
const hundredWhole = (linkId: typeof a, seq: number): WholeMessage => ({
  receivedAtUs: seq,
  linkId,
  seq,
  sender: "station",
  leg: "both",
  opcode: 1,
  linkWords: Int32Array.from([0, 1, 2, 3], (word) => uuidWord(linkId, word)),
  linkWordsAt: 0,
  chunk: Buffer.alloc(106 - RECORD_OVERHEAD_BYTES),
  payloadFrom: 6,
  mask: 0x01020304,
});

describe("a full buffer", () => {
  it("drops messages that came whole as it does records of them", () => {
    const { intake, events, drain } = openIntake(1_600);
    const kept = Array.from({ length: 20 }, (_, i) => intake.appendWhole(hundredWhole(a, i + 1)));
    expect(kept.filter(Boolean)).toHaveLength(14);
    expect(events).toEqual([{ name: "spoolOverflowed" }]);
    drain();
    expect(intake.appendWhole(hundredWhole(a, 21)), "not before the gap is told").toBe(false);
    intake.settle();
    expect(intake.appendWhole(hundredWhole(a, 22))).toBe(true);
    expect(lifeOf(drain(), a)).toEqual(["15-21 buffer-full", "22"]);
  });

  it("drops copies, and tells exactly which once half of it is free", () => {
    const { intake, events, drain } = openIntake(1_600);
    const kept = Array.from({ length: 20 }, (_, i) => intake.append(hundred(a, i + 1)));
    expect(kept.filter(Boolean)).toHaveLength(14);
    expect(intake.isOverflowed()).toBe(true);
    expect(events).toEqual([{ name: "spoolOverflowed" }]);
    drain();
    expect(intake.append(hundred(a, 21)), "not before the gap is told").toBe(false);
    intake.settle();
    expect(intake.append(hundred(a, 22))).toBe(true);
    expect(lifeOf(drain(), a)).toEqual(["15-21 buffer-full", "22"]);
    expect(events.slice(1)).toEqual([
      { name: "spoolMessagesDropped", messages: 7 },
      { name: "spoolRecovered", messages: 7 },
    ]);
  });

  it("stays closed while less than half of it is free", () => {
    const { intake, group } = openIntake(1_600);
    for (let seq = 1; seq <= 15; seq += 1) intake.append(hundred(a, seq));
    group.wrote((group.next()?.length ?? 0) - 900);
    intake.settle();
    expect(intake.isOverflowed()).toBe(true);
  });

  it("keeps a reserve for what is not a message, and tells a link's gap before its close", () => {
    const { intake, drain } = openIntake(16_000);
    for (let seq = 1; seq <= 145; seq += 1) intake.append(hundred(a, seq));
    expect(intake.append(controlFrameOf(a, 145))).toBe(false);
    expect(intake.append(openedOf(b))).toBe(true);
    expect(intake.append(closedOf(a, 145))).toBe(true);
    expect(lifeOf(drain(), a).slice(-2)).toEqual(["141-145 buffer-full", "link-closed"]);
    expect(intake.untold()).toBe(0);
  });

  it("tells one gap per link", () => {
    const { intake, drain } = openIntake(1_600);
    for (let seq = 1; seq <= 20; seq += 1) {
      intake.append(hundred(a, seq));
      intake.append(hundred(b, seq));
    }
    drain();
    intake.settle();
    const told = drain();
    expect(lifeOf(told, a)).toEqual(["8-20 buffer-full"]);
    expect(lifeOf(told, b)).toEqual(["8-20 buffer-full"]);
  });

  it("tells a bounded number of gaps at a time, and stays closed until the last", () => {
    const { intake, drain, events } = openIntake(300_000);
    const links = linkIds(limits.spoolGapsPerTurn + 10);
    while (intake.append(hundred(a, 1)));
    for (const linkId of links) intake.append(hundred(linkId, 1));
    drain();
    intake.settle();
    expect(drain()).toHaveLength(limits.spoolGapsPerTurn);
    expect(intake.isOverflowed()).toBe(true);
    intake.settle();
    expect(intake.isOverflowed()).toBe(false);
    expect(events.at(-1)).toEqual({ name: "spoolRecovered", messages: links.length + 1 });
  });
});

it("a message that could never fit is a gap of its own and closes nothing", () => {
  const { intake, drain, events } = openIntake(1_600);
  expect(intake.append(messageOf(a, 1, { payload: Buffer.alloc(5_000) }))).toBe(false);
  expect(intake.append(hundred(b, 1))).toBe(true);
  expect(intake.append(hundred(a, 2))).toBe(true);
  expect(lifeOf(drain(), a)).toEqual(["1-1 buffer-full", "2"]);
  expect(events).toEqual([]);
});

it("a gap of a link that fell silent is told without waiting for the link", () => {
  const { intake, drain } = openIntake(1_600);
  intake.append(messageOf(a, 1, { payload: Buffer.alloc(5_000) }));
  expect(intake.untold()).toBe(1);
  intake.settle();
  expect(lifeOf(drain(), a)).toEqual(["1-1 buffer-full"]);
});
