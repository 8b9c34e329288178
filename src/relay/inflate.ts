/**
 * The inflater of one direction's compressed messages (permessage-deflate, RFC 7692 §7.2.2).
 *
 * In: the payload of one whole message, compressed. Out: its first bytes and its true size, or that
 * it cannot be known. Promised: synchronous, so that messages keep their order and are recorded in
 * the turn in which they came; never throws; time and memory are bounded whatever was sent.
 *
 * Node's streams would decompress on other threads, in any order. One synchronous inflater for each
 * message, with the history as its dictionary, costs 4 to 8 µs for 270 bytes; the history (at most
 * 32 kB, at first as much as was sent) is all that a link holds between two messages.
 */
import { inflateRawSync } from "node:zlib";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";

export type InflaterOptions = {
  readonly hasContextTakeover: boolean;
  /** As negotiated, 8 to 15. */
  readonly windowBits: number;
  /** Bytes that are kept of one message. */
  readonly messageBytesMax: number;
  /** How many times its compressed size this direction may become, beyond what is free. */
  readonly ratioMax?: number;
};

export type Inflated =
  | { readonly type: "inflated"; readonly payload: Buffer; readonly payloadBytes: number }
  /** `isForGood`: what follows cannot be decompressed either. */
  | { readonly type: "lost"; readonly reason: string; readonly isForGood: boolean };

export type Inflater = {
  readonly inflate: (compressed: Buffer) => Inflated;
  /** Gives up: a message of which not all bytes are known takes the context with it. */
  readonly lose: (reason: string) => Inflated;
};

/**
 * What the sender took away (§7.2.1), and an empty last block: with it zlib itself proves that the
 * message ended where a block ends, which a plain flush would not.
 */
const TAIL = Buffer.from("0000ffff010000ffff", "hex");
const LAST_BLOCK_BYTES = 5;

/** Deflate's own bound (RFC 1951): 258 bytes for two bits, less the headers. */
const DEFLATE_RATIO_MAX = 1032;

const NOTHING = Buffer.alloc(0);

/** Decodes every window: a smaller one is the encoder's promise not to look back further. */
const DECODER_WINDOW_BITS = 15;
const WINDOW_BYTES_MAX = 2 ** DECODER_WINDOW_BITS;

/** zlib cannot encode with 8 bits and takes 9 instead: that is how far back its streams refer. */
const HISTORY_BITS_MIN = 9;

export function createInflater(options: InflaterOptions): Inflater {
  const { hasContextTakeover, messageBytesMax, ratioMax = limits.inflateRatioMax } = options;
  const history = hasContextTakeover
    ? createHistory(2 ** Math.max(options.windowBits, HISTORY_BITS_MIN))
    : null;
  let wireBytes = 0;
  let plainBytes = 0;
  let lostReason: string | null = null;

  /** Bytes that one more message may decompress to; always some, so that a bomb is one message. */
  function plainBytesAllowed(): number {
    const ratioLimit = limits.inflateFreeBytes + ratioMax * wireBytes - plainBytes;
    return Math.min(ratioLimit, Math.max(limits.inflateMessageBytesMax, messageBytesMax));
  }

  function lose(reason: string): Inflated {
    const isForGood = hasContextTakeover;
    if (isForGood) {
      lostReason = reason;
      history?.clear();
    }
    return { type: "lost", reason, isForGood };
  }

  return {
    lose,
    inflate(compressed) {
      if (lostReason !== null) return { type: "lost", reason: lostReason, isForGood: true };
      wireBytes += compressed.length;
      const bytesMax = plainBytesAllowed();
      const plain = inflateMessage(compressed, {
        dictionary: history?.bytes() ?? NOTHING,
        bytesMax,
      });
      if (typeof plain === "string") {
        // How much was decompressed before it failed is not known, only how much it can have been.
        plainBytes += Math.min(bytesMax, DEFLATE_RATIO_MAX * compressed.length);
        return lose(plain);
      }
      plainBytes += plain.length;
      history?.add(plain);
      return {
        type: "inflated",
        payload: plain.subarray(0, messageBytesMax),
        payloadBytes: plain.length,
      };
    },
  };
}

/** The whole message, or why there is none. */
function inflateMessage(
  compressed: Buffer,
  { dictionary, bytesMax }: { readonly dictionary: Buffer; readonly bytesMax: number },
): Buffer | string {
  if (compressed.length === 0) return NOTHING;
  const input = Buffer.concat([compressed, TAIL]);
  const legalEnds = [compressed.length, input.length - LAST_BLOCK_BYTES, input.length];
  let plain: Buffer = NOTHING;
  let at = 0;
  // Usually once. A sender may end its deflate stream inside a message and begin another (§7.2.1).
  for (
    let streams = 0;
    streams < limits.inflateStreamsMax && at < compressed.length;
    streams += 1
  ) {
    const window =
      plain.length === 0
        ? dictionary
        : Buffer.concat([dictionary, plain.subarray(-WINDOW_BYTES_MAX)]);
    try {
      const { buffer, engine } = parseInfo(
        inflateRawSync(input.subarray(at), {
          windowBits: DECODER_WINDOW_BITS,
          maxOutputLength: Math.max(1, bytesMax - plain.length),
          info: true,
          ...(window.length > 0 && { dictionary: window.subarray(-WINDOW_BYTES_MAX) }),
        }),
      );
      plain = plain.length === 0 ? buffer : Buffer.concat([plain, buffer]);
      at += engine.bytesWritten;
    } catch (thrown) {
      return systemCodeOf(thrown) === "ERR_BUFFER_TOO_LARGE"
        ? `cannot be decompressed: ${compressed.length} bytes become more than ${bytesMax}`
        : `cannot be decompressed: ${problemOf(thrown)}`;
    }
  }
  return legalEnds.includes(at) ? plain : "cannot be decompressed: it ends inside a block";
}

type InflateInfo = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };

/** The types of Node do not know what `info: true` returns. */
function parseInfo(result: unknown): InflateInfo {
  return result as InflateInfo;
}

/** The last bytes that a sender may refer back to; grows with what was sent. */
function createHistory(bytesMax: number) {
  let memory: Buffer = NOTHING;
  let heldBytes = 0;
  return {
    bytes: () => memory.subarray(0, heldBytes),
    clear() {
      memory = NOTHING;
      heldBytes = 0;
    },
    add(plain: Buffer) {
      const added = plain.subarray(-bytesMax);
      const kept = Math.min(heldBytes, bytesMax - added.length);
      if (kept + added.length > memory.length) {
        const size = Math.min(Math.max(kept + added.length, 2 * memory.length), bytesMax);
        const larger = Buffer.allocUnsafeSlow(size);
        memory.copy(larger, 0, heldBytes - kept, heldBytes);
        memory = larger;
      } else if (kept < heldBytes) {
        memory.copyWithin(0, heldBytes - kept, heldBytes);
      }
      added.copy(memory, kept);
      heldBytes = kept + added.length;
    },
  };
}
