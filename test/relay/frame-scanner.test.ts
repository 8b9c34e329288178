import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { FrameScanner, type ScannerOptions } from "../../src/relay/frame-scanner.ts";
import { encodeFrame, splitAt } from "../support/frames.ts";

/** What a scanner says, as one line a call; payload pieces of a frame are joined. */
function scan(chunks: readonly Buffer[], options: Partial<ScannerOptions> = {}) {
  const said: string[] = [];
  let payload: Buffer[] = [];
  const scanner = new FrameScanner(
    { sender: "csms", reservedBits: "unused", ...options },
    {
      frameStarted(frame) {
        const final = frame.isFinal ? "" : " more";
        const masked = frame.isMasked ? " masked" : "";
        const reserved = frame.reservedBits === 0 ? "" : ` rsv${frame.reservedBits}`;
        said.push(`${frame.opcode}${final}${masked}${reserved} ${frame.payloadBytes}`);
      },
      framePayload: (bytes, start, end) => payload.push(Buffer.from(bytes.subarray(start, end))),
      frameEnded() {
        said.push(`= ${Buffer.concat(payload).toString("latin1")}`);
        payload = [];
      },
      frameIllegal: (reason) => said.push(`! ${reason}`),
      framesLost: (reason, firstBytes) =>
        said.push(`lost: ${reason} ${firstBytes.toString("hex")}`),
    },
  );
  for (const chunk of chunks) scanner.scan(chunk);
  return { said, scanner };
}

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const mask = [0x37, 0xfa, 0x21, 0x3d];

describe("the examples of RFC 6455 §5.7", () => {
  it.each([
    ["an unmasked text", "csms", "81 05 48 65 6c 6c 6f", ["1 5", "= Hello"]],
    ["a masked text", "station", "81 85 37 fa 21 3d 7f 9f 4d 51 58", ["1 masked 5", "= Hello"]],
    [
      "a fragmented unmasked text",
      "csms",
      "01 03 48 65 6c 80 02 6c 6f",
      ["1 more 3", "= Hel", "0 2", "= lo"],
    ],
    ["an unmasked ping", "csms", "89 05 48 65 6c 6c 6f", ["9 5", "= Hello"]],
    ["a masked pong", "station", "8a 85 37 fa 21 3d 7f 9f 4d 51 58", ["10 masked 5", "= Hello"]],
  ] as const)("reads %s, however it is split", (_, sender, bytes, expected) => {
    const stream = hex(bytes);
    expect(scan([stream], { sender }).said).toEqual(expected);
    for (let at = 0; at <= stream.length; at += 1) {
      expect(scan(splitAt(stream, [at]), { sender }).said).toEqual(expected);
    }
    const single = Array.from(stream, (byte) => Buffer.from([byte]));
    expect(scan(single, { sender }).said).toEqual(expected);
  });

  it("reads 256 bytes of binary with a 16-bit length and 64 KiB with a 64-bit one", () => {
    const small = Buffer.concat([hex("82 7e 01 00"), Buffer.alloc(256, "a")]);
    const large = Buffer.concat([hex("82 7f 00 00 00 00 00 01 00 00"), Buffer.alloc(65_536, "b")]);
    expect(scan([small]).said).toEqual(["2 256", `= ${"a".repeat(256)}`]);
    expect(scan([large]).said).toEqual(["2 65536", `= ${"b".repeat(65_536)}`]);
  });
});

describe("a scanner", () => {
  it("unmasks payloads larger than its scratch memory, at every rotation of the mask", () => {
    const payload = Buffer.from(Array.from({ length: 2 * limits.unmaskBytesMax + 7 }, (_, i) => i));
    const stream = encodeFrame(payload, { opcode: 2, mask });
    for (const at of [20, 21, 22, 23, limits.unmaskBytesMax + 15]) {
      const { said } = scan(splitAt(stream, [at, 2 * at + 1]), { sender: "station" });
      expect(said[1] === `= ${payload.toString("latin1")}`).toBe(true);
    }
  });

  it("does not write into the buffers it reads", () => {
    const stream = encodeFrame("do not touch", { mask });
    const before = Buffer.from(stream);
    scan([stream], { sender: "station" });
    expect(stream).toEqual(before);
  });

  it("reads several frames of one buffer and empty ones at its end", () => {
    const stream = Buffer.concat([
      encodeFrame("a"),
      encodeFrame("", { opcode: 9 }),
      encodeFrame(""),
    ]);
    expect(scan([stream]).said).toEqual(["1 1", "= a", "9 0", "= ", "1 0", "= "]);
  });

  it("is between frames only where a frame has ended and none has begun", () => {
    const stream = encodeFrame("ab");
    const standings = [0, 1, 2, 3, 4].map(
      (at) => scan([stream.subarray(0, at)]).scanner.isBetweenFrames,
    );
    expect(standings).toEqual([true, false, false, false, true]);
  });

  it("takes time in proportion to the bytes when they come one by one", () => {
    const stream = encodeFrame(Buffer.alloc(4 * 1024 * 1024), { opcode: 2, mask });
    let bytes = 0;
    const scanner = new FrameScanner(
      { sender: "station", reservedBits: "unused" },
      {
        frameStarted: () => undefined,
        framePayload: (_, start, end) => {
          bytes += end - start;
        },
        frameEnded: () => undefined,
        frameIllegal: () => undefined,
        framesLost: () => undefined,
      },
    );
    const startedMs = performance.now();
    for (let i = 0; i < stream.length; i += 1) scanner.scan(stream.subarray(i, i + 1));
    expect(bytes).toBe(4 * 1024 * 1024);
    // 0.6 s here; copying what came before with every byte would take hours.
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});

describe("a breach of RFC 6455 that can be followed is reported, and the frame is read", () => {
  it.each([
    ["an unmasked station frame", "station", encodeFrame("x"), "unmasked station frame", "1 1"],
    ["a masked csms frame", "csms", encodeFrame("x", { mask }), "masked csms frame", "1 masked 1"],
    [
      "a reserved bit without an extension",
      "csms",
      encodeFrame("x", { reservedBits: 4 }),
      "reserved bits 100 on opcode 1",
      "1 rsv4 1",
    ],
    [
      "a fragmented ping",
      "csms",
      encodeFrame("x", { opcode: 9, isFinal: false }),
      "fragmented control frame, opcode 9",
      "9 more 1",
    ],
    [
      "a length of 2 bytes where 7 bits do",
      "csms",
      encodeFrame("x", { lengthBytes: 2 }),
      "length not in its shortest form",
      "1 1",
    ],
    [
      "a length of 8 bytes where 7 bits do",
      "csms",
      encodeFrame("x", { lengthBytes: 8 }),
      "length not in its shortest form",
      "1 1",
    ],
  ] as const)("%s", (_, sender, stream, reason, frame) => {
    const { said } = scan([stream, encodeFrame("y", sender === "csms" ? {} : { mask })], {
      sender,
    });
    expect(said.slice(0, 3)).toEqual([`! ${reason}`, frame, "= x"]);
    expect(said.at(-1)).toBe("= y");
  });

  it("an oversized control frame", () => {
    const { said } = scan([encodeFrame("x".repeat(126), { opcode: 8 })]);
    expect(said.slice(0, 2)).toEqual(["! control frame of 126 bytes, opcode 8", "8 126"]);
  });

  it("RSV1 is legal where deflate was negotiated, on the first frame of a message", () => {
    const bits = (opcode: number, reservedBits: number) =>
      scan([encodeFrame("x", { opcode, reservedBits })], { reservedBits: "deflate" }).said[0];
    expect(bits(1, 4)).toBe("1 rsv4 1");
    expect(bits(2, 4)).toBe("2 rsv4 1");
    expect(bits(2, 5)).toBe("! reserved bits 101 on opcode 2");
    expect(bits(0, 4)).toBe("! reserved bits 100 on opcode 0");
    expect(bits(9, 4)).toBe("! reserved bits 100 on opcode 9");
  });

  it("reserved bits are not judged where an extension we do not know may use them", () => {
    const stream = encodeFrame("x", { opcode: 0, reservedBits: 7 });
    expect(scan([stream], { reservedBits: "unknown" }).said[0]).toBe("0 rsv7 1");
  });
});

describe("a length that cannot be followed ends the scanning", () => {
  const header = "82 ff 80 00 00 00 00 00 00 01 aa bb cc dd";

  it.each([
    "82 ff 80 00 00 00 00 00 00 01 aa bb cc dd",
    "82 ff 00 20 00 00 00 00 00 00 aa bb cc dd",
  ])("%s", (text) => {
    const stream = Buffer.concat([hex(text), Buffer.alloc(100, 1)]);
    const first = stream.toString("hex", 0, 32);
    const { said, scanner } = scan([stream, encodeFrame("y")], { sender: "station" });
    expect(said).toEqual([`lost: frame length beyond 2^53 ${first}`]);
    expect(scanner.isBetweenFrames).toBe(false);
  });

  it("keeps the first bytes also where the header was split", () => {
    const rest = Buffer.alloc(40, 1);
    const stream = hex(header);
    const chunks = [stream.subarray(0, 5), Buffer.concat([stream.subarray(5), rest])];
    const first = Buffer.concat([stream, rest]).toString("hex", 0, 32);
    expect(scan(chunks, { sender: "station" }).said).toEqual([
      `lost: frame length beyond 2^53 ${first}`,
    ]);
  });

  it("follows the largest length that can be counted without allocating it", () => {
    const { said, scanner } = scan([hex("82 7f 00 1f ff ff ff ff ff ff"), Buffer.alloc(10)]);
    expect(said).toEqual([`2 ${Number.MAX_SAFE_INTEGER}`]);
    expect(scanner.isBetweenFrames).toBe(false);
  });
});
