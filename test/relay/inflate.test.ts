import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createInflater } from "../../src/relay/inflate.ts";
import { deflateMessages, deflateSync } from "../support/deflate.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

function inflater({
  hasContextTakeover = true,
  windowBits = 15,
  messageBytesMax = 1_000_000,
} = {}) {
  const inner = createInflater({ hasContextTakeover, windowBits, messageBytesMax });
  return {
    ...inner,
    text(compressed: Buffer): string {
      const result = inner.inflate(compressed);
      if (result.type === "lost") return `lost: ${result.reason}`;
      expect(result.payloadBytes).toBe(result.payload.length);
      return result.payload.toString();
    },
  };
}

/** Messages like a station's, some larger than every window. */
const messages = Array.from({ length: 60 }, (_, i) =>
  JSON.stringify([2, `id-${i}`, "MeterValues", { value: "x".repeat(i % 7), n: i * 7919 }]).repeat(
    i % 20 === 19 ? 700 : 1,
  ),
);

describe("the examples of RFC 7692 §7.2.3", () => {
  it.each([
    ["one block", "f2 48 cd c9 c9 07 00"],
    ["a block without compression", "00 05 00 fa ff 48 65 6c 6c 6f 00"],
    ["a last block", "f3 48 cd c9 c9 07 00 00"],
    ["two blocks", "f2 48 05 00 00 00 ff ff ca c9 c9 07 00"],
  ])("reads %s", (_, bytes) => {
    expect(inflater().text(hex(bytes))).toBe("Hello");
    expect(inflater({ hasContextTakeover: false }).text(hex(bytes))).toBe("Hello");
  });

  it("reads a message that refers back to the one before it", () => {
    const { text } = inflater();
    expect([text(hex("f2 48 cd c9 c9 07 00")), text(hex("f2 00 11 00 00"))]).toEqual([
      "Hello",
      "Hello",
    ]);
  });
});

describe("an inflater", () => {
  it.each([8, 9, 10, 11, 12, 13, 14, 15])(
    "follows a stream with a window of 2^%i",
    async (bits) => {
      for (const hasContextTakeover of [true, false]) {
        const payloads = await deflateMessages(messages, { windowBits: bits, hasContextTakeover });
        const { text } = inflater({ windowBits: bits, hasContextTakeover });
        expect(payloads.map(text)).toEqual(messages);
      }
    },
  );

  it("reads the empty message in both its forms", () => {
    const { text } = inflater();
    expect([text(hex("00")), text(Buffer.alloc(0)), text(hex("f248cdc9c90700"))]).toEqual([
      "",
      "",
      "Hello",
    ]);
  });

  it("goes on behind the end of a deflate stream inside a message", () => {
    const ended = Buffer.concat([deflateRawSync("one "), deflateSync("two")]);
    const { text } = inflater();
    expect(text(ended)).toBe("one two");
    expect(text(deflateSync("one two three", Buffer.from("one two")))).toBe("one two three");
  });

  it("reads a message whose sender ended its stream and added nothing", () => {
    expect(inflater().text(deflateRawSync("bare end"))).toBe("bare end");
  });

  it("keeps the first bytes of a large message and the whole of its context", async () => {
    const large = randomBytes(50_000);
    const [first, second] = await deflateMessages([large, large.subarray(-20_000)]);
    const { inflate } = inflater({ messageBytesMax: 100 });
    expect(inflate(first ?? large)).toEqual({
      type: "inflated",
      payload: large.subarray(0, 100),
      payloadBytes: 50_000,
    });
    expect(inflate(second ?? large)).toMatchObject({
      payload: large.subarray(30_000, 30_100),
      payloadBytes: 20_000,
    });
  });
});

describe("what cannot be decompressed", () => {
  const corrupt = hex("ff ff ff ff");

  it("loses the context for good where messages refer back", () => {
    const { inflate } = inflater();
    expect(inflate(corrupt)).toMatchObject({ type: "lost", isForGood: true });
    expect(inflate(deflateSync("fine"))).toMatchObject({ type: "lost", isForGood: true });
  });

  it("loses one message where they do not", () => {
    const { inflate, text } = inflater({ hasContextTakeover: false });
    expect(inflate(corrupt)).toMatchObject({ type: "lost", isForGood: false });
    expect(text(deflateSync("fine"))).toBe("fine");
  });

  it.each([
    ["is cut off inside a block", deflateSync("some text that is long enough").subarray(0, -6)],
    ["ends inside the header of a block", hex("f2 48 cd c9 c9 07")],
    ["refers back beyond the beginning", hex("f2 00 11 00 00")],
    ["keeps the bytes its sender should take away", hex("f248cdc9c90700 0000ffff")],
    ["ends its stream again and again", hex("0300".repeat(limits.inflateStreamsMax + 1))],
  ])("is told when it %s", (_, compressed) => {
    expect(inflater().text(compressed)).toMatch(/^lost: cannot be decompressed/);
  });

  it("includes a message of which not all bytes are known", () => {
    const { lose, inflate } = inflater();
    expect(lose("cut")).toEqual({ type: "lost", reason: "cut", isForGood: true });
    expect(inflate(deflateSync("fine"))).toMatchObject({ reason: "cut" });
    expect(inflater({ hasContextTakeover: false }).lose("cut")).toMatchObject({ isForGood: false });
  });

  it("includes a bomb, however often it comes", () => {
    const bomb = deflateSync(Buffer.alloc(2 * limits.inflateFreeBytes));
    const { inflate, text } = inflater({ hasContextTakeover: false });
    for (let i = 0; i < 5; i += 1) {
      const result = inflate(bomb);
      expect(result.type === "lost" && result.reason).toMatch(/become more than \d+$/);
    }
    expect(text(deflateSync("fine"))).toBe("fine");
    expect(inflater().inflate(bomb)).toMatchObject({ type: "lost", isForGood: true });
  });

  it("counts a bomb by the ratio that is configured", () => {
    const inflater = createInflater({
      ...{ hasContextTakeover: false, windowBits: 15, messageBytesMax: 1 << 20 },
      ratioMax: 1_032,
    });
    const plain = Buffer.alloc(2 * limits.inflateFreeBytes);
    expect(inflater.inflate(deflateSync(plain))).toMatchObject({ payloadBytes: plain.length });
  });

  it("does not include honest messages that repeat themselves", async () => {
    const report = randomBytes(9_000).toString("hex");
    const payloads = await deflateMessages(Array.from({ length: 500 }, () => report));
    const { text } = inflater();
    expect(payloads.every((payload) => text(payload) === report)).toBe(true);
  });
});
