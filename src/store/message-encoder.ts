/**
 * Message rows → the body of an insert in RowBinary: a growing buffer into which each row is
 * written as it comes. Most of a row is its payload, and here that is copied as it was received,
 * without being quoted by us and unquoted by the store.
 *
 * Promised: any row of our types gives a row that ClickHouse stores, whatever a hostile peer put
 * into its strings and numbers. Text that is not well-formed gets replacement characters (a
 * payload always is: what is not UTF-8 arrives as base64), numbers are brought into the range of
 * their column. RowBinary has no marks between rows, so a test reads back what was written.
 */
import type { LinkId } from "../base/ids.ts";
import type { MessageRow } from "./rows.ts";

export type MessageEncoder = {
  /** `payload`: the bytes of the row's payload, where they are at hand. */
  readonly add: (row: MessageRow, payload?: Uint8Array) => void;
  readonly bytes: () => number;
  /** Everything added; the encoder is not to be used again. */
  readonly body: () => Buffer;
};

/** Where nothing is expected. */
const BYTES_AT_FIRST = 64 * 1024;
/** The fixed columns of a row, and the lengths of its texts. */
const FIXED_BYTES_MAX = 256;
/** UTF-8 needs at most so many bytes for one unit of a string. */
const BYTES_OF_UNIT_MAX = 3;
const TWO_32 = 2 ** 32;

/** The columns that are the same for all messages of a link, encoded. */
type LinkHead = {
  readonly instance: string;
  readonly stationId: string;
  readonly bytes: Uint8Array;
};

/** A growing buffer, written from its beginning. */
type Writer = {
  readonly byte: (value: number) => void;
  /** 64 bits; a safe integer. */
  readonly integer: (value: number) => void;
  readonly length: (length: number) => void;
  readonly text: (text: string) => void;
  readonly bytes: (bytes: Uint8Array) => void;
  /** Room for what has a fixed width; texts and bytes leave as much behind themselves. */
  readonly makeRoom: (bytes: number) => void;
  readonly size: () => number;
  readonly written: (from?: number) => Buffer;
};

function createWriter(bytesExpected: number): Writer {
  let buffer = Buffer.alloc(0);
  let at = 0;

  function makeRoom(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    const first = Math.max(BYTES_AT_FIRST, bytesExpected);
    const larger = Buffer.allocUnsafeSlow(Math.max(first, 2 * buffer.length, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  function length(value: number): void {
    let left = value;
    while (left >= 0x80) {
      buffer[at] = (left & 0x7f) | 0x80;
      at += 1;
      left = Math.floor(left / 0x80);
    }
    buffer[at] = left;
    at += 1;
  }

  /** Ids and words are short and ASCII: then this is quicker than a call of native code. */
  function writeShort(text: string): boolean {
    buffer[at] = text.length;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      buffer[at + 1 + index] = unit;
    }
    at += 1 + text.length;
    return true;
  }

  return {
    byte(value) {
      buffer[at] = value;
      at += 1;
    },
    integer(value) {
      putInteger(buffer, at, value);
      at += 8;
    },
    length,
    text(text) {
      makeRoom(BYTES_OF_UNIT_MAX * text.length + FIXED_BYTES_MAX);
      if (text.length < 0x80 && writeShort(text)) return;
      length(Buffer.byteLength(text, "utf8"));
      at += buffer.write(text, at, "utf8");
    },
    bytes(bytes) {
      makeRoom(bytes.length + FIXED_BYTES_MAX);
      buffer.set(bytes, at);
      at += bytes.length;
    },
    makeRoom,
    size: () => at,
    written: (from = 0) => buffer.subarray(from, at),
  };
}

function putInteger(buffer: Buffer, at: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  const low = value - high * TWO_32;
  buffer[at] = low;
  buffer[at + 1] = low >>> 8;
  buffer[at + 2] = low >>> 16;
  buffer[at + 3] = low >>> 24;
  buffer[at + 4] = high;
  buffer[at + 5] = high >> 8;
  buffer[at + 6] = high >> 16;
  buffer[at + 7] = high >> 24;
}

function writeNullable(writer: Writer, value: number | null): void {
  writer.byte(value === null ? 1 : 0);
  if (value !== null) writer.integer(value);
}

/** Two halves of 64 bits, each with its lowest byte first. */
function writeUuid(writer: Writer, uuid: string): void {
  const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex");
  writer.bytes(bytes.subarray(0, 8).reverse());
  writer.bytes(bytes.subarray(8, 16).reverse());
}

type Heads = Map<LinkId, LinkHead>;

function writeLink(
  writer: Writer,
  heads: Heads,
  { linkId, instance, stationId }: MessageRow,
): void {
  const known = heads.get(linkId);
  if (known?.instance === instance && known.stationId === stationId) {
    writer.bytes(known.bytes);
    return;
  }
  const start = writer.size();
  writer.text(instance);
  writer.text(stationId);
  writeUuid(writer, linkId);
  heads.set(linkId, { instance, stationId, bytes: Buffer.from(writer.written(start)) });
}

/** `bytesExpected`: so many take no growing; memory that is not written to costs nothing. */
export function createMessageEncoder(bytesExpected = 0): MessageEncoder {
  const writer = createWriter(bytesExpected);
  const heads: Heads = new Map();
  return {
    add(row, payload) {
      writer.makeRoom(FIXED_BYTES_MAX);
      writer.integer(signed(row.receivedAtUs));
      writeLink(writer, heads, row);
      writer.integer(unsigned(row.seq));
      writer.text(row.sender);
      writer.text(row.leg);
      writer.text(row.ocppVersion);
      writer.text(row.messageType);
      writer.text(row.messageId);
      writer.text(row.action);
      if (payload === undefined) {
        writer.text(row.payload);
      } else {
        writer.makeRoom(FIXED_BYTES_MAX);
        writer.length(payload.length);
        writer.bytes(payload);
      }
      writer.text(row.payloadEncoding);
      writer.integer(unsigned(row.payloadBytes));
      writer.integer(unsigned(row.wireBytes));
      writer.byte(row.isTruncated ? 1 : 0);
      writeNullable(writer, row.requestSeq === null ? null : unsigned(row.requestSeq));
      writeNullable(writer, signedOrNull(row.latencyUs));
      writer.text(row.errorCode);
      writer.text(row.transactionId);
      writeNullable(writer, signedOrNull(row.connectorId));
      writeNullable(writer, signedOrNull(row.evseId));
      writer.text(row.idToken);
      writer.length(row.findings.length);
      for (const rule of row.findings) writer.text(rule);
      writer.byte(row.fromLinkId === null ? 1 : 0);
      if (row.fromLinkId !== null) writeUuid(writer, row.fromLinkId);
      writeNullable(writer, row.fromSeq === null ? null : unsigned(row.fromSeq));
      writer.text(row.transport);
      writer.length(row.redactions.length);
      for (const redaction of row.redactions) writer.text(redaction);
    },
    bytes: writer.size,
    body: () => writer.written(),
  };
}

/** For signed columns. */
function signed(value: number): number {
  return Number.isSafeInteger(value) ? value : 0;
}

/** For unsigned columns: what is counted or measured, hence never negative. */
function unsigned(value: number): number {
  if (Number.isSafeInteger(value)) return Math.max(0, value);
  return value > 0 && Number.isFinite(value)
    ? Math.min(Math.round(value), Number.MAX_SAFE_INTEGER)
    : 0;
}

/** For nullable signed columns: a peer's fraction or huge number is no id, so it is absent. */
function signedOrNull(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) ? value : null;
}
