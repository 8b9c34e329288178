/**
 * Stands for the recorder: follows a relay's spool, lets go of what it has read, and counts what is
 * in it, so that a benchmark can assert that nothing is missing. Argument: the data directory.
 */
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { limits } from "../src/base/limits.ts";
import { openRecordKey } from "../src/config/record-key.ts";
import { realDisk } from "../src/spool/disk.ts";
import { openFollower } from "../src/spool/follower.ts";
import { commitPosition } from "../src/spool/ledger.ts";
import type { SpoolRecord } from "../src/spool/record.ts";
import { sealedDisk } from "../src/spool/sealed-disk.ts";
import { obey } from "./child.ts";
import type { SpoolTally } from "./targets.ts";

const TALLY_MS_MAX = 20_000;
const data = process.argv[2] ?? "";
const dir = join(data, "spool");
const key = (await openRecordKey({ data, record: {} })).keyFor("spool");
const disk = sealedDisk(realDisk, { key, isOn: true });
const follower = openFollower({ dir, from: null }, { disk, observe: () => undefined });
const lastSeqs = new Map<string, number>();
let tally: SpoolTally = { calls: 0, answers: 0, crcSum: 0, faults: 0 };
let isOver = false;
/** As often as the recorder does under load. */
const COMMIT_MS = 500;

function count(record: SpoolRecord): void {
  if (record.kind === "link-closed") lastSeqs.delete(record.linkId);
  if (record.kind === "gap") tally = { ...tally, faults: tally.faults + 1 };
  if (record.kind !== "message") return;
  const isInOrder = record.seq === (lastSeqs.get(record.linkId) ?? 0) + 1;
  lastSeqs.set(record.linkId, record.seq);
  const isCall = record.sender === "station";
  tally = {
    calls: tally.calls + (isCall ? 1 : 0),
    answers: tally.answers + (isCall ? 0 : 1),
    crcSum: isCall ? (tally.crcSum + crc32(record.payload)) % 2 ** 32 : tally.crcSum,
    faults: tally.faults + (isInOrder ? 0 : 1),
  };
}

async function follow(): Promise<void> {
  let committedAtMs = 0;
  while (!isOver) {
    const wanted = { recordsMax: 10_000, bytesMax: limits.followReadBytes, waitMs: 1_000 };
    const { records, position, damaged = [] } = await follower.read(wanted);
    for (const record of records) count(record);
    if (damaged.length > 0) tally = { ...tally, faults: tally.faults + damaged.length };
    if (records.length === 0 || performance.now() - committedAtMs < COMMIT_MS) continue;
    await commitPosition({ dir, consumer: "bench" }, position, realDisk);
    committedAtMs = performance.now();
  }
}

/** What the spool holds, as soon as that is so many answers, or what there is after a while. */
async function tallyOf({ answers }: { readonly answers: number }): Promise<SpoolTally> {
  const untilMs = performance.now() + TALLY_MS_MAX;
  while (tally.answers < answers && performance.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return tally;
}

void follow();
obey({ tallyOf }, async () => {
  isOver = true;
  await follower.close();
});
