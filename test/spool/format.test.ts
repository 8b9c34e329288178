import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLinkId, parseLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createRecordEncoder } from "../../src/spool/encode.ts";
import {
  decodeHeader,
  decodeRecord,
  encodeHeader,
  FORMAT_VERSION,
  HEADER_BYTES,
  noLink,
  RECORD_OVERHEAD_BYTES,
  readerOf,
} from "../../src/spool/format.ts";
import type { MessageRecord, SpoolRecord } from "../../src/spool/record.ts";
import { closedOf, controlFrameOf, messageOf, openedOf, refusedOf } from "../support/spool.ts";

const key = { marker: 0x8a1b2c3d, seed: 0x12345678 };
const options = { ...key, isCopied: true };

function encode(record: SpoolRecord): Buffer {
  const encoder = createRecordEncoder(key);
  const bytes = Buffer.alloc(encoder.measure(record), 0xee);
  encoder.put(bytes, 0);
  return bytes;
}

const linkId = newLinkId();
const message = fc.record({
  receivedAtUs: fc.nat(2 ** 53 - 1),
  seq: fc.nat(2 ** 53 - 1),
  sender: fc.constantFrom<MessageRecord["sender"]>("station", "csms"),
  leg: fc.constantFrom<MessageRecord["leg"]>("both", "station", "csms"),
  opcode: fc.constantFrom<MessageRecord["opcode"]>(1, 2),
  isCompressed: fc.boolean(),
  isFragmented: fc.boolean(),
  isTruncated: fc.boolean(),
  payloadBytes: fc.nat(2 ** 50),
  wireBytes: fc.nat(2 ** 50),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  linkId: fc.uuid().map((text) => parseLinkId(text) ?? noLink),
});

describe("a record", () => {
  it("comes back as it was, whatever a message holds", () => {
    fc.assert(
      fc.property(message, (fields) => {
        const record: MessageRecord = { kind: "message", ...fields };
        const bytes = encode(record);
        expect(decodeRecord(bytes, 0, options)).toEqual({
          type: "record",
          record,
          bytes: bytes.length,
        });
      }),
    );
  });

  it.each<SpoolRecord>([
    controlFrameOf(linkId, 7),
    openedOf(linkId),
    refusedOf(linkId),
    closedOf(linkId, 9),
    { kind: "gap", linkId, seq: 9, receivedAtUs: 5, reason: "opaque", fromSeq: 3, toSeq: 9 },
    {
      kind: "note",
      linkId: noLink,
      seq: 0,
      receivedAtUs: 5,
      body: { note: "relay-started", instance: "a", relayRun: linkId },
    },
  ])("comes back as it was: $kind", (record) => {
    const bytes = encode(record);
    expect(decodeRecord(bytes, 0, options)).toEqual({
      type: "record",
      record,
      bytes: bytes.length,
    });
  });

  it("is incomplete when it is cut at any byte", () => {
    const bytes = encode(messageOf(linkId, 1));
    for (let end = 0; end < bytes.length; end += 1) {
      expect(decodeRecord(bytes.subarray(0, end), 0, options).type, `cut at ${end}`).toBe(
        "incomplete",
      );
    }
  });

  it("is never delivered altered: every single flipped bit is noticed", () => {
    const bytes = encode(messageOf(linkId, 1));
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeRecord(flipped, 0, options).type, `bit ${bit}`).not.toBe("record");
    }
  });

  it("is not found in bytes that a peer could have sent: the marker and the seed are the run's", () => {
    const foreign = createRecordEncoder({ marker: key.marker, seed: key.seed + 1 });
    const record = messageOf(linkId, 1);
    const bytes = Buffer.alloc(foreign.measure(record));
    foreign.put(bytes, 0);
    expect(decodeRecord(bytes, 0, options).type).toBe("damaged");
  });

  it("has a payload of its own when it is to be copied, a view otherwise", () => {
    const bytes = encode(messageOf(linkId, 1));
    const copied = decodeRecord(bytes, 0, { ...key, isCopied: true });
    const viewed = decodeRecord(bytes, 0, { ...key, isCopied: false });
    bytes.fill(0x20, RECORD_OVERHEAD_BYTES);
    expect(payloadTextOf(copied)).toContain("Heartbeat");
    expect(payloadTextOf(viewed)).not.toContain("Heartbeat");
  });

  it("is damaged when it declares more than any record may have", () => {
    const bytes = encode(messageOf(linkId, 1));
    bytes.writeUInt32LE(limits.spoolRecordBytesMax + 1, 4);
    expect(decodeRecord(bytes, 0, options).type).toBe("damaged");
  });

  it("never makes the decoder throw, whatever the bytes are", () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.boolean(), (random, isMarked) => {
        const buffer = Buffer.from(random);
        if (isMarked && buffer.length >= 4) buffer.writeUInt32LE(key.marker, 0);
        expect(["incomplete", "damaged"]).toContain(decodeRecord(buffer, 0, options).type);
      }),
    );
  });
});

describe("a segment's header", () => {
  const header = {
    version: FORMAT_VERSION,
    segment: 42,
    createdAtUs: 1_790_000_000_000_000,
    relayRun: linkId,
    ...key,
  };

  it("comes back as it was", () => {
    expect(encodeHeader(header)).toHaveLength(HEADER_BYTES);
    expect(decodeHeader(encodeHeader(header))).toEqual(header);
  });

  it("survives the loss of either of its copies, not of both", () => {
    const bytes = encodeHeader(header);
    const half = HEADER_BYTES / 2;
    expect(decodeHeader(Buffer.from(bytes).fill(0, 0, half))).toEqual(header);
    expect(decodeHeader(Buffer.from(bytes).fill(0, half))).toEqual(header);
    expect(decodeHeader(Buffer.alloc(HEADER_BYTES))).toBeNull();
    expect(decodeHeader(bytes.subarray(0, half - 1))).toBeNull();
  });

  it("of version 1 has records with a crc32, which are read as they were written", () => {
    const record = messageOf(linkId, 1);
    const bytes = encode(record);
    bytes.writeUInt32LE(crc32(bytes.subarray(12), key.seed), 8);
    const decode = readerOf({ ...header, version: 1 }, "1.seg");
    expect(decode(bytes, 0, options)).toEqual({ type: "record", record, bytes: bytes.length });
    expect(decodeRecord(bytes, 0, options).type).toBe("damaged");
    expect(decode(encode(record), 0, options).type).toBe("damaged");
  });

  it("of an unknown version is an operational error that names the file", () => {
    expect(readerOf(header, "1.seg")).toBe(decodeRecord);
    expect(() => readerOf({ ...header, version: 9 }, "1.seg")).toThrow(
      expect.objectContaining({
        code: "SPOOL_FORMAT_UNKNOWN",
        message: expect.stringContaining("1.seg"),
      }),
    );
  });
});

function payloadTextOf(decoded: ReturnType<typeof decodeRecord>): string {
  const isMessage = decoded.type === "record" && decoded.record.kind === "message";
  return isMessage ? decoded.record.payload.toString() : "";
}
