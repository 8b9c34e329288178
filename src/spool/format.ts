/**
 * The bytes of a segment, format version 2, and BYTES → RECORDS; the other way is `encode.ts`.
 * Nothing here touches a disk.
 *
 * Segment = header, then records. The header is written twice, so that one damaged sector's worth
 * of flipped bits does not cost a segment; its first 64 bytes keep this shape in every later
 * version:
 *
 *     0  magic "OCPPTAP\n"     8  u32 version     12  u32 marker     16  f64 segment
 *    24  f64 created at µs    32  relay run (16)  48  u32 seed       52  zeros
 *    60  u32 crc32 of the 60 before
 *
 * Record = u32 marker, u32 body length, u32 xxHash32 of the body (with `seed`), body. Marker and
 * seed are random per relay run: a peer cannot know them, so no payload can pass for a record when
 * a reader has to search for the next one after damage. Version 1 had a crc32 begun with `seed`
 * instead, and nothing else was different.
 *
 * Version 3 is version 2 encrypted (`sealed-disk.ts`).
 *
 * Body = 56 bytes of fixed fields, then the payload as received, or JSON for what is not a message:
 *
 *     0  u8 kind   1  u8 sender   2  u8 leg   3  u8 opcode   4  u8 flags   5  u8 gap reason
 *     8  f64 received at µs   16  link id (16)   32  f64 seq
 *    40  f64 payload bytes, or a gap's first seq    48  f64 wire bytes, or a gap's last seq
 *
 * All numbers little-endian. Promised: decoding never throws, never reads past the buffer, never
 * allocates by a length that the buffer does not hold, and never returns a record that was altered.
 */
import { crc32 } from "node:zlib";
import { assert } from "../base/assert.ts";
import { OperationalError } from "../base/errors.ts";
import type { Leg, LinkId, Sender } from "../base/ids.ts";
import { legs, parseLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { checksumOf, memoryOf } from "./checksum.ts";
import type { GapReason, SpoolRecord } from "./record.ts";
import { putUuid } from "./uuid.ts";

export const FORMAT_VERSION = 2;
/** The same, encrypted behind the header; `sealed-disk.ts` opens it, and gives out version 2. */
export const SEALED_VERSION = 3;
export const HEADER_BYTES = 128;
/** Record head and fixed fields: what a record costs beside its payload. */
export const RECORD_OVERHEAD_BYTES = 68;
const HEADER_COPY_BYTES = 64;
export const HEAD_BYTES = 12;
export const FIELDS_BYTES = 56;
const MAGIC = Buffer.from("OCPPTAP\n", "latin1");

/** What a reader must know to recognise records of one relay run. */
export type RecordKey = { readonly marker: number; readonly seed: number };

export type SegmentHeader = RecordKey & {
  readonly version: number;
  readonly segment: number;
  readonly createdAtUs: number;
  readonly relayRun: string;
};

/** The link id of records that belong to no link. */
export const noLink: LinkId = parsedLinkId("00000000-0000-0000-0000-000000000000");

export function encodeHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(header.version, 8);
  bytes.writeUInt32LE(header.marker, 12);
  bytes.writeDoubleLE(header.segment, 16);
  bytes.writeDoubleLE(header.createdAtUs, 24);
  putUuid(header.relayRun, memoryOf(bytes), bytes.byteOffset + 32);
  bytes.writeUInt32LE(header.seed, 48);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60);
  bytes.copyWithin(HEADER_COPY_BYTES, 0, HEADER_COPY_BYTES);
  return bytes;
}

/** Null where neither copy is whole. */
export function decodeHeader(bytes: Buffer): SegmentHeader | null {
  return decodeHeaderCopy(bytes, 0) ?? decodeHeaderCopy(bytes, HEADER_COPY_BYTES);
}

function decodeHeaderCopy(bytes: Buffer, at: number): SegmentHeader | null {
  if (bytes.length < at + HEADER_COPY_BYTES) return null;
  if (crc32(bytes.subarray(at, at + 60)) !== bytes.readUInt32LE(at + 60)) return null;
  if (bytes.compare(MAGIC, 0, MAGIC.length, at, at + MAGIC.length) !== 0) return null;
  return {
    version: bytes.readUInt32LE(at + 8),
    marker: bytes.readUInt32LE(at + 12),
    segment: bytes.readDoubleLE(at + 16),
    createdAtUs: bytes.readDoubleLE(at + 24),
    relayRun: uuidAt(bytes, at + 32),
    seed: bytes.readUInt32LE(at + 48),
  };
}

export const KIND_CODES = {
  "link-opened": 1,
  "link-refused": 2,
  message: 3,
  "control-frame": 4,
  "link-closed": 5,
  gap: 6,
  note: 7,
} as const satisfies Record<SpoolRecord["kind"], number>;

const SENDERS: readonly Sender[] = ["station", "csms"];
/** By their codes. */
export const LEGS: readonly Leg[] = legs;
export const GAP_REASONS: readonly GapReason[] = [
  "buffer-full",
  "segment-dropped",
  "damaged",
  "relay-lost",
  "opaque",
];
export const COMPRESSED = 1;
export const FRAGMENTED = 2;
export const TRUNCATED = 4;

export type Decoded =
  | { readonly type: "record"; readonly record: SpoolRecord; readonly bytes: number }
  /** What is there may be the beginning of a record. */
  | { readonly type: "incomplete" }
  | { readonly type: "damaged" };

export type DecodeOptions = RecordKey & {
  /** True: payloads outlive the buffer. False: they are views of it. */
  readonly isCopied: boolean;
};

const INCOMPLETE: Decoded = { type: "incomplete" };
const DAMAGED: Decoded = { type: "damaged" };

/** The record that begins at `at` of a buffer that holds nothing but bytes of the segment. */
export type DecodeRecord = (buffer: Buffer, at: number, options: DecodeOptions) => Decoded;

type Checksum = (buffer: Buffer, from: number, to: number, seed: number) => number;

export const decodeRecord = createDecoder((buffer, from, to, seed) =>
  checksumOf(memoryOf(buffer), buffer.byteOffset + from, buffer.byteOffset + to, seed),
);

const decodeVersion1 = createDecoder((buffer, from, to, seed) =>
  crc32(buffer.subarray(from, to), seed),
);

function createDecoder(checksum: Checksum): DecodeRecord {
  return (buffer, at, options) => decode({ buffer, at, checksum }, options);
}

type Encoded = { readonly buffer: Buffer; readonly at: number; readonly checksum: Checksum };

function decode({ buffer, at, checksum }: Encoded, options: DecodeOptions): Decoded {
  if (buffer.length < at + 4) return INCOMPLETE;
  if (buffer.readUInt32LE(at) !== options.marker) return DAMAGED;
  if (buffer.length < at + HEAD_BYTES) return INCOMPLETE;
  const length = buffer.readUInt32LE(at + 4);
  if (length < FIELDS_BYTES || length > limits.spoolRecordBytesMax) return DAMAGED;
  const body = at + HEAD_BYTES;
  const end = body + length;
  if (buffer.length < end) return INCOMPLETE;
  const isRight = checksum(buffer, body, end, options.seed) === buffer.readUInt32LE(at + 8);
  const record = isRight ? parseBody(buffer, { body, end, isCopied: options.isCopied }) : null;
  return record === null ? DAMAGED : { type: "record", record, bytes: HEAD_BYTES + length };
}

/** A reader for every version there ever was. */
const readers: ReadonlyMap<number, DecodeRecord> = new Map([
  [1, decodeVersion1],
  [2, decodeRecord],
]);

export function readerOf(header: SegmentHeader, file: string): DecodeRecord {
  const reader = readers.get(header.version);
  if (reader !== undefined) return reader;
  throw new OperationalError("SPOOL_FORMAT_UNKNOWN", { file, version: header.version });
}

type Body = { readonly body: number; readonly end: number; readonly isCopied: boolean };

/** Null where the bytes are right and mean nothing in this version. */
function parseBody(buffer: Buffer, { body, end, isCopied }: Body): SpoolRecord | null {
  const linkId = linkIdAt(buffer, body + 16);
  const receivedAtUs = buffer.readDoubleLE(body + 8);
  const seq = buffer.readDoubleLE(body + 32);
  const common = { receivedAtUs, linkId, seq };
  const rest = buffer.subarray(body + FIELDS_BYTES, end);
  switch (buffer[body]) {
    case KIND_CODES.message:
      return parseMessage({ buffer, body, rest, isCopied }, common);
    case KIND_CODES["control-frame"]:
      return parseControlFrame({ buffer, body, rest, isCopied }, common);
    case KIND_CODES.gap:
      return {
        kind: "gap",
        ...common,
        reason: GAP_REASONS[buffer[body + 5] ?? 0] ?? "damaged",
        fromSeq: buffer.readDoubleLE(body + 40),
        toSeq: buffer.readDoubleLE(body + 48),
      };
    case KIND_CODES["link-opened"]:
      return parseJsonRecord("link-opened", common, rest);
    case KIND_CODES["link-refused"]:
      return parseJsonRecord("link-refused", common, rest);
    case KIND_CODES["link-closed"]:
      return parseJsonRecord("link-closed", common, rest);
    case KIND_CODES.note:
      return parseJsonRecord("note", common, rest);
  }
  return null;
}

type Common = Pick<SpoolRecord, "receivedAtUs" | "linkId" | "seq">;
type Located = {
  readonly buffer: Buffer;
  readonly body: number;
  readonly rest: Buffer;
  readonly isCopied: boolean;
};

function parseMessage(located: Located, common: Common): SpoolRecord | null {
  const { buffer, body, rest, isCopied } = located;
  const opcode = buffer[body + 3];
  if (opcode !== 1 && opcode !== 2) return null;
  const flags = buffer[body + 4] ?? 0;
  return {
    kind: "message",
    receivedAtUs: common.receivedAtUs,
    linkId: common.linkId,
    seq: common.seq,
    sender: SENDERS[buffer[body + 1] ?? 0] ?? "csms",
    leg: LEGS[buffer[body + 2] ?? 0] ?? "both",
    opcode,
    isCompressed: (flags & COMPRESSED) !== 0,
    isFragmented: (flags & FRAGMENTED) !== 0,
    isTruncated: (flags & TRUNCATED) !== 0,
    payloadBytes: buffer.readDoubleLE(body + 40),
    wireBytes: buffer.readDoubleLE(body + 48),
    payload: isCopied ? Buffer.from(rest) : rest,
  };
}

function parseControlFrame(located: Located, common: Common): SpoolRecord | null {
  const { buffer, body, rest, isCopied } = located;
  const opcode = buffer[body + 3];
  if (opcode !== 8 && opcode !== 9 && opcode !== 10) return null;
  return {
    kind: "control-frame",
    ...common,
    sender: SENDERS[buffer[body + 1] ?? 0] ?? "csms",
    leg: LEGS[buffer[body + 2] ?? 0] ?? "both",
    opcode,
    payload: isCopied ? Buffer.from(rest) : rest,
  };
}

type JsonRecord = Extract<SpoolRecord, { readonly body: unknown }>;

/** The checksum says that our own encoder wrote these bytes: they need no second validation. */
function parseJsonRecord(kind: JsonRecord["kind"], common: Common, rest: Buffer): JsonRecord {
  return { kind, ...common, body: JSON.parse(rest.toString("utf8")) } as JsonRecord;
}

function uuidAt(buffer: Buffer, at: number): string {
  const hex = buffer.toString("hex", at, at + 16);
  return [0, 8, 12, 16, 20].map((from, i, all) => hex.slice(from, all[i + 1])).join("-");
}

const linkIds = new Map<string, LinkId>();

/** One string per link, however many messages it has. */
function linkIdAt(buffer: Buffer, at: number): LinkId {
  const bytes = buffer.toString("latin1", at, at + 16);
  const known = linkIds.get(bytes);
  if (known !== undefined) return known;
  if (linkIds.size >= limits.spoolLinkIdsMax) linkIds.clear();
  const linkId = parsedLinkId(uuidAt(buffer, at));
  linkIds.set(bytes, linkId);
  return linkId;
}

function parsedLinkId(text: string): LinkId {
  const linkId = parseLinkId(text);
  assert(linkId !== null, "16 bytes always spell a UUID");
  return linkId;
}
