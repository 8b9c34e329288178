/**
 * Bytes in pieces → lines, without their ends, with bounded memory: of a line beyond the limit
 * nothing is kept and only its number is told. Bytes stay bytes, since a line may not be UTF-8.
 */
import { limits } from "../base/limits.ts";

/** Counted from 1. Null: the line was longer than the limit. */
export type Line = { readonly number: number; readonly bytes: Buffer | null };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export async function* linesOf(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  bytesMax: number = limits.checkLineBytesMax,
): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;

  function keep(part: Buffer): void {
    size += part.length;
    if (size > bytesMax) parts = [];
    else if (part.length > 0) parts.push(part);
  }
  function take(): Line {
    number += 1;
    const bytes = size > bytesMax ? null : trimmed(Buffer.concat(parts), number);
    parts = [];
    size = 0;
    return { number, bytes };
  }

  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, from);
      if (end < 0) break;
      keep(chunk.subarray(from, end));
      from = end + 1;
      yield take();
    }
    keep(chunk.subarray(from));
  }
  if (size > 0) yield take();
}

/** Without a carriage return, and the first line without the mark that some editors write. */
function trimmed(line: Buffer, number: number): Buffer {
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
  const isMarked = number === 1 && line.subarray(0, 3).equals(BYTE_ORDER_MARK);
  return line.subarray(isMarked ? 3 : 0, end);
}
