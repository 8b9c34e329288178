/**
 * The bytes that were appended and not yet written, in order: the writer's only queue. In: records,
 * encoded straight into place. Out: spans to hand to the disk. Nothing is moved or copied again,
 * and a chunk is reused when the disk has taken it.
 *
 * A span may be in flight while records are appended behind it: bytes once put are never touched
 * until `wrote` has been told.
 */
import { assert } from "../base/assert.ts";
import { limits } from "../base/limits.ts";

export type GroupSpan = {
  readonly buffer: Buffer;
  readonly from: number;
  readonly length: number;
};

export type Group = {
  /** Makes room for `bytes` bytes and lets `put` fill it. */
  readonly append: (bytes: number, put: (buffer: Buffer, at: number) => void) => void;
  /** The oldest unwritten bytes that lie together; null where there are none. */
  readonly next: () => GroupSpan | null;
  /** The disk has taken the first bytes of what `next` said. */
  readonly wrote: (bytes: number) => void;
  /** False while a record has been written in part. */
  readonly isAtBoundary: () => boolean;
  readonly pendingBytes: () => number;
};

type Chunk = { readonly buffer: Buffer; from: number; to: number };

export function createGroup(chunkBytes: number): Group {
  const spare: Chunk[] = [];
  const queue: Chunk[] = [];
  let last: Chunk | null = null;
  let pendingBytes = 0;
  /** Where the span handed out last ends, in the first chunk. */
  let spanEnd = 0;
  let isAtBoundary = true;

  function chunkFor(bytes: number): Chunk {
    if (last !== null && last.to + bytes <= last.buffer.length) return last;
    if (bytes <= chunkBytes) {
      const reused = spare.pop();
      if (reused !== undefined) return reused;
    }
    return { buffer: Buffer.allocUnsafeSlow(Math.max(bytes, chunkBytes)), from: 0, to: 0 };
  }

  function recycle(chunk: Chunk): void {
    const isPooled = chunk.buffer.length === chunkBytes;
    chunk.from = 0;
    chunk.to = 0;
    if (isPooled && spare.length < limits.spoolSpareChunksMax) spare.push(chunk);
  }

  return {
    append(bytes, put) {
      const chunk = chunkFor(bytes);
      put(chunk.buffer, chunk.to);
      chunk.to += bytes;
      pendingBytes += bytes;
      if (chunk === last) return;
      queue.push(chunk);
      last = chunk;
    },
    next() {
      const first = queue[0];
      if (first === undefined || first.from === first.to) return null;
      spanEnd = first.to;
      return { buffer: first.buffer, from: first.from, length: first.to - first.from };
    },
    wrote(bytes) {
      const first = queue[0];
      assert(first !== undefined && first.from + bytes <= spanEnd, "only what was handed out");
      first.from += bytes;
      pendingBytes -= bytes;
      isAtBoundary = first.from === spanEnd;
      if (first.from < first.to) return;
      queue.shift();
      if (first === last) last = null;
      recycle(first);
    },
    isAtBoundary: () => isAtBoundary,
    pendingBytes: () => pendingBytes,
  };
}
