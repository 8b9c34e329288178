/**
 * A disk on which segments are encrypted: what the spool holds until it is read cannot be read
 * without the record's key. In: the key, and the disk below. Out: a disk as before; writers and
 * readers of segments know nothing of it.
 *
 * A segment's header stays readable and says version 3; everything behind it is AES-256-CTR with a
 * key of the segment's own (HMAC-SHA256 of its header, which has the random relay run, marker and
 * seed), so that the place in the file is the counter and any part can be read by itself, as
 * before. It hides; what was altered is told by the records' own checksums. Bytes 52 to 55 of each
 * copy of the header tell a wrong key from damage.
 */
import { type Cipheriv, createCipheriv, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";
import { OperationalError } from "../base/errors.ts";
import { type Disk, type DiskFile, readStart, type Span } from "./disk.ts";
import { decodeHeader, FORMAT_VERSION, HEADER_BYTES, SEALED_VERSION } from "./format.ts";

export type Sealing = {
  readonly key: Buffer;
  /** False: new segments are written as they are, and sealed ones can still be read. */
  readonly isOn: boolean;
};

const SEGMENT = /\.seg(?:\.tmp)?$/;
const BLOCK_BYTES = 16;
const COPY_BYTES = HEADER_BYTES / 2;
const CHECK_AT = 52;
const SUM_AT = 60;

export function sealedDisk(disk: Disk, { key, isOn }: Sealing): Disk {
  return {
    ...disk,
    async create(path) {
      const file = await disk.create(path);
      return isOn && SEGMENT.test(path) ? sealingFile(file, key) : file;
    },
    async openToRead(path) {
      const file = await disk.openToRead(path);
      return SEGMENT.test(path) ? openingFile(file, { key, path }) : file;
    },
  };
}

/** Whatever is written first at the beginning is the header. */
function sealingFile(file: DiskFile, key: Buffer): DiskFile {
  let stream: Stream | null = null;
  return {
    ...file,
    async write(buffer, span) {
      const { from, length, position } = span;
      if (position < HEADER_BYTES) {
        const plain = buffer.subarray(from - position, from - position + HEADER_BYTES);
        const { header, own } = sealHeader(plain, key);
        stream = createStream(own);
        const part = {
          from: position,
          length: Math.min(length, HEADER_BYTES - position),
          position,
        };
        return file.write(header, part);
      }
      if (stream === null) throw new Error("a segment begins with its header");
      const sealed = stream.at(position - HEADER_BYTES, buffer.subarray(from, from + length));
      return file.write(sealed, { from: 0, length, position });
    },
  };
}

function openingFile(file: DiskFile, where: { readonly key: Buffer; readonly path: string }) {
  let own: Buffer | "plain" | null = null;

  async function find(): Promise<Buffer | "plain" | null> {
    const bytes = await readStart(file, HEADER_BYTES);
    const header = decodeHeader(bytes);
    if (header === null) return null;
    if (header.version !== SEALED_VERSION) return "plain";
    const whole = wholeCopyOf(bytes);
    if (whole.readUInt32LE(CHECK_AT) !== checkOf(where.key, whole)) {
      throw new OperationalError("SPOOL_KEY_WRONG", { file: where.path });
    }
    return ownKeyOf(where.key, whole);
  }

  return {
    ...file,
    async read(buffer: Buffer, span: Span) {
      own ??= await find();
      const bytes = await file.read(buffer, span);
      if (own === null || own === "plain") return bytes;
      const read = buffer.subarray(span.from, span.from + bytes);
      const inHeader = Math.max(0, Math.min(bytes, HEADER_BYTES - span.position));
      if (inHeader > 0) read.set(openedHeader(read.subarray(0, inHeader), span.position));
      if (bytes > inHeader) {
        const from = span.position + inHeader - HEADER_BYTES;
        read.set(createStream(own).at(from, read.subarray(inHeader)), inHeader);
      }
      return bytes;
    },
  } satisfies DiskFile;
}

/** As the version within that it is; only a header read from its beginning is looked at. */
function openedHeader(part: Buffer, position: number): Buffer {
  if (position !== 0 || part.length < HEADER_BYTES) return part;
  return withVersion(wholeCopyOf(part), FORMAT_VERSION, 0);
}

function sealHeader(plain: Buffer, key: Buffer): { readonly header: Buffer; readonly own: Buffer } {
  const header = withVersion(wholeCopyOf(plain), SEALED_VERSION, checkOf(key, plain));
  return { header, own: ownKeyOf(key, plain) };
}

/** The first copy of the header, or where that is damaged the second. */
function wholeCopyOf(bytes: Buffer): Buffer {
  const first = bytes.subarray(0, COPY_BYTES);
  const isWhole = crc32(first.subarray(0, SUM_AT)) === first.readUInt32LE(SUM_AT);
  return isWhole ? first : bytes.subarray(COPY_BYTES, HEADER_BYTES);
}

function withVersion(copy: Buffer, version: number, check: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  copy.copy(header, 0, 0, COPY_BYTES);
  header.writeUInt32LE(version, 8);
  header.writeUInt32LE(check, CHECK_AT);
  header.writeUInt32LE(crc32(header.subarray(0, SUM_AT)), SUM_AT);
  header.copyWithin(COPY_BYTES, 0, COPY_BYTES);
  return header;
}

/** Of what is the same in the header with and without encryption. */
function ownKeyOf(key: Buffer, copy: Buffer): Buffer {
  return createHmac("sha256", key).update("segment").update(copy.subarray(12, CHECK_AT)).digest();
}

function checkOf(key: Buffer, copy: Buffer): number {
  const sum = createHmac("sha256", key).update("check").update(copy.subarray(12, CHECK_AT));
  return sum.digest().readUInt32LE(0);
}

type Stream = {
  /** The same length; from a place that is counted from behind the header. */
  readonly at: (from: number, bytes: Buffer) => Buffer;
};

/** Going on where it was costs a tenth of beginning anew. */
function createStream(key: Buffer): Stream {
  let cipher: Cipheriv | null = null;
  let next = -1;

  function begin(from: number): Cipheriv {
    const counter = Buffer.alloc(BLOCK_BYTES);
    counter.writeBigUInt64BE(BigInt(Math.floor(from / BLOCK_BYTES)), 8);
    const begun = createCipheriv("aes-256-ctr", key, counter);
    begun.update(Buffer.alloc(from % BLOCK_BYTES));
    return begun;
  }

  return {
    at(from, bytes) {
      if (cipher === null || from !== next) cipher = begin(from);
      next = from + bytes.length;
      return cipher.update(bytes);
    },
  };
}
