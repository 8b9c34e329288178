/**
 * Reading a socket without memory of its own for every chunk: Node would give each 64 KiB and cut
 * it to size, which costs as much as half of the system call.
 *
 * In: bytes that the kernel puts into one buffer of the process (`onread` of `net.connect`). Out:
 * a copy of exactly these, either as a `data` event, to keep, or lent: whoever borrows says whether
 * the chunk is still needed, and if not its place is used again. Promised: bytes that are still
 * needed are never overwritten; what a queued chunk pins is no more than one read can bring.
 */
import type { OnReadOpts } from "node:net";
import { limits } from "../base/limits.ts";

export type LentReads = {
  /** For `net.connect`. */
  readonly onread: OnReadOpts;
  /** From now on chunks go there instead. True: it is still needed after the call. */
  readonly lendTo: (borrow: (chunk: Buffer) => boolean) => void;
};

/** Where all sockets read to; its content is copied before the next one does. */
const received = Buffer.allocUnsafeSlow(limits.readBytesMax);

/** `[0, freeFrom)` is needed by someone. Full: it is left to them, and there is a new one. */
let memory = Buffer.allocUnsafeSlow(limits.readBytesMax);
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

function lend(bytes: number, borrow: (chunk: Buffer) => boolean): void {
  if (freeFrom + bytes > memory.length) {
    memory = Buffer.allocUnsafeSlow(limits.readBytesMax);
    freeFrom = 0;
  }
  const start = freeFrom;
  const end = start + bytes;
  received.copy(memory, start, 0, bytes);
  // Taken first and given back after, so that a borrower that throws keeps its bytes.
  freeFrom = end;
  if (!borrow(memory.subarray(start, end)) && freeFrom === end) freeFrom = start;
}
