/** What a link's tap makes of any bytes of either peer (RFC 6455, RFC 7692). */
import { deepEqual, equal, ok } from "node:assert/strict";
import { newLinkId, type Sender } from "../../../src/base/ids.ts";
import { createLinkTap } from "../../../src/relay/tap.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import { encodeFrame } from "../../support/frames.ts";
import { spoolByAppend } from "../../support/spool-by-append.ts";
import { piecesOf, planned, planOf, type Target } from "../target.ts";

const SENDERS: readonly Sender[] = ["station", "csms"];
const EXTENSIONS = [
  null,
  "permessage-deflate",
  "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
  "permessage-deflate; server_max_window_bits=9; client_max_window_bits=9",
  "x-unknown",
];
const MESSAGE_BYTES_MAX = 1_000;

const linkId = newLinkId();

/** What is recorded of the pieces. */
function read(pieces: readonly Buffer[], sender: Sender, extensions: string | null) {
  const records: SpoolRecord[] = [];
  const tap = createLinkTap(
    { linkId, messageBytesMax: MESSAGE_BYTES_MAX, extensions },
    {
      spool: spoolByAppend((record) => {
        const isLent = "payload" in record;
        records.push(isLent ? { ...record, payload: Buffer.from(record.payload) } : { ...record });
        return true;
      }),
      clock: { nowUs: () => 0 },
      observe: () => undefined,
    },
  );
  for (const piece of pieces) tap.bytes(sender, piece, 1);
  const { isRecording, lastSeq } = tap.stats();
  tap.close();
  return { records: records.map(comparable), isRecording, lastSeq };
}

/** Of frames that are lost the first bytes are those at hand: the header, and what came with it. */
function comparable(record: SpoolRecord): SpoolRecord {
  if (record.kind !== "note" || record.body.note !== "opaque") return record;
  return { ...record, body: { ...record.body, bytesHex: record.body.bytesHex.slice(0, 20) } };
}

const mask = [1, 2, 3, 250];
const call = '[2,"1","Heartbeat",{}]';
const fromStation = [
  encodeFrame(call, { mask }),
  encodeFrame(call.slice(0, 9), { mask, isFinal: false }),
  encodeFrame("still there?", { mask, opcode: 9 }),
  encodeFrame(call.slice(9), { mask, opcode: 0 }),
  encodeFrame("m".repeat(300), { mask, opcode: 2 }),
  encodeFrame(Buffer.from("03e8627965", "hex"), { mask, opcode: 8 }),
];
// RFC 7692 §7.2.3.1 and §7.2.3.2: "Hello", twice.
const hello = Buffer.from("f248cdc9c90700", "hex");
const again = Buffer.from("f200110000", "hex");

export const target: Target = {
  name: "frames",
  promise:
    "the tap goes on, writes into no buffer, numbers every message, keeps no more than its bound, and says the same however the bytes are split",
  seeds: [
    planned(Buffer.concat(fromStation), 0, 0, 7),
    planned(Buffer.concat([encodeFrame(call), encodeFrame("", { opcode: 10 })]), 1, 0, 3),
    planned(
      Buffer.concat([hello, again].map((each) => encodeFrame(each, { reservedBits: 4 }))),
      ...[1, 1, 5],
    ),
    planned(encodeFrame(hello, { mask, reservedBits: 4, lengthBytes: 8 }), 0, 2, 5),
    planned(Buffer.from("827f001fffffffffffff", "hex"), 1, 0, 1),
    planned(Buffer.from("827f0020000000000000aabb", "hex"), 1, 0, 1),
  ],
  words: ["\u0081\u0005", "\u0001\u0003", "\u0080\u0000", "\u0089\u0000", "\u0088\u0002"],
  inputBytesMax: 16_384,
  check(input) {
    const { choice, rest } = planOf(input);
    const sender = SENDERS[choice(2)] ?? "station";
    const extensions = EXTENSIONS[choice(EXTENSIONS.length)] ?? null;
    const before = Buffer.from(rest);
    const whole = read([rest], sender, extensions);
    const split = read(piecesOf(rest, choice(64)), sender, extensions);
    ok(rest.equals(before), "a buffer was written");
    ok(whole.isRecording && split.isRecording, "the tap gave up");
    deepEqual(split, whole);
    const seqs = whole.records.flatMap((record) =>
      record.kind === "message" || record.kind === "gap" ? [record.seq] : [],
    );
    deepEqual(
      seqs,
      seqs.map((_, index) => index + 1),
    );
    equal(whole.lastSeq, seqs.length);
    for (const record of whole.records) {
      if ("payload" in record) ok(record.payload.length <= MESSAGE_BYTES_MAX, "too much is kept");
    }
  },
};
