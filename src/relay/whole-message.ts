/**
 * The usual case, told by a glance: a chunk that is one message in one frame, uncompressed and as
 * RFC 6455 wants it. OCPP peers send little else. Everything else is the frame scanner's, which
 * says the same of these chunks.
 */
import type { Sender } from "../base/ids.ts";

export const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;
const NONE = -1;

/** The longest payload that is recognised: lengths of 64 bits are left to the scanner. */
export const WHOLE_PAYLOAD_BYTES_MAX = 0xffff;

/** Where its payload begins; -1 where it is anything else. */
export function wholePayloadAt(chunk: Buffer, sender: Sender): number {
  const first = chunk[0];
  if (first !== FINAL_TEXT && first !== FINAL_BINARY) return NONE;
  // A station's frames are masked, a CSMS's are not; with the other bit this is above 126.
  const length = (chunk[1] ?? 0xff) ^ (sender === "station" ? 0x80 : 0);
  const maskBytes = sender === "station" ? 4 : 0;
  if (length < 126) return chunk.length === 2 + maskBytes + length ? 2 + maskBytes : NONE;
  if (length > 126) return NONE;
  const long = ((chunk[2] ?? 0) << 8) | (chunk[3] ?? 0);
  return long >= 126 && chunk.length === 4 + maskBytes + long ? 4 + maskBytes : NONE;
}

/** The four mask bytes before a payload, the first one lowest. */
export function maskBefore(chunk: Buffer, payloadAt: number): number {
  return (
    (chunk[payloadAt - 4] ?? 0) |
    ((chunk[payloadAt - 3] ?? 0) << 8) |
    ((chunk[payloadAt - 2] ?? 0) << 16) |
    ((chunk[payloadAt - 1] ?? 0) << 24)
  );
}
