/**
 * One segment, read from a position to its end. In: a file that may still grow, be torn or have
 * flipped bits. Out: records in order, and ranges of bytes that were none.
 *
 * The caller alternates: `step` until it says "more", then `fill`; when `fill` brings nothing,
 * `atEnd` decides about the rest. Promised: a record is returned only if its crc is right; after
 * damage the next whole record is found by its marker; memory stays near one read's size or one
 * record's, whatever lengths the file declares.
 */
import { limits } from "../base/limits.ts";
import { type Disk, type DiskFile, readStart } from "./disk.ts";
import {
  type DecodeOptions,
  type DecodeRecord,
  decodeHeader,
  HEADER_BYTES,
  readerOf,
} from "./format.ts";
import type { SpoolRecord } from "./record.ts";

export type SegmentStep =
  | { readonly type: "record"; readonly record: SpoolRecord; readonly bytes: number }
  | { readonly type: "damaged"; readonly offset: number; readonly bytes: number }
  | { readonly type: "more" };

export type SegmentReader = {
  /** Offset of what has not been returned yet. */
  readonly offset: () => number;
  readonly step: () => SegmentStep;
  /** Reads on; the number of new bytes, 0 at the end. Rejects with SPOOL_FORMAT_UNKNOWN. */
  readonly fill: () => Promise<number>;
  /**
   * What to make of the rest when there is nothing more to read. Sealed: nothing will ever follow,
   * so the rest is damaged. Otherwise it is waited for, unless a whole record follows it.
   */
  readonly atEnd: (isSealed: boolean) => SegmentStep;
  readonly close: () => Promise<void>;
};

export type SegmentReaderOptions = {
  readonly path: string;
  /** Where to begin; anything before the first record means the first record. */
  readonly offset: number;
  readonly readBytes: number;
  /** True: payloads stay valid. False: they are views, valid until the next `fill`. */
  readonly isCopied: boolean;
};

const MORE: SegmentStep = { type: "more" };
/** A marker may begin in the last three bytes. */
const MARKER_TAIL_BYTES = 3;

type Known = {
  readonly decode: DecodeRecord;
  readonly options: DecodeOptions;
  readonly marker: Buffer;
};

export async function openSegmentReader(
  options: SegmentReaderOptions,
  disk: Disk,
): Promise<SegmentReader> {
  return createSegmentReader(await disk.openToRead(options.path), options);
}

function createSegmentReader(file: DiskFile, options: SegmentReaderOptions): SegmentReader {
  let known: Known | null = null;
  let isUnreadable = false;
  let buffer = Buffer.allocUnsafeSlow(options.readBytes);
  /** What the buffer holds: `data` begins at `start` of the file, `at` is the next byte in it. */
  let data = buffer.subarray(0, 0);
  let start = Math.max(HEADER_BYTES, options.offset);
  let at = 0;
  let damagedFrom: number | null = null;
  /** File offset up to which nothing but beginnings of unfinished records was found. */
  let probedTo = 0;

  const offset = () => damagedFrom ?? start + at;

  function step(): SegmentStep {
    if (known === null) return MORE;
    for (;;) {
      const decoded = known.decode(data, at, known.options);
      switch (decoded.type) {
        case "record":
          if (damagedFrom !== null) return endDamage(damagedFrom, start + at);
          at += decoded.bytes;
          return decoded;
        case "incomplete":
          return MORE;
        case "damaged": {
          damagedFrom ??= start + at;
          const next = data.indexOf(known.marker, at + 1);
          at = next >= 0 ? next : Math.max(at + 1, data.length - MARKER_TAIL_BYTES);
        }
      }
    }
  }

  function endDamage(from: number, end: number): SegmentStep {
    damagedFrom = null;
    return { type: "damaged", offset: from, bytes: end - from };
  }

  async function readHeader(): Promise<void> {
    const bytes = await readStart(file, HEADER_BYTES);
    const header = decodeHeader(bytes);
    if (header === null) {
      isUnreadable = bytes.length === HEADER_BYTES;
      return;
    }
    const marker = Buffer.alloc(4);
    marker.writeUInt32LE(header.marker);
    known = {
      decode: readerOf(header, options.path),
      options: { marker: header.marker, seed: header.seed, isCopied: options.isCopied },
      marker,
    };
  }

  /** The unread rest moves to the front; a record larger than the buffer makes it grow as it comes. */
  function makeRoom(): void {
    const rest = data.length - at;
    if (at > 0) {
      buffer.copyWithin(0, at, data.length);
      start += at;
      at = 0;
    }
    if (rest === buffer.length) {
      buffer = Buffer.concat([buffer], Math.min(2 * rest, 2 * limits.spoolRecordBytesMax));
    } else if (rest === 0 && buffer.length > options.readBytes) {
      buffer = Buffer.allocUnsafeSlow(options.readBytes);
    }
    data = buffer.subarray(0, rest);
  }

  async function fill(): Promise<number> {
    if (known === null && !isUnreadable) await readHeader();
    if (known === null && !isUnreadable) return 0;
    makeRoom();
    const from = data.length;
    const span = { from, length: buffer.length - from, position: start + from };
    const bytes = await file.read(buffer, span);
    data = buffer.subarray(0, from + bytes);
    // Without a header no record can be told from any other bytes: all of it is damage.
    if (isUnreadable) {
      damagedFrom ??= start;
      at = data.length;
    }
    return bytes;
  }

  /** A damaged length can make a record seem unfinished: is there a whole one behind it? */
  function probe(marker: Buffer): number {
    let next = data.indexOf(marker, Math.max(at + 1, probedTo - start));
    let firstUnfinished = -1;
    while (next >= 0 && known !== null) {
      const decoded = known.decode(data, next, known.options);
      if (decoded.type === "record") return next;
      if (decoded.type === "incomplete" && firstUnfinished < 0) firstUnfinished = next;
      next = data.indexOf(marker, next + 1);
    }
    const to = firstUnfinished < 0 ? data.length - MARKER_TAIL_BYTES : firstUnfinished;
    probedTo = start + Math.max(at + 1, to);
    return -1;
  }

  function atEnd(isSealed: boolean): SegmentStep {
    const next = known === null ? -1 : probe(known.marker);
    if (next >= 0) {
      damagedFrom ??= start + at;
      at = next;
      return step();
    }
    const end = start + data.length;
    if (!isSealed || offset() >= end) return MORE;
    damagedFrom ??= start + at;
    at = data.length;
    return endDamage(damagedFrom, end);
  }

  return { offset, step, fill, atEnd, close: file.close };
}
