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
import { type Decoded, decodeHeader, HEADER_BYTES, readerOf } from "./format.ts";
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

export async function openSegmentReader(
  options: SegmentReaderOptions,
  disk: Disk,
): Promise<SegmentReader> {
  return createSegmentReader(await disk.openToRead(options.path), options);
}

/** Offsets are the file's; what the window holds lies between `start` and `end`. */
type Window = {
  /** The next byte to look at. */
  at: number;
  readonly start: () => number;
  readonly end: () => number;
  readonly data: () => Buffer;
  /** Forgets what is before `at` and reads on; the number of new bytes. */
  readonly read: () => Promise<number>;
};

function createWindow(file: DiskFile, options: SegmentReaderOptions): Window {
  let buffer = Buffer.allocUnsafeSlow(options.readBytes);
  let start = Math.max(HEADER_BYTES, options.offset);
  let data = buffer.subarray(0, 0);

  /** The rest moves to the front; a record larger than the buffer makes it grow as it comes. */
  function makeRoom(): void {
    const done = window.at - start;
    const rest = data.length - done;
    if (done > 0) buffer.copyWithin(0, done, data.length);
    start = window.at;
    if (rest === buffer.length) {
      buffer = Buffer.concat([buffer], Math.min(2 * rest, 2 * limits.spoolRecordBytesMax));
    } else if (rest === 0 && buffer.length > options.readBytes) {
      buffer = Buffer.allocUnsafeSlow(options.readBytes);
    }
    data = buffer.subarray(0, rest);
  }

  const window: Window = {
    at: start,
    start: () => start,
    end: () => start + data.length,
    data: () => data,
    async read() {
      makeRoom();
      const from = data.length;
      const span = { from, length: buffer.length - from, position: start + from };
      const bytes = await file.read(buffer, span);
      data = buffer.subarray(0, from + bytes);
      return bytes;
    },
  };
  return window;
}

/** How the records of this segment look. */
type Known = {
  readonly decodeAt: (data: Buffer, at: number) => Decoded;
  readonly marker: Buffer;
};

/** Null where the header is damaged or not all there. */
async function readKnown(
  file: DiskFile,
  options: SegmentReaderOptions,
): Promise<Known | "damaged" | null> {
  const bytes = await readStart(file, HEADER_BYTES);
  const header = decodeHeader(bytes);
  if (header === null) return bytes.length === HEADER_BYTES ? "damaged" : null;
  const marker = Buffer.alloc(4);
  marker.writeUInt32LE(header.marker);
  const decode = readerOf(header, options.path);
  const how = { marker: header.marker, seed: header.seed, isCopied: options.isCopied };
  return { decodeAt: (data, at) => decode(data, at, how), marker };
}

function createSegmentReader(file: DiskFile, options: SegmentReaderOptions): SegmentReader {
  const window = createWindow(file, options);
  let known: Known | "damaged" | null = null;
  let damagedFrom: number | null = null;
  /** Offset up to which nothing but beginnings of unfinished records was found. */
  let probedTo = 0;

  function step(): SegmentStep {
    if (known === null || known === "damaged") return MORE;
    const data = window.data();
    for (;;) {
      const at = window.at - window.start();
      const decoded = known.decodeAt(data, at);
      if (decoded.type === "incomplete") return MORE;
      if (decoded.type === "record") {
        if (damagedFrom !== null) return endDamage(damagedFrom, window.at);
        window.at += decoded.bytes;
        return decoded;
      }
      damagedFrom ??= window.at;
      const next = data.indexOf(known.marker, at + 1);
      const to = next >= 0 ? next : Math.max(at + 1, data.length - MARKER_TAIL_BYTES);
      window.at = window.start() + to;
    }
  }

  function endDamage(from: number, end: number): SegmentStep {
    damagedFrom = null;
    return { type: "damaged", offset: from, bytes: end - from };
  }

  async function fill(): Promise<number> {
    known ??= await readKnown(file, options);
    if (known === null) return 0;
    const bytes = await window.read();
    // Without a header no record can be told from any other bytes: all of it is damage.
    if (known === "damaged") {
      damagedFrom ??= window.at;
      window.at = window.end();
    }
    return bytes;
  }

  function atEnd(isSealed: boolean): SegmentStep {
    if (known !== null && known !== "damaged") {
      const found = probe(known, window, probedTo);
      probedTo = found.probedTo;
      if (found.next !== null) {
        damagedFrom ??= window.at;
        window.at = found.next;
        return step();
      }
    }
    const end = window.end();
    const from = damagedFrom ?? window.at;
    if (!isSealed || from >= end) return MORE;
    window.at = end;
    return endDamage(from, end);
  }

  return { offset: () => damagedFrom ?? window.at, step, fill, atEnd, close: file.close };
}

/** A damaged length can make a record seem unfinished: is there a whole one behind it? */
function probe(
  known: Known,
  window: Window,
  probedTo: number,
): { readonly next: number | null; readonly probedTo: number } {
  const data = window.data();
  const start = window.start();
  const at = window.at - start;
  let firstUnfinished = data.length - MARKER_TAIL_BYTES;
  let next = data.indexOf(known.marker, Math.max(at + 1, probedTo - start));
  while (next >= 0) {
    const { type } = known.decodeAt(data, next);
    if (type === "record") return { next: start + next, probedTo };
    if (type === "incomplete") firstUnfinished = Math.min(firstUnfinished, next);
    next = data.indexOf(known.marker, next + 1);
  }
  return { next: null, probedTo: start + Math.max(at + 1, firstUnfinished) };
}
