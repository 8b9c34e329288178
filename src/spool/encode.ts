/**
 * RECORDS → BYTES of a segment, as `format.ts` describes them, straight into the place where they
 * wait for the disk.
 *
 * Two steps, so that the caller can find room in between, and nothing is allocated for a message.
 * A message that came whole never is a record of its own: its payload goes from the socket's chunk
 * into place and is unmasked there, which is the only time that its bytes are touched before the
 * checksum.
 */
import { assert } from "../base/assert.ts";
import { checksumOf, memoryOf } from "./checksum.ts";
import {
  COMPRESSED,
  FIELDS_BYTES,
  FRAGMENTED,
  GAP_REASONS,
  HEAD_BYTES,
  KIND_CODES,
  LEGS,
  RECORD_OVERHEAD_BYTES,
  type RecordKey,
  TRUNCATED,
} from "./format.ts";
import type { MessageRecord, SpoolRecord, WholeMessage } from "./record.ts";
import { putUuid, UUID_WORDS } from "./uuid.ts";

export type RecordEncoder = {
  /** Looks at a record and says how many bytes it takes. */
  readonly measure: (record: SpoolRecord) => number;
  /** Writes the measured record; the buffer has room for it. */
  readonly put: (buffer: Buffer, at: number) => void;
  /** The same two of a message that came whole. */
  readonly measureWhole: (message: WholeMessage) => number;
  readonly putWhole: (buffer: Buffer, at: number) => void;
};

const NOTHING = Buffer.alloc(0);

export function createRecordEncoder(key: RecordKey): RecordEncoder {
  let measured: SpoolRecord | null = null;
  let measuredWhole: WholeMessage | null = null;
  let payload: Buffer = NOTHING;
  /** Where records are put, one after the other. */
  let target: Buffer = NOTHING;
  let memory = memoryOf(target);

  function enter(buffer: Buffer): void {
    if (buffer === target) return;
    target = buffer;
    memory = memoryOf(buffer);
  }

  /** Around fields and payload that have been put. */
  function putHead(head: number, bodyBytes: number): void {
    const body = head + HEAD_BYTES;
    memory.setUint32(head, key.marker, true);
    memory.setUint32(head + 4, bodyBytes, true);
    memory.setUint32(head + 8, checksumOf(memory, body, body + bodyBytes, key.seed), true);
  }

  return {
    measure(record) {
      measured = record;
      payload = payloadOf(record);
      return RECORD_OVERHEAD_BYTES + payload.length;
    },
    put(buffer, at) {
      assert(measured !== null, "a record is measured before it is put");
      enter(buffer);
      const head = buffer.byteOffset + at;
      if (payload.length > 0) buffer.set(payload, at + RECORD_OVERHEAD_BYTES);
      putFields(measured, memory, head + HEAD_BYTES);
      putHead(head, FIELDS_BYTES + payload.length);
      measured = null;
      payload = NOTHING;
    },
    measureWhole(message) {
      measuredWhole = message;
      return RECORD_OVERHEAD_BYTES + message.chunk.length - message.payloadFrom;
    },
    putWhole(buffer, at) {
      const message = measuredWhole;
      assert(message !== null, "a message is measured before it is put");
      enter(buffer);
      const { chunk, payloadFrom } = message;
      const bytes = chunk.length - payloadFrom;
      const head = buffer.byteOffset + at;
      if (bytes > 0) chunk.copy(buffer, at + RECORD_OVERHEAD_BYTES, payloadFrom);
      if (message.mask !== 0) {
        unmask(memory, { from: head + RECORD_OVERHEAD_BYTES, bytes, mask: message.mask });
      }
      putWholeFields(message, memory, head + HEAD_BYTES);
      putHead(head, FIELDS_BYTES + bytes);
      measuredWhole = null;
    },
  };
}

type Masked = { readonly from: number; readonly bytes: number; readonly mask: number };

/** By words, and the last three bytes one by one: what lies behind is not ours to touch. */
function unmask(memory: DataView, { from, bytes, mask }: Masked): void {
  const end = from + bytes;
  let at = from;
  for (; at + 4 <= end; at += 4) memory.setInt32(at, memory.getInt32(at, true) ^ mask, true);
  for (let key = mask; at < end; at += 1, key >>>= 8) {
    memory.setUint8(at, memory.getUint8(at) ^ (key & 0xff));
  }
}

function payloadOf(record: SpoolRecord): Buffer {
  switch (record.kind) {
    case "message":
    case "control-frame":
      return record.payload;
    case "gap":
      return NOTHING;
    case "link-opened":
    case "link-refused":
    case "link-closed":
    case "note":
      return Buffer.from(JSON.stringify(record.body));
  }
}

function putFields(record: SpoolRecord, view: DataView, at: number): void {
  let flags = 0;
  let gapReason = 0;
  let first = 0;
  let second = 0;
  view.setInt32(at, originOf(record), true);
  if (record.kind === "message") {
    flags =
      (record.isCompressed ? COMPRESSED : 0) |
      (record.isFragmented ? FRAGMENTED : 0) |
      (record.isTruncated ? TRUNCATED : 0);
    first = record.payloadBytes;
    second = record.wireBytes;
  } else if (record.kind === "gap") {
    gapReason = GAP_REASONS.indexOf(record.reason);
    first = record.fromSeq;
    second = record.toSeq;
  }
  view.setInt32(at + 4, flags | (gapReason << 8), true);
  view.setFloat64(at + 8, record.receivedAtUs, true);
  putUuid(record.linkId, view, at + 16);
  view.setFloat64(at + 32, record.seq, true);
  view.setFloat64(at + 40, first, true);
  view.setFloat64(at + 48, second, true);
}

function putWholeFields(message: WholeMessage, view: DataView, at: number): void {
  const { linkWords, linkWordsAt } = message;
  const bytes = message.chunk.length - message.payloadFrom;
  view.setInt32(at, KIND_CODES.message | senderAndMore(message), true);
  view.setInt32(at + 4, 0, true);
  view.setFloat64(at + 8, message.receivedAtUs, true);
  for (let word = 0; word < UUID_WORDS; word += 1) {
    view.setInt32(at + 16 + 4 * word, linkWords[linkWordsAt + word] ?? 0, true);
  }
  view.setFloat64(at + 32, message.seq, true);
  view.setFloat64(at + 40, bytes, true);
  view.setFloat64(at + 48, bytes, true);
}

/** Kind, sender, leg and opcode as one word. */
function originOf(record: SpoolRecord): number {
  if (record.kind !== "message" && record.kind !== "control-frame") return KIND_CODES[record.kind];
  const kind = record.kind === "message" ? KIND_CODES.message : KIND_CODES["control-frame"];
  return kind | senderAndMore(record);
}

type Origin = Pick<MessageRecord, "sender" | "leg"> & { readonly opcode: number };

function senderAndMore({ sender, leg, opcode }: Origin): number {
  const legCode = leg === "both" ? 0 : LEGS.indexOf(leg);
  return ((sender === "station" ? 0 : 1) << 8) | (legCode << 16) | (opcode << 24);
}
