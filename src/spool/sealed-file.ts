/**
 * Files that are either whole or absent: written beside, synced, renamed. A first line with its own
 * CRC-32 describes the sections that follow and their CRCs, so that damage is noticed and never
 * believed. In: named sections of bytes and a few facts. Out: the same, or null.
 */
import { crc32 } from "node:zlib";
import { systemCodeOf } from "../base/errors.ts";
import { type Disk, replaceFile } from "./disk.ts";

export type Sealed = {
  /** As JSON can say them. */
  readonly facts: unknown;
  readonly sections: readonly { readonly name: string; readonly body: Buffer }[];
};

type SectionHead = { readonly name: string; readonly bytes: number; readonly crc: number };

/** The CRC in eight hexadecimal digits, and a blank. */
const CRC_CHARS = 9;

/** Durable when it resolves: also through a power failure. */
export async function writeSealed(path: string, sealed: Sealed, disk: Disk): Promise<number> {
  const bodies = sealed.sections.map(({ body }) => body);
  const heads = sealed.sections.map(({ name, body }) => {
    return { name, bytes: body.length, crc: crc32(body) };
  });
  const line = JSON.stringify({ facts: sealed.facts, sections: heads });
  const head = Buffer.from(`${crc32(line).toString(16).padStart(8, "0")} ${line}\n`, "utf8");
  return replaceFile(path, [head, ...bodies], disk);
}

/** Null where the file is absent or damaged. Rejects where the disk does. */
export async function readSealed(path: string, disk: Disk): Promise<Sealed | null> {
  const bytes = await readWhole(path, disk);
  return bytes === null ? null : parseSealed(bytes);
}

async function readWhole(path: string, disk: Disk): Promise<Buffer | null> {
  let file: Awaited<ReturnType<Disk["openToRead"]>>;
  try {
    file = await disk.openToRead(path);
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
  try {
    const buffer = Buffer.alloc(await disk.sizeOf(path));
    let done = 0;
    while (done < buffer.length) {
      const span = { from: done, length: buffer.length - done, position: done };
      const count = await file.read(buffer, span);
      if (count === 0) break;
      done += count;
    }
    return buffer.subarray(0, done);
  } finally {
    await file.close();
  }
}

export function parseSealed(bytes: Buffer): Sealed | null {
  const lineEnd = bytes.indexOf(0x0a);
  if (lineEnd < CRC_CHARS) return null;
  const line = bytes.subarray(CRC_CHARS, lineEnd);
  if (Number.parseInt(bytes.toString("latin1", 0, CRC_CHARS - 1), 16) !== crc32(line)) return null;
  // What has the right CRC was written by `writeSealed`.
  const head = JSON.parse(line.toString("utf8")) as {
    readonly facts: unknown;
    readonly sections: readonly SectionHead[];
  };
  const sections: { name: string; body: Buffer }[] = [];
  let at = lineEnd + 1;
  for (const section of head.sections) {
    const body = bytes.subarray(at, at + section.bytes);
    if (body.length !== section.bytes || crc32(body) !== section.crc) return null;
    sections.push({ name: section.name, body });
    at += section.bytes;
  }
  return { facts: head.facts, sections };
}
