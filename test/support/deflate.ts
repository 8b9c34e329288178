/**
 * Payloads of permessage-deflate as a peer makes them: one deflate stream per sender, flushed after
 * every message, the last four bytes of the flush taken away (RFC 7692 §7.2.1).
 */
import { once } from "node:events";
import { constants, createDeflateRaw, deflateRawSync } from "node:zlib";

const FLUSH_BYTES = 4;

/** By a real stream, as Node's peers do it. */
export async function deflateMessages(
  messages: readonly (Buffer | string)[],
  { windowBits = 15, hasContextTakeover = true } = {},
): Promise<Buffer[]> {
  const stream = createDeflateRaw({ windowBits });
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  const payloads: Buffer[] = [];
  for (const message of messages) {
    stream.write(message);
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve));
    payloads.push(Buffer.concat(parts.splice(0)).subarray(0, -FLUSH_BYTES));
    if (!hasContextTakeover) stream.reset();
  }
  stream.close();
  await once(stream, "close");
  return payloads;
}

/** At once: what came before is given as a dictionary. */
export function deflateSync(message: Buffer | string, before: Buffer = Buffer.alloc(0)): Buffer {
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  const dictionary = before.subarray(-(2 ** 15));
  return deflateRawSync(message, before.length > 0 ? { ...options, dictionary } : options).subarray(
    0,
    -FLUSH_BYTES,
  );
}
