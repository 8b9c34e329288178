import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { defaultRates } from "../../src/relay/copy-rates.ts";
import { parseExtensions } from "../../src/relay/extensions.ts";
import { SenderTap } from "../../src/relay/sender-tap.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import { deflateMessages, deflateSync } from "../support/deflate.ts";
import { encodeFrame } from "../support/frames.ts";

/** A CSMS's side of a link, with its records as short lines, made while payloads are lent. */
function tapOf({
  extensions = null as string | null,
  messageBytesMax = 1_000_000,
  rates = defaultRates,
} = {}) {
  const lines: string[] = [];
  const events: TapEvent[] = [];
  const link = {
    linkId: newLinkId(),
    leg: "both" as const,
    messageBytesMax,
    rates,
    extensions: parseExtensions(extensions),
    spool: { append: (record: SpoolRecord) => lines.push(line(record)) > 0 },
    observe: (event: TapEvent) => void events.push(event),
    receivedAtUs: 1_700_000_000_000_000,
    lastSeq: 0,
    firstCloseFrame: null,
  };
  return { tap: new SenderTap("csms", link), link, events, lines: () => lines };
}

function line(record: SpoolRecord): string {
  const seq = `#${record.seq}`;
  switch (record.kind) {
    case "message":
      return [
        seq,
        record.opcode === 1 ? "text" : "binary",
        ...(record.isCompressed ? ["compressed"] : []),
        ...(record.isTruncated ? ["truncated"] : []),
        `${record.wireBytes}/${record.payloadBytes}:`,
        record.payload.toString(),
      ].join(" ");
    case "control-frame":
      return `${seq} control ${record.opcode} ${record.payload.toString("hex")}`;
    case "gap":
      return `${seq} gap ${record.reason} ${record.fromSeq}-${record.toSeq}`;
    case "note":
      return `${seq} ${JSON.stringify(record.body)}`;
    default:
      return record.kind;
  }
}

const deflate = "permessage-deflate";
const rsv1 = { reservedBits: 4 };

describe("what a sender sends is recorded", () => {
  it("as messages with numbers, and control frames with the number before them", () => {
    const { tap, lines } = tapOf();
    tap.bytes(encodeFrame("p", { opcode: 9 }));
    tap.bytes(encodeFrame("one"));
    tap.bytes(encodeFrame("two", { opcode: 2 }));
    tap.bytes(encodeFrame("q", { opcode: 10 }));
    expect(lines()).toEqual([
      "#0 control 9 70",
      "#1 text 3/3: one",
      "#2 binary 3/3: two",
      "#2 control 10 71",
    ]);
    expect([tap.messages, tap.pings, tap.pongs]).toEqual([2, 1, 1]);
  });

  it("decompressed, with both sizes, also where compressed and plain messages alternate", async () => {
    const [a, b] = await deflateMessages(["hello hello hello", "hello hello again"]);
    const { tap, lines } = tapOf({ extensions: deflate });
    tap.bytes(encodeFrame(a ?? "", rsv1));
    tap.bytes(encodeFrame("plain"));
    tap.bytes(encodeFrame((b ?? Buffer.alloc(0)).subarray(0, 2), { ...rsv1, isFinal: false }));
    tap.bytes(encodeFrame((b ?? Buffer.alloc(0)).subarray(2), { opcode: 0 }));
    expect(lines()).toEqual([
      `#1 text compressed ${a?.length}/17: hello hello hello`,
      "#2 text 5/5: plain",
      `#3 text compressed ${b?.length}/17: hello hello again`,
    ]);
  });

  it("truncated where it is larger than a copy may be", () => {
    const { tap, lines } = tapOf({ extensions: deflate, messageBytesMax: 40 });
    tap.bytes(encodeFrame("x".repeat(50)));
    tap.bytes(encodeFrame(deflateSync("y".repeat(60)), rsv1));
    expect(lines()[0]).toBe(`#1 text truncated 50/50: ${"x".repeat(40)}`);
    expect(lines()[1]).toMatch(/^#2 text compressed truncated \d+\/60: y{40}$/);
  });

  it("as it was on the wire where RSV1 was not negotiated", () => {
    const { tap, lines } = tapOf();
    tap.bytes(encodeFrame("raw", rsv1));
    expect(lines()).toEqual([
      '#0 {"note":"frame-illegal","sender":"csms","reason":"reserved bits 100 on opcode 1"}',
      "#1 text 3/3: raw",
    ]);
  });
});

describe("compression that cannot be followed", () => {
  const corrupt = Buffer.from("ffffffff", "hex");

  it("leaves numbered gaps, one note, and plain messages", () => {
    const { tap, lines, events } = tapOf({ extensions: deflate });
    tap.bytes(encodeFrame(corrupt, rsv1));
    tap.bytes(encodeFrame(deflateSync("lost"), rsv1));
    tap.bytes(encodeFrame("plain"));
    expect(lines()).toEqual([
      "#1 gap opaque 1-1",
      '#1 {"note":"opaque","sender":"csms","reason":"cannot be decompressed: invalid block type","bytesHex":"ffffffff"}',
      "#2 gap opaque 2-2",
      "#3 text 5/5: plain",
    ]);
    expect(tap.messages).toBe(3);
    expect(events).toMatchObject([{ name: "directionOpaque", sender: "csms" }]);
  });

  it("loses one message only where no context is taken over", () => {
    const { tap, lines, events } = tapOf({
      extensions: "permessage-deflate; server_no_context_takeover",
    });
    tap.bytes(encodeFrame(corrupt, rsv1));
    tap.bytes(encodeFrame(deflateSync("fine"), rsv1));
    expect(lines()).toEqual([
      "#1 gap opaque 1-1",
      '#1 {"note":"frame-illegal","sender":"csms","reason":"cannot be decompressed: invalid block type"}',
      "#2 text compressed 6/4: fine",
    ]);
    expect(events).toEqual([]);
  });

  it("includes compressed messages larger than a copy may be", () => {
    const { tap, lines } = tapOf({ extensions: deflate, messageBytesMax: 4 });
    tap.bytes(encodeFrame(deflateSync("incompressible 123"), rsv1));
    expect(lines()[0]).toBe("#1 gap opaque 1-1");
    expect(lines()[1]).toMatch(/was not kept whole/);
  });
});

describe("frames that cannot be followed", () => {
  it("are noted with their first bytes, and count no more", () => {
    const { tap, lines } = tapOf();
    tap.bytes(encodeFrame("one"));
    tap.bytes(Buffer.from("827fffffffffffffffff", "hex"));
    tap.bytes(encodeFrame("two"));
    expect(lines()).toEqual([
      "#1 text 3/3: one",
      '#1 {"note":"opaque","sender":"csms","reason":"frame length beyond 2^53","bytesHex":"827fffffffffffffffff"}',
    ]);
    expect(tap.isAtBoundary).toBe(false);
  });
});

describe("a flood", () => {
  it("of pings is recorded at a bounded rate, and the rest told by its count", () => {
    const { tap, link, lines } = tapOf();
    const ping = encodeFrame("", { opcode: 9 });
    for (let i = 0; i < 1000; i += 1) tap.bytes(ping);
    expect(lines()).toHaveLength(limits.controlFramesPerMinute);
    link.receivedAtUs += 60_000_000 / limits.controlFramesPerMinute;
    tap.bytes(ping);
    const refused = 1000 - limits.controlFramesPerMinute;
    expect(lines().slice(limits.controlFramesPerMinute)).toEqual([
      `#0 {"note":"rate-limited","sender":"csms","controlFrames":${refused},"breaches":0}`,
      "#0 control 9 ",
    ]);
    expect(tap.pings).toBe(1001);
  });

  it("is recorded at the rate that is configured", () => {
    const { tap, lines } = tapOf({ rates: { ...defaultRates, controlFramesPerMinute: 3 } });
    for (let i = 0; i < 10; i += 1) tap.bytes(encodeFrame("", { opcode: 9 }));
    expect(lines()).toHaveLength(3);
  });

  it("of breaches is noted at a bounded rate, and the rest told at the end", () => {
    const { tap, lines } = tapOf();
    for (let i = 0; i < 1000; i += 1) tap.bytes(encodeFrame("", { opcode: 3 }));
    expect(lines()).toHaveLength(limits.illegalFramesBurst);
    tap.close();
    const refused = 1000 - limits.illegalFramesBurst;
    expect(lines().at(-1)).toBe(
      `#0 {"note":"rate-limited","sender":"csms","controlFrames":0,"breaches":${refused}}`,
    );
  });

  it("of pings does not keep the first Close frame out of the record", () => {
    const { tap, link, lines } = tapOf();
    for (let i = 0; i < 100; i += 1) tap.bytes(encodeFrame("", { opcode: 9 }));
    tap.bytes(encodeFrame(Buffer.from("03e8", "hex"), { opcode: 8 }));
    expect(lines().at(-1)).toBe("#0 control 8 03e8");
    expect(link.firstCloseFrame).toEqual({ sender: "csms", code: 1000, reason: "" });
  });
});

describe("a Close frame", () => {
  it("with an illegal code is recorded and noted", () => {
    const { tap, lines } = tapOf();
    tap.bytes(encodeFrame(Buffer.from("03ee", "hex"), { opcode: 8 }));
    expect(lines()).toEqual([
      '#0 {"note":"frame-illegal","sender":"csms","reason":"illegal close code 1006"}',
      "#0 control 8 03ee",
    ]);
  });
});

describe("the end of a link", () => {
  it("inside a message is noted with what came of it", () => {
    const { tap, lines } = tapOf();
    tap.bytes(encodeFrame("one"));
    tap.bytes(encodeFrame("half a message", { isFinal: false }));
    expect(tap.isAtBoundary).toBe(false);
    tap.close();
    const bytesHex = Buffer.from("half a message").toString("hex");
    expect(lines().at(-1)).toBe(
      `#1 {"note":"message-unfinished","sender":"csms","wireBytes":14,"bytesHex":"${bytesHex}"}`,
    );
  });

  it("between messages is not noted", () => {
    const { tap, lines } = tapOf();
    tap.bytes(encodeFrame("one"));
    tap.close();
    expect(lines()).toEqual(["#1 text 3/3: one"]);
  });
});
