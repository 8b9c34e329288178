/** Segments of the spool as a disk may give them back: torn, altered, not ours. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { OperationalError } from "../../../src/base/errors.ts";
import { parseLinkId } from "../../../src/base/ids.ts";
import { type Disk, realDisk, type Span } from "../../../src/spool/disk.ts";
import { createRecordEncoder } from "../../../src/spool/encode.ts";
import { encodeHeader, FORMAT_VERSION, HEADER_BYTES } from "../../../src/spool/format.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import { openSegmentReader } from "../../../src/spool/segment-reader.ts";
import { closedOf, controlFrameOf, messageOf, openedOf } from "../../support/spool.ts";
import { planned, planOf, type Target } from "../target.ts";

const id = "00000000-0000-4000-8000-000000000001";
const linkId = parseLinkId(id) ?? openedOf(messageOf("" as never, 0).linkId).linkId;
const key = { marker: 0x9d00ff41, seed: 99 };
const header = { segment: 2, createdAtUs: 0, relayRun: id, ...key };
const READ_BYTES = [64, 200, 4_096];

function encoded(record: SpoolRecord): Buffer {
  const encoder = createRecordEncoder(key);
  const bytes = Buffer.alloc(encoder.measure(record));
  encoder.put(bytes, 0);
  return bytes;
}

function diskOf(bytes: Buffer): Disk {
  const file = {
    write: async () => 0,
    read: async (buffer: Buffer, { from, length, position }: Span) =>
      position < bytes.length ? bytes.copy(buffer, from, position, position + length) : 0,
    sync: async () => undefined,
    close: async () => undefined,
  };
  return { ...realDisk, openToRead: async () => file };
}

type Seen = { readonly from: number; readonly to: number; readonly record: SpoolRecord | null };

/** Every byte behind the header, as a record or as damage; null where the version is unknown. */
async function readAll(bytes: Buffer, readBytes: number): Promise<readonly Seen[] | null> {
  const seen: Seen[] = [];
  const options = { path: "a.seg", offset: 0, readBytes, isCopied: true };
  const reader = await openSegmentReader(options, diskOf(bytes));
  let at = HEADER_BYTES;
  try {
    for (;;) {
      let step = reader.step();
      if (step.type === "more" && (await reader.fill()) > 0) continue;
      if (step.type === "more") step = reader.atEnd(true);
      if (step.type === "more") return seen;
      const from = step.type === "record" ? at : step.offset;
      equal(from, at, "bytes are left out");
      at = from + step.bytes;
      seen.push({ from, to: at, record: step.type === "record" ? step.record : null });
    }
  } catch (thrown) {
    if (thrown instanceof OperationalError && thrown.code === "SPOOL_FORMAT_UNKNOWN") return null;
    throw thrown;
  }
}

const records = [
  openedOf(linkId),
  ...[1, 2, 3].map((seq) => messageOf(linkId, seq)),
  controlFrameOf(linkId, 3),
  closedOf(linkId, 3),
].map(encoded);
const segment = (version: number) =>
  Buffer.concat([encodeHeader({ version, ...header }), ...records]);
const marker = records[0]?.subarray(0, 4).toString("latin1") ?? "";

export const target: Target = {
  name: "spool",
  promise:
    "a segment is read to its end whatever is in it, each byte once, the same for every size of reads, and a record that comes out of it encodes to the bytes it came from",
  seeds: [
    planned(segment(FORMAT_VERSION), 0),
    planned(segment(1), 1),
    planned(segment(9), 2),
    planned(segment(FORMAT_VERSION).subarray(0, 500), 1),
    planned(Buffer.concat([segment(FORMAT_VERSION), ...records]), 0),
  ],
  words: [marker, "OCPPTAP\n", "\u0003\u0000", "\u0038\u0000\u0000\u0000"],
  inputBytesMax: 16_384,
  async check(input) {
    const { choice, rest } = planOf(input);
    const seen = await readAll(rest, READ_BYTES[choice(READ_BYTES.length)] ?? 64);
    deepEqual(await readAll(rest, 65_536), seen, "reads of another size see something else");
    if (seen === null || rest.length <= HEADER_BYTES) return;
    const isHeaderWhole = seen.some(({ record }) => record !== null);
    if (isHeaderWhole) equal(seen.at(-1)?.to, rest.length, "the end is left out");
    for (const { from, to, record } of seen) {
      if (record === null || rest.readUInt32LE(8) === 1) continue;
      ok(encoded(record).equals(rest.subarray(from, to)), "a record that was not written");
    }
  },
};
