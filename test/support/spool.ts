/** Records, writers and readers for tests of the spool. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { LinkId } from "../../src/base/ids.ts";
import { newLinkId } from "../../src/base/ids.ts";
import { openRecordKey } from "../../src/config/record-key.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { type Disk, realDisk } from "../../src/spool/disk.ts";
import { openFollower } from "../../src/spool/follower.ts";
import type {
  ControlFrameRecord,
  LinkClosedRecord,
  LinkOpenedRecord,
  LinkRefusedRecord,
  MessageRecord,
  SpoolPosition,
  SpoolRecord,
  SpoolWriter,
} from "../../src/spool/record.ts";
import { sealedDisk } from "../../src/spool/sealed-disk.ts";
import { openSpoolWriter, type SpoolWriterConfig } from "../../src/spool/writer.ts";

const KiB = 1024;

/** Time that goes on by a millisecond whenever somebody looks. */
export function steppingClock(startUs = 1_790_000_000_000_000): { readonly nowUs: () => number } {
  let nowUs = startUs;
  return {
    nowUs() {
      nowUs += 1000;
      return nowUs;
    },
  };
}

export function messageOf(
  linkId: LinkId,
  seq: number,
  extra: Partial<MessageRecord> = {},
): MessageRecord {
  const payload = extra.payload ?? Buffer.from(`[2,"${seq}","Heartbeat",{}]`);
  return {
    kind: "message",
    receivedAtUs: 1_790_000_000_000_000 + seq,
    linkId,
    seq,
    sender: seq % 2 === 0 ? "csms" : "station",
    leg: "both",
    opcode: 1,
    isCompressed: false,
    isFragmented: false,
    isTruncated: false,
    payloadBytes: payload.length,
    wireBytes: payload.length,
    ...extra,
    payload,
  };
}

export function controlFrameOf(linkId: LinkId, seq: number): ControlFrameRecord {
  const common = { linkId, seq, receivedAtUs: 1_790_000_000_000_000 + seq };
  const payload = Buffer.from("still there?");
  return { kind: "control-frame", ...common, sender: "csms", leg: "csms", opcode: 9, payload };
}

const handshake: Omit<LinkRefusedRecord["body"], "refusedBy" | "status" | "reason" | "body"> = {
  stationId: "CP-1" as LinkOpenedRecord["body"]["stationId"],
  instance: "test",
  route: "/ocpp/{station}",
  mode: "transparent",
  target: "/ocpp/CP-1",
  headers: [["Host", "tap.example"]],
  upstreamUrl: "wss://csms.example/ocpp/CP-1",
  remoteAddress: "192.0.2.7",
  remotePort: 40_000,
  tls: null,
  authorization: null,
  subprotocolHeader: "ocpp1.6",
  subprotocolsOffered: ["ocpp1.6"],
  requestMs: 3,
  answerMs: 12,
  responseHeaders: [],
  failure: null,
};

export function openedOf(linkId: LinkId): LinkOpenedRecord {
  const body = { ...handshake, subprotocol: "ocpp1.6", extensions: null, supersedes: null };
  return { kind: "link-opened", linkId, seq: 0, receivedAtUs: 1, body };
}

export function refusedOf(linkId: LinkId): LinkRefusedRecord {
  const answer = { refusedBy: "csms" as const, status: 401, reason: "Unauthorized", body: "grüß" };
  return {
    kind: "link-refused",
    linkId,
    seq: 0,
    receivedAtUs: 1,
    body: { ...handshake, ...answer },
  };
}

export function closedOf(linkId: LinkId, lastSeq: number): LinkClosedRecord {
  const none = { station: 0, csms: 0 };
  return {
    kind: "link-closed",
    linkId,
    seq: lastSeq,
    receivedAtUs: 2,
    body: {
      closedBy: "station",
      how: "close-frame",
      code: 1000,
      reason: "",
      error: "",
      openMs: 1,
      idleMs: 1,
      messages: none,
      bytes: none,
      pings: none,
      pongs: none,
      lastSeq,
    },
  };
}

export type TestWriter = SpoolWriter & {
  readonly events: TapEvent[];
  /** Resolves when everything appended has been written, or writing fails. */
  readonly written: () => Promise<void>;
};

export async function openTestWriter(
  dir: string,
  config: Partial<SpoolWriterConfig> = {},
  disk: Disk = realDisk,
): Promise<TestWriter> {
  const events: TapEvent[] = [];
  const writer = await openSpoolWriter(
    {
      dir,
      instance: "test",
      relayRun: randomUUID(),
      bytesMax: 64 * 1024 * KiB,
      segmentBytesMax: 1024 * KiB,
      bufferBytesMax: 1024 * KiB,
      fsyncMs: 1000,
      retryMs: 1,
      ...config,
    },
    { clock: steppingClock(), observe: (event) => events.push(event), disk },
  );
  const written = () => new Promise<void>((resolve) => writer.whenWritten(resolve));
  return { ...writer, events, written };
}

export type ReadAll = {
  readonly records: SpoolRecord[];
  readonly damagedBytes: number;
  readonly position: SpoolPosition;
  readonly missed: { readonly segment: number; readonly next: number }[];
};

/** The program's own spools are encrypted, with the key of the data directory. */
async function diskOf(dir: string): Promise<Disk> {
  const data = join(dir, "..");
  if (!(await realDisk.list(data)).includes("record.key")) return realDisk;
  const key = (await openRecordKey({ data, record: {} })).keyFor("spool");
  return sealedDisk(realDisk, { key, isOn: true });
}

/** Everything that is there now. */
export async function readAll(
  dir: string,
  from: SpoolPosition | null = null,
  recordsMax = 1_000,
): Promise<ReadAll> {
  const disk = await diskOf(dir);
  const follower = openFollower({ dir, from }, { disk, observe: () => undefined });
  const all: ReadAll["records"] = [];
  const missed: { segment: number; next: number }[] = [];
  let damagedBytes = 0;
  try {
    for (;;) {
      const read = await follower.read({ recordsMax, bytesMax: 1024 * KiB, waitMs: 0 });
      all.push(...read.records);
      for (const range of read.damaged ?? []) damagedBytes += range.bytes;
      if (read.missed !== undefined) missed.push(read.missed);
      const isEnd = read.records.length === 0 && !read.damaged && !read.missed;
      if (isEnd) return { records: all, damagedBytes, position: read.position, missed };
    }
  } finally {
    await follower.close();
  }
}

/** `3`, `5-9 buffer-full`: a link's messages and gaps in the order of reading. */
export function lifeOf(records: readonly SpoolRecord[], linkId: LinkId): string[] {
  return records.flatMap((record) => {
    if (record.linkId !== linkId) return [];
    if (record.kind === "message") return [String(record.seq)];
    if (record.kind === "gap") return [`${record.fromSeq}-${record.toSeq} ${record.reason}`];
    return [record.kind];
  });
}

export function seqsOf(records: readonly SpoolRecord[], linkId: LinkId): number[] {
  return records.flatMap((r) => (r.kind === "message" && r.linkId === linkId ? [r.seq] : []));
}

export function linkIds(count: number): readonly LinkId[] {
  return Array.from({ length: count }, newLinkId);
}
