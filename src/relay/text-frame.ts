/** A message that we put in → its frame (RFC 6455 §5.2): whole, uncompressed, a station's masked. */
import { randomBytes } from "node:crypto";
import type { Sender } from "../base/ids.ts";

export function textFrameOf(sender: Sender, payload: Buffer): Buffer {
  return frameOf(sender, 1, payload);
}

export function frameOf(sender: Sender, opcode: number, payload: Buffer): Buffer {
  const isMasked = sender === "station";
  const head = Buffer.concat([
    Buffer.from([0x80 | opcode]),
    lengthOf(payload.length, isMasked ? 0x80 : 0),
  ]);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([head, mask, masked]);
}

function lengthOf(bytes: number, maskBit: number): Buffer {
  if (bytes < 126) return Buffer.from([maskBit | bytes]);
  const isLong = bytes > 0xffff;
  const length = Buffer.alloc(isLong ? 9 : 3);
  length[0] = maskBit | (isLong ? 127 : 126);
  if (isLong) length.writeBigUInt64BE(BigInt(bytes), 1);
  else length.writeUInt16BE(bytes, 1);
  return length;
}
