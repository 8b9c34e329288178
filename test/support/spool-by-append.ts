/** A spool of which a test gives one function: messages that came whole are records there, too. */
import type { SpoolRecord, SpoolWriter, WholeMessage } from "../../src/spool/record.ts";

export function spoolByAppend(
  append: (record: SpoolRecord) => boolean,
): Pick<SpoolWriter, "append" | "appendWhole"> {
  return { append, appendWhole: (message) => append(recordOfWhole(message)) };
}

/** The record that says the same, unmasked byte by byte. */
export function recordOfWhole(message: WholeMessage): SpoolRecord {
  const { chunk, linkWords, linkWordsAt, mask, payloadFrom, ...rest } = message;
  const payload = Buffer.from(chunk.subarray(payloadFrom));
  for (const [i, byte] of payload.entries()) payload[i] = byte ^ (mask >>> (8 * (i % 4)));
  return {
    kind: "message",
    ...rest,
    isCompressed: false,
    isFragmented: false,
    isTruncated: false,
    payloadBytes: payload.length,
    wireBytes: payload.length,
    payload,
  };
}
