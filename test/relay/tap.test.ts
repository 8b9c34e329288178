import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createLinkTap } from "../../src/relay/tap.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import { deflateMessages } from "../support/deflate.ts";
import { encodeFrame } from "../support/frames.ts";
import { spoolByAppend } from "../support/spool-by-append.ts";

const mask = [1, 2, 3, 4];
const station = (payload: string | Buffer, options = {}) =>
  encodeFrame(payload, { mask, ...options });
const csms = (payload: string | Buffer, options = {}) => encodeFrame(payload, options);

const ignore = (_: TapEvent): void => undefined;

function createTap(
  append: (record: SpoolRecord) => boolean,
  { extensions = null as string | null, observe = ignore } = {},
) {
  return createLinkTap(
    { linkId: newLinkId(), messageBytesMax: 1_000_000, extensions },
    { spool: spoolByAppend(append), clock: { nowUs: () => 9_000 }, observe },
  );
}

/** A tap whose records are kept, with copies of their payloads. */
function recordingTap(extensions: string | null = null) {
  const records: SpoolRecord[] = [];
  const tap = createTap(
    (record) => {
      const kept =
        "payload" in record ? { ...record, payload: Buffer.from(record.payload) } : record;
      records.push(kept);
      return true;
    },
    { extensions },
  );
  const messages = () => records.filter((record) => record.kind === "message");
  return { tap, records, messages };
}

describe("a tap", () => {
  it("numbers the messages of both senders in the order of their completion", () => {
    const { tap, messages } = recordingTap();
    const slow = station("slow");
    tap.bytes("station", slow.subarray(0, 6), 10);
    tap.bytes("csms", csms("quick"), 20);
    tap.bytes("station", slow.subarray(6), 30);
    tap.bytes("csms", Buffer.concat([csms("a"), csms("b")]), 40);
    expect(messages().map((m) => [m.seq, m.sender, m.receivedAtUs, m.payload.toString()])).toEqual([
      [1, "csms", 20, "quick"],
      [2, "station", 30, "slow"],
      [3, "csms", 40, "a"],
      [4, "csms", 40, "b"],
    ]);
    expect(messages()[0]).toEqual({
      kind: "message",
      receivedAtUs: 20,
      linkId: messages()[0]?.linkId,
      seq: 1,
      sender: "csms",
      leg: "both",
      opcode: 1,
      isCompressed: false,
      isFragmented: false,
      isTruncated: false,
      payloadBytes: 5,
      wireBytes: 5,
      payload: Buffer.from("quick"),
    });
  });

  it("decompresses each sender by its own parameters", async () => {
    const texts = ["alpha alpha", "alpha beta", "beta alpha"];
    const ofStation = await deflateMessages(texts, { hasContextTakeover: false });
    const ofCsms = await deflateMessages(texts, { windowBits: 10 });
    const { tap, messages } = recordingTap(
      "permessage-deflate; client_no_context_takeover; server_max_window_bits=10",
    );
    for (const [i, payload] of ofStation.entries()) {
      tap.bytes("station", station(payload, { reservedBits: 4 }), i);
      tap.bytes("csms", csms(ofCsms[i] ?? "", { reservedBits: 4 }), i);
    }
    expect(messages().map((m) => m.payload.toString())).toEqual(texts.flatMap((t) => [t, t]));
    expect(messages().every((m) => m.isCompressed)).toBe(true);
  });

  it("has appended what a buffer completed before it returns", () => {
    const { tap, records } = recordingTap();
    tap.bytes("csms", csms("now"), 1);
    expect(records).toHaveLength(1);
  });

  it("keeps the totals of both senders and the first Close frame", () => {
    const { tap } = recordingTap();
    expect(tap.stats()).toMatchObject({ lastSeq: 0, closeFrame: null, lastByteAtUs: null });
    tap.bytes("station", station("m"), 1);
    tap.bytes("station", station("", { opcode: 9 }), 2);
    tap.bytes("csms", csms("", { opcode: 10 }), 3);
    tap.bytes("csms", csms(Buffer.from("0fa162796521", "hex"), { opcode: 8 }), 4);
    tap.bytes("station", station(Buffer.from("03e8", "hex"), { opcode: 8 }), 5);
    expect(tap.stats()).toEqual({
      messages: { station: 1, csms: 0 },
      bytes: { station: 7 + 6 + 8, csms: 2 + 8 },
      pings: { station: 1, csms: 0 },
      pongs: { station: 0, csms: 1 },
      lastSeq: 1,
      closeFrame: { sender: "csms", code: 4001, reason: "bye!" },
      lastByteAtUs: 5,
      isRecording: true,
    });
  });

  it("stands at a boundary of a sender only between two of its messages", () => {
    const { tap } = recordingTap();
    const standings = () => [tap.isAtBoundary("station"), tap.isAtBoundary("csms")];
    expect(standings()).toEqual([true, true]);
    tap.bytes("station", station("a", { isFinal: false }), 1);
    expect(standings()).toEqual([false, true]);
    tap.bytes("csms", csms("b").subarray(0, 1), 1);
    expect(standings()).toEqual([false, false]);
    tap.bytes("station", station("c", { opcode: 0 }), 1);
    tap.bytes("csms", csms("b").subarray(1), 1);
    expect(standings()).toEqual([true, true]);
  });

  it("says of whole messages what it says of the same ones in pieces", () => {
    const frames = [
      station("a".repeat(7)),
      csms("b".repeat(300), { opcode: 2 }),
      station(""),
      csms("", { opcode: 8 }),
      csms("after the Close frame"),
      station("unmasked", { mask: undefined }),
    ];
    const [whole, pieces] = [recordingTap(), recordingTap()];
    for (const [n, frame] of frames.entries()) {
      const sender = n % 2 === 0 && n < 4 ? "station" : n === 5 ? "station" : "csms";
      whole.tap.bytes(sender, frame, n);
      pieces.tap.bytes(sender, frame.subarray(0, 1), n);
      pieces.tap.bytes(sender, frame.subarray(1), n);
    }
    whole.tap.close();
    pieces.tap.close();
    const withoutLink = (records: readonly SpoolRecord[]) =>
      records.map((record) => ({ ...record, linkId: null }));
    expect(withoutLink(whole.records)).toEqual(withoutLink(pieces.records));
    expect(whole.tap.stats()).toEqual(pieces.tap.stats());
    expect(whole.records.map((record) => record.kind)).toContain("note");
  });

  it("keeps its totals when it is closed, whoever takes its place", () => {
    const { tap } = recordingTap();
    tap.bytes("station", station("a"), 1);
    const before = tap.stats();
    tap.close();
    recordingTap().tap.bytes("csms", csms("other"), 2);
    tap.bytes("csms", csms("late"), 3);
    expect(tap.stats()).toEqual(before);
  });

  it("records once, when it is closed, what the end of the link cut off", () => {
    const { tap, records } = recordingTap();
    tap.bytes("station", station("cut", { isFinal: false }), 1);
    tap.close();
    tap.close();
    tap.bytes("station", station("late", { opcode: 0 }), 2);
    expect(records).toMatchObject([
      { kind: "note", receivedAtUs: 9_000, body: { note: "message-unfinished", wireBytes: 3 } },
    ]);
  });

  it("goes on counting where the spool drops a copy", () => {
    const tap = createTap(() => false);
    tap.bytes("csms", csms("a"), 1);
    tap.bytes("csms", csms("b"), 2);
    expect(tap.stats()).toMatchObject({ lastSeq: 2, isRecording: true });
  });
});

describe("a bug inside a tap", () => {
  it("ends the recording of its link, loudly, and is not thrown", () => {
    const records: SpoolRecord[] = [];
    const events: TapEvent[] = [];
    let isBroken = true;
    const tap = createTap(
      (record) => {
        if (record.kind === "message" && isBroken) throw new TypeError("no such thing");
        records.push(record);
        return true;
      },
      { observe: (event) => void events.push(event) },
    );
    tap.bytes("csms", csms("a"), 1);
    isBroken = false;
    tap.bytes("csms", csms("b"), 2);
    tap.close();
    expect(events).toMatchObject([{ name: "tapDisabled", problem: "no such thing" }]);
    expect(records).toMatchObject([
      { body: { note: "opaque", sender: "station" } },
      { body: { note: "opaque", sender: "csms" } },
    ]);
    expect(tap.stats()).toMatchObject({
      isRecording: false,
      lastSeq: 1,
      bytes: { csms: 6 },
      lastByteAtUs: 2,
    });
    expect(tap.isAtBoundary("csms")).toBe(false);
  });

  it("is not thrown either where nothing at all works", () => {
    const broken = () => {
      throw new Error("broken");
    };
    const tap = createTap(broken, { observe: broken });
    expect(() => {
      tap.bytes("station", station("a"), 1);
      tap.bytes("station", station("b"), 1);
      tap.close();
    }).not.toThrow();
    const other = createTap(broken, { observe: broken });
    other.bytes("station", station("cut", { isFinal: false }), 1);
    expect(() => other.close()).not.toThrow();
  });
});
