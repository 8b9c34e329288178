/** Bytes of RFC 6455 frames, written independently of the scanner that is tested with them. */
export type FrameOptions = {
  readonly opcode?: number;
  readonly isFinal?: boolean;
  /** RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  readonly reservedBits?: number;
  /** Four bytes, or null for an unmasked frame. */
  readonly mask?: readonly number[] | null;
  /** Bytes of the length field: 0 (7 bits), 2 or 8; the shortest where nothing is said. */
  readonly lengthBytes?: 0 | 2 | 8;
};

export function encodeFrame(payload: Buffer | string, options: FrameOptions = {}): Buffer {
  const { opcode = 1, isFinal = true, reservedBits = 0, mask = null } = options;
  const data = Buffer.from(payload);
  const shortest = data.length < 126 ? 0 : data.length < 65_536 ? 2 : 8;
  const lengthBytes = options.lengthBytes ?? shortest;
  const length = Buffer.alloc(lengthBytes);
  if (lengthBytes === 2) length.writeUInt16BE(data.length);
  if (lengthBytes === 8) length.writeBigUInt64BE(BigInt(data.length));
  const short = lengthBytes === 0 ? data.length : lengthBytes === 2 ? 126 : 127;
  if (mask !== null) for (const [i, byte] of data.entries()) data[i] = byte ^ (mask[i % 4] ?? 0);
  return Buffer.concat([
    Buffer.from([(isFinal ? 0x80 : 0) | (reservedBits << 4) | opcode, (mask ? 0x80 : 0) | short]),
    length,
    Buffer.from(mask ?? []),
    data,
  ]);
}

/** The stream in pieces that end at the given offsets (any numbers; they are sorted and clipped). */
export function splitAt(stream: Buffer, offsets: readonly number[]): Buffer[] {
  const ends = [...new Set(offsets.map((offset) => Math.min(offset, stream.length)))];
  ends.sort((a, b) => a - b);
  let start = 0;
  return [...ends, stream.length].map((end) => {
    const piece = stream.subarray(start, end);
    start = end;
    return piece;
  });
}
