import { describe, expect, it } from "vitest";
import { MessageAssembler } from "../../src/relay/assemble.ts";
import { FrameScanner } from "../../src/relay/frame-scanner.ts";
import { encodeFrame } from "../support/frames.ts";

/** What an assembler says of the frames, as one line a call. */
function assemble(chunks: readonly Buffer[], messageBytesMax = 1_000_000) {
  const said: string[] = [];
  const assembler = new MessageAssembler(messageBytesMax, {
    message(facts, payload) {
      const kind = facts.opcode === 1 ? "text" : "binary";
      const fragmented = facts.isFragmented ? " fragmented" : "";
      const rsv1 = facts.hasRsv1 ? " rsv1" : "";
      said.push(`${kind}${fragmented}${rsv1} ${facts.wireBytes}: ${payload.toString("latin1")}`);
    },
    controlFrame: (opcode, payload) =>
      said.push(`control ${opcode}: ${payload.toString("latin1")}`),
    frameIllegal: (reason) => said.push(`! ${reason}`),
    framesLost: (reason) => said.push(`lost: ${reason}`),
  });
  const scanner = new FrameScanner({ sender: "csms", reservedBits: "unknown" }, assembler);
  for (const chunk of chunks) scanner.scan(chunk);
  return { said, assembler };
}

const more = { isFinal: false };

describe("an assembler", () => {
  it("joins fragments, with the control frames between them told when they come", () => {
    const stream = Buffer.concat([
      encodeFrame("one ", more),
      encodeFrame("ping", { opcode: 9 }),
      encodeFrame("two ", { opcode: 0, ...more }),
      encodeFrame("pong", { opcode: 10 }),
      encodeFrame("", { opcode: 0, ...more }),
      encodeFrame("three", { opcode: 0 }),
      encodeFrame("next"),
    ]);
    const expected = [
      "control 9: ping",
      "control 10: pong",
      "text fragmented 13: one two three",
      "text 4: next",
    ];
    expect(assemble([stream]).said).toEqual(expected);
    const single = Array.from(stream, (byte) => Buffer.from([byte]));
    expect(assemble(single).said).toEqual(expected);
  });

  it("tells empty messages and those whose fragments are empty", () => {
    const chunks = [
      encodeFrame(""),
      encodeFrame("", { opcode: 2, ...more }),
      encodeFrame("", { opcode: 0 }),
    ];
    expect(assemble(chunks).said).toEqual(["text 0: ", "binary fragmented 0: "]);
  });

  it("keeps the first bytes of a message that is too large, and counts them all", () => {
    const frame = encodeFrame("0123456789");
    const fragments = [encodeFrame("0123", more), encodeFrame("456789", { opcode: 0 })];
    expect(assemble([frame], 6).said).toEqual(["text 10: 012345"]);
    expect(assemble([frame.subarray(0, 5), frame.subarray(5)], 6).said).toEqual([
      "text 10: 012345",
    ]);
    expect(assemble(fragments, 6).said).toEqual(["text fragmented 10: 012345"]);
    expect(assemble([...fragments, encodeFrame("ab")], 6).said[1]).toBe("text 2: ab");
  });

  it("takes RSV1 from the first frame of a message", () => {
    const chunks = [
      encodeFrame("a", { reservedBits: 4, ...more }),
      encodeFrame("b", { opcode: 0 }),
      encodeFrame("c", more),
      encodeFrame("d", { opcode: 0, reservedBits: 4 }),
    ];
    expect(assemble(chunks).said).toEqual(["text fragmented rsv1 2: ab", "text fragmented 2: cd"]);
  });

  it("keeps the first 125 bytes of an oversized control frame", () => {
    const { said } = assemble([encodeFrame("x".repeat(200), { opcode: 9 })]);
    expect(said.at(-1)).toBe(`control 9: ${"x".repeat(125)}`);
  });

  it("shows what has come of a message that is not complete", () => {
    const { assembler } = assemble([encodeFrame("0123", more)], 3);
    expect(assembler.isBetweenMessages).toBe(false);
    expect(assembler.unfinished).toEqual({ wireBytes: 4, payload: Buffer.from("012") });
    expect(assemble([encodeFrame("0123")]).assembler.isBetweenMessages).toBe(true);
  });
});

describe("a breach of the order of frames", () => {
  it("that continues nothing starts a message of unknown type, so that its bytes are kept", () => {
    const { said } = assemble([encodeFrame("stray", { opcode: 0 }), encodeFrame("next")]);
    expect(said).toEqual([
      "! continuation frame without a message",
      "binary fragmented 5: stray",
      "text 4: next",
    ]);
  });

  it("that starts a message inside another ends the first where it stands", () => {
    const { said } = assemble([encodeFrame("half", more), encodeFrame("whole")]);
    expect(said).toEqual([
      "! data frame inside a fragmented message",
      "text fragmented 4: half",
      "text 5: whole",
    ]);
  });

  it("that uses a reserved opcode is told with its first bytes and disturbs no message", () => {
    const { said } = assemble([
      encodeFrame("a", more),
      encodeFrame("??", { opcode: 3 }),
      encodeFrame("!", { opcode: 11 }),
      encodeFrame("b", { opcode: 0 }),
    ]);
    expect(said).toEqual([
      "! reserved opcode 3, 2 bytes: 3f3f",
      "! reserved opcode 11, 1 bytes: 21",
      "text fragmented 2: ab",
    ]);
  });

  it("that sends data after a Close frame is told, and the data kept", () => {
    const { said } = assemble([encodeFrame("", { opcode: 8 }), encodeFrame("late")]);
    expect(said).toEqual(["control 8: ", "! data frame after a Close frame", "text 4: late"]);
  });
});
