/**
 * Reading a socket without memory of its own for every chunk: Node would give each 64 KiB and cut
 * it to size, which costs as much as half of the system call.
 *
 * In: bytes that the kernel puts into one buffer of the process (`onread` of `net.connect`). Out:
 * a copy of exactly these, either as a `data` event, to keep, or lent until `takeBackLent`; whoever
 * borrows says whether the chunk will be needed for longer, and if not its place is used again.
 * Promised: bytes that are still needed are never overwritten; what a queued chunk pins is no more
 * than one read can bring.
 */
import type { OnReadOpts } from "node:net";
import { limits } from "../base/limits.ts";

export type LentReads = {
  /** For `net.connect`. */
  readonly onread: OnReadOpts;
  /** From now on chunks go there instead. True: it is needed beyond the next `takeBackLent`. */
  readonly lendTo: (borrow: (chunk: Buffer) => boolean) => void;
};

/** Where all sockets read to; its content is copied before the next one does. */
const received = Buffer.allocUnsafeSlow(limits.readBytesMax);

/**
 * `[0, keptTo)` is needed by someone, `[keptTo, freeFrom)` is lent. Full: it is left to them, and
 * there is a new one.
 */
let memory = Buffer.allocUnsafeSlow(limits.readBytesMax);
let keptTo = 0;
let freeFrom = 0;

export function createLentReads(emit: (chunk: Buffer) => void): LentReads {
  let borrow: ((chunk: Buffer) => boolean) | null = null;
  return {
    onread: {
      buffer: received,
      callback(bytes) {
        if (borrow === null) emit(Buffer.from(received.subarray(0, bytes)));
        else lend(bytes, borrow);
        return true;
      },
    },
    lendTo(given) {
      borrow = given;
    },
  };
}

/** What was lent is not needed any more, except for what its borrowers said they keep. */
export function takeBackLent(): void {
  freeFrom = keptTo;
}

function lend(bytes: number, borrow: (chunk: Buffer) => boolean): void {
  if (freeFrom + bytes > memory.length) {
    memory = Buffer.allocUnsafeSlow(limits.readBytesMax);
    keptTo = 0;
    freeFrom = 0;
  }
  const start = freeFrom;
  const end = start + bytes;
  received.copy(memory, start, 0, bytes);
  // Kept first and given back after, so that a borrower that throws keeps its bytes.
  const keptBefore = keptTo;
  keptTo = end;
  freeFrom = end;
  if (!borrow(memory.subarray(start, end)) && keptTo === end) keptTo = keptBefore;
}
