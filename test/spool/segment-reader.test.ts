import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { type Disk, realDisk, type Span } from "../../src/spool/disk.ts";
import { createRecordEncoder } from "../../src/spool/encode.ts";
import { encodeHeader, FORMAT_VERSION, HEADER_BYTES } from "../../src/spool/format.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import { openSegmentReader, type SegmentReader } from "../../src/spool/segment-reader.ts";
import { messageOf } from "../support/spool.ts";

const key = { marker: 0x9d00ff41, seed: 99 };
const linkId = newLinkId();
const header = encodeHeader({
  version: FORMAT_VERSION,
  segment: 2,
  createdAtUs: 0,
  relayRun: newLinkId(),
  ...key,
});

function encode(record: SpoolRecord, encoder = createRecordEncoder(key)): Buffer {
  const bytes = Buffer.alloc(encoder.measure(record));
  encoder.put(bytes, 0);
  return bytes;
}

const records = [1, 2, 3, 4, 5].map((seq) => encode(messageOf(linkId, seq)));
const starts = records.map((_, i) => HEADER_BYTES + Buffer.concat(records.slice(0, i)).length);
const whole = Buffer.concat([header, ...records]);
const startOf = (seq: number) => starts[seq - 1] ?? whole.length;

type Seen = { seqs: number[]; damaged: { offset: number; bytes: number }[] };

/** Reads what is there; `seen` is continued. */
async function readOn(
  reader: SegmentReader,
  isSealed: boolean,
  seen: Seen = { seqs: [], damaged: [] },
): Promise<Seen> {
  for (;;) {
    let step = reader.step();
    if (step.type === "more" && (await reader.fill()) > 0) continue;
    if (step.type === "more") step = reader.atEnd(isSealed);
    if (step.type === "more") return seen;
    if (step.type === "record") seen.seqs.push(step.record.seq);
    else seen.damaged.push({ offset: step.offset, bytes: step.bytes });
  }
}

/** A file in memory that a test may change while it is read. */
function fileOf(bytes: Buffer): { bytes: Buffer; readonly disk: Disk } {
  const file = {
    bytes,
    disk: {
      ...realDisk,
      openToRead: async () => ({
        write: async () => 0,
        read: async (buffer: Buffer, span: Span) =>
          span.position < file.bytes.length
            ? file.bytes.copy(buffer, span.from, span.position, span.position + span.length)
            : 0,
        sync: async () => undefined,
        close: async () => undefined,
      }),
    },
  };
  return file;
}

const path = "a.seg";

async function readFileOf(bytes: Buffer, isSealed = true, readBytes = 4096): Promise<Seen> {
  const options = { path, offset: 0, readBytes, isCopied: true };
  return readOn(await openSegmentReader(options, fileOf(bytes).disk), isSealed);
}

const flip = (bytes: Buffer, bit: number) => {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
};

describe("a whole segment", () => {
  it.each([16, 100, 4096])("is read in order with reads of %d bytes", async (readBytes) => {
    expect(await readFileOf(whole, true, readBytes)).toEqual({
      seqs: [1, 2, 3, 4, 5],
      damaged: [],
    });
  });

  it("is read from any record on", async () => {
    const options = { path, offset: startOf(4), readBytes: 64, isCopied: true };
    const reader = await openSegmentReader(options, fileOf(whole).disk);
    expect((await readOn(reader, true)).seqs).toEqual([4, 5]);
    expect(reader.offset()).toBe(whole.length);
    await reader.close();
  });
});

describe("a torn tail", () => {
  it("at any byte costs only the torn record: sealed it is damage, otherwise it is awaited", async () => {
    for (let end = whole.length; end >= 0; end -= 1) {
      const seqs = [1, 2, 3, 4, 5].filter((seq) => startOf(seq + 1) <= end);
      const kept = startOf(seqs.length + 1);
      const options = { path, offset: 0, readBytes: 200, isCopied: true };
      const { disk } = fileOf(whole.subarray(0, end));
      const growing = await openSegmentReader(options, disk);
      expect(await readOn(growing, false), `growing, cut at ${end}`).toEqual({
        seqs,
        damaged: [],
      });
      const torn = end > kept ? [{ offset: kept, bytes: end - kept }] : [];
      expect(await readOn(growing, true), `sealed, cut at ${end}`).toEqual({
        seqs: [],
        damaged: torn,
      });
      await growing.close();
    }
  });

  it("is a record after all once the rest arrives", async () => {
    const seen: Seen = { seqs: [], damaged: [] };
    const file = fileOf(Buffer.alloc(0));
    const options = { path, offset: 0, readBytes: 50, isCopied: true };
    const reader = await openSegmentReader(options, file.disk);
    for (let end = 7; end < whole.length + 7; end += 7) {
      file.bytes = whole.subarray(0, end);
      await readOn(reader, false, seen);
    }
    expect(seen).toEqual({ seqs: [1, 2, 3, 4, 5], damaged: [] });
    await reader.close();
  });
});

describe("damage", () => {
  it("of any single bit costs one record at most, and exactly its bytes are reported", async () => {
    for (let bit = 0; bit < whole.length * 8; bit += 5) {
      const { seqs, damaged } = await readFileOf(flip(whole, bit));
      const hit = [1, 2, 3, 4, 5].find((n) => bit >> 3 >= startOf(n) && bit >> 3 < startOf(n + 1));
      expect(seqs, `bit ${bit}`).toEqual([1, 2, 3, 4, 5].filter((seq) => seq !== hit));
      const range =
        hit === undefined ? [] : [{ offset: startOf(hit), bytes: startOf(hit + 1) - startOf(hit) }];
      expect(damaged, `bit ${bit}`).toEqual(range);
    }
  });

  it("in a segment that still grows does not hold up what comes after it", async () => {
    for (let bit = startOf(2) * 8; bit < startOf(3) * 8; bit += 3) {
      const { seqs } = await readFileOf(flip(whole, bit), false);
      expect(seqs, `bit ${bit}`).toEqual([1, 3, 4, 5]);
    }
  });

  it("of a length does not hide a record of which only the beginning was there at first", async () => {
    const [one = header, two = header] = records;
    const lying = Buffer.from(one);
    lying.writeUInt32LE(1_000_000, 4);
    const file = fileOf(Buffer.concat([header, lying, two.subarray(0, 40)]));
    const options = { path, offset: 0, readBytes: 64, isCopied: true };
    const reader = await openSegmentReader(options, file.disk);
    expect(await readOn(reader, false)).toEqual({ seqs: [], damaged: [] });
    file.bytes = Buffer.concat([header, lying, two]);
    const damaged = [{ offset: startOf(1), bytes: one.length }];
    expect(await readOn(reader, false)).toEqual({ seqs: [2], damaged });
    await reader.close();
  });

  it("anywhere, of any kind, never yields anything but records that were written, in order", async () => {
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      bytes: fc.uint8Array({ maxLength: 90 }),
      cut: fc.nat(60),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes = whole;
        for (const { at, bytes: put, cut } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
        }
        const { seqs } = await readFileOf(bytes, true, 120);
        expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual(seqs);
        expect(seqs.every((seq) => seq >= 1 && seq <= 5)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("does not let a peer's payload pass for records of the spool", async () => {
    const foreign = createRecordEncoder({ marker: key.marker, seed: key.seed ^ 1 });
    const forged = encode(messageOf(linkId, 666), foreign);
    const carrier = encode(messageOf(linkId, 1, { payload: forged }));
    carrier.fill(0, 0, 12);
    const { seqs } = await readFileOf(Buffer.concat([header, carrier, ...records.slice(1)]));
    expect(seqs).toEqual([2, 3, 4, 5]);
  });

  it("of both copies of the header costs the segment, and all of it is reported", async () => {
    const bytes = Buffer.from(whole).fill(0, 0, HEADER_BYTES);
    const rest = { offset: HEADER_BYTES, bytes: whole.length - HEADER_BYTES };
    expect(await readFileOf(bytes, true, 50)).toEqual({ seqs: [], damaged: [rest] });
    expect(await readFileOf(bytes, false, 50)).toEqual({ seqs: [], damaged: [] });
  });
});

describe("memory", () => {
  it("grows to a record's size as its bytes arrive, and shrinks again", async () => {
    const large = encode(messageOf(linkId, 1, { payload: Buffer.alloc(300_000, "x") }));
    const bytes = Buffer.concat([header, large, encode(messageOf(linkId, 2))]);
    expect((await readFileOf(bytes, true, 1000)).seqs).toEqual([1, 2]);
  });

  it("does not follow a length that the file only declares", async () => {
    const lying = Buffer.from(records[0] ?? "");
    lying.writeUInt32LE(limits.spoolRecordBytesMax, 4);
    const { disk } = fileOf(Buffer.concat([header, lying]));
    const before = process.memoryUsage().arrayBuffers;
    const options = { path, offset: 0, readBytes: 1000, isCopied: true };
    const reader = await openSegmentReader(options, disk);
    expect((await readOn(reader, false)).seqs).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    await reader.close();
  });
});

it("of an unknown version is refused by name", async () => {
  const future = encodeHeader({
    version: 7,
    segment: 2,
    createdAtUs: 0,
    relayRun: newLinkId(),
    ...key,
  });
  await expect(readFileOf(Buffer.concat([future, ...records]))).rejects.toMatchObject({
    code: "SPOOL_FORMAT_UNKNOWN",
  });
});
