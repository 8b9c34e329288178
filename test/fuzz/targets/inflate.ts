/** Compressed messages (RFC 7692): what a peer sends, and what it should. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { limits } from "../../../src/base/limits.ts";
import { createInflater } from "../../../src/relay/inflate.ts";
import { piecesOf, planned, planOf, type Target } from "../target.ts";

const MESSAGE_BYTES_MAX = 5_000;
const PLAIN_BYTES_MAX = Math.max(limits.inflateMessageBytesMax, MESSAGE_BYTES_MAX);
/** What a sender takes away at the end of each message (§7.2.1). */
const TAIL_BYTES = 4;

/** As a sender does it, each message for itself. */
function deflated(plain: Buffer): Buffer {
  const bytes = deflateRawSync(plain, { finishFlush: 2 });
  return bytes.subarray(0, bytes.length - TAIL_BYTES);
}

function checkHostile(rest: Buffer, hasContextTakeover: boolean, cut: number): void {
  const read = () => {
    const inflater = createInflater({
      ...{ hasContextTakeover, windowBits: 15, messageBytesMax: MESSAGE_BYTES_MAX },
    });
    return piecesOf(rest, 1 + cut).map((piece) => inflater.inflate(piece));
  };
  const all = read();
  deepEqual(read(), all, "the same bytes are read differently");
  let isLost = false;
  for (const one of all) {
    if (one.type === "lost") {
      ok(one.reason !== "");
      equal(one.isForGood, hasContextTakeover);
      isLost ||= one.isForGood;
      continue;
    }
    ok(!isLost, "something is read after the context was lost");
    ok(one.payload.length <= MESSAGE_BYTES_MAX && one.payload.length <= one.payloadBytes);
    ok(one.payloadBytes <= PLAIN_BYTES_MAX, "more was decompressed than is allowed");
  }
}

function checkHonest(rest: Buffer, hasContextTakeover: boolean, cut: number): void {
  const inflater = createInflater({
    ...{ hasContextTakeover, windowBits: 15, messageBytesMax: MESSAGE_BYTES_MAX },
  });
  for (const plain of piecesOf(rest, 1 + cut)) {
    const one = inflater.inflate(deflated(plain));
    ok(one.type === "inflated", "what was compressed as it should is lost");
    ok(one.payload.equals(plain.subarray(0, MESSAGE_BYTES_MAX)));
    equal(one.payloadBytes, plain.length);
  }
}

const hello = Buffer.from("f248cdc9c90700f200110000", "hex");

export const target: Target = {
  name: "inflate",
  promise:
    "an inflater never throws, decompresses no more than its bound, reads the same bytes the same way, and gives back what was compressed",
  seeds: [
    planned(hello, 0, 1, 6),
    planned(hello, 0, 0, 6),
    planned(deflated(Buffer.alloc(4_000, "meter")), 0, 1, 60),
    planned("[2,1,Heartbeat,{}][2,1,Heartbeat,{}]", 1, 1, 9),
  ],
  words: ["\u0000\u0000", "\u0001\u0000\u0000"],
  inputBytesMax: 4_096,
  check(input) {
    const { choice, rest } = planOf(input);
    const [isHonest, hasTakeover, cut] = [choice(2) === 1, choice(2) === 1, choice(256)];
    if (isHonest) checkHonest(rest, hasTakeover, cut);
    else checkHostile(rest, hasTakeover, cut);
  },
};
