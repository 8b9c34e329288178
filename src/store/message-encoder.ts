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

export function createMessageEncoder(): MessageEncoder {
  let buffer = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
  let at = 0;
  const heads = new Map<LinkId, LinkHead>();

  function makeRoom(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  /** 64 bits; a safe integer. */
  function writeInteger(value: number): void {
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
    at += 8;
  }

  function writeNullable(value: number | null): void {
    buffer[at] = value === null ? 1 : 0;
    at += 1;
    if (value !== null) writeInteger(value);
  }

  function writeLength(length: number): void {
    let left = length;
    while (left >= 0x80) {
      buffer[at] = (left & 0x7f) | 0x80;
      at += 1;
      left = Math.floor(left / 0x80);
    }
    buffer[at] = left;
    at += 1;
  }

  function writeText(text: string): void {
    makeRoom(BYTES_OF_UNIT_MAX * text.length + FIXED_BYTES_MAX);
    if (text.length < 0x80 && writeShort(text)) return;
    writeLength(Buffer.byteLength(text, "utf8"));
    at += buffer.write(text, at, "utf8");
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

  function writeBytes(bytes: Uint8Array): void {
    makeRoom(bytes.length + FIXED_BYTES_MAX);
    buffer.set(bytes, at);
    at += bytes.length;
  }

  /** Two halves of 64 bits, each with its lowest byte first. */
  function writeUuid(uuid: string): void {
    const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex");
    writeBytes(bytes.subarray(0, 8).reverse());
    writeBytes(bytes.subarray(8, 16).reverse());
  }

  function writeLink({ linkId, instance, stationId }: MessageRow): void {
    const known = heads.get(linkId);
    if (known?.instance === instance && known.stationId === stationId) {
      writeBytes(known.bytes);
      return;
    }
    const start = at;
    writeText(instance);
    writeText(stationId);
    writeUuid(linkId);
    heads.set(linkId, { instance, stationId, bytes: Buffer.from(buffer.subarray(start, at)) });
  }

  return {
    add(row, payload) {
      makeRoom(FIXED_BYTES_MAX);
      writeInteger(signed(row.receivedAtUs));
      writeLink(row);
      writeInteger(unsigned(row.seq));
      writeText(row.sender);
      writeText(row.leg);
      writeText(row.ocppVersion);
      writeText(row.messageType);
      writeText(row.messageId);
      writeText(row.action);
      if (payload === undefined) {
        writeText(row.payload);
      } else {
        makeRoom(FIXED_BYTES_MAX);
        writeLength(payload.length);
        writeBytes(payload);
      }
      writeText(row.payloadEncoding);
      writeInteger(unsigned(row.payloadBytes));
      writeInteger(unsigned(row.wireBytes));
      buffer[at] = row.isTruncated ? 1 : 0;
      at += 1;
      writeNullable(row.requestSeq === null ? null : unsigned(row.requestSeq));
      writeNullable(signedOrNull(row.latencyUs));
      writeText(row.errorCode);
      writeText(row.transactionId);
      writeNullable(signedOrNull(row.connectorId));
      writeNullable(signedOrNull(row.evseId));
      writeText(row.idToken);
      writeLength(row.findings.length);
      for (const rule of row.findings) writeText(rule);
    },
    bytes: () => at,
    body: () => buffer.subarray(0, at),
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
