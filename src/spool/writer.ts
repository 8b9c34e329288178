/**
 * The writing end of the spool. In: records from the relay. Out: segments on disk.
 *
 * Promised to the relay: `append` copies and returns, it never waits and never throws; memory has a
 * bound. Promised to the record: what was appended is written in order, once; what was not is told
 * by gap records with exact numbers, one per contiguous hole and link, before anything later of
 * that link (`intake.ts`).
 *
 * Appended bytes gather in a group, which one asynchronous write takes at a time (`pump.ts`). Every
 * run begins a new segment, so a torn tail stays where the crash left it.
 */
import { randomBytes } from "node:crypto";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { parseLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Disk } from "./disk.ts";
import { noLink, type RecordKey } from "./format.ts";
import { createGroup, type Group } from "./group.ts";
import { createIntake, type Intake } from "./intake.ts";
import { readPositions } from "./ledger.ts";
import { createOutput, type Output } from "./output.ts";
import { createPump, type Pump } from "./pump.ts";
import type { SpoolRecord, SpoolWriter, WholeMessage } from "./record.ts";
import { failureOf, openRetention, type Retention } from "./retention.ts";
import { listSegments, nextSegment, removePrepared } from "./segment.ts";

export type SpoolWriterConfig = {
  readonly dir: string;
  readonly instance: string;
  /** A UUID, new for every run. */
  readonly relayRun: string;
  readonly bytesMax: number;
  /** Never more than a quarter of `bytesMax`, whatever is given. */
  readonly segmentBytesMax: number;
  readonly bufferBytesMax: number;
  readonly fsyncMs: number;
  /** First pause after a failed write. Unit: ms. */
  readonly retryMs?: number;
};

export type SpoolDeps = { readonly clock: Clock; readonly observe: Observe; readonly disk: Disk };

/** A bound that only one segment fills is none. */
const SEGMENTS_MIN = 4;
const CHUNKS_PER_SEGMENT = 4;
const CHUNK_BYTES_MIN = 512;

/** Mistakes of whoever set the machine up; a full or broken disk is no reason not to relay. */
const UNWRITABLE = ["EACCES", "EPERM", "EROFS", "ENOTDIR"];

/** Rejects with DATA_DIR_UNWRITABLE where nobody could ever write there. */
export async function openSpoolWriter(
  config: SpoolWriterConfig,
  deps: SpoolDeps,
): Promise<SpoolWriter> {
  assert(parseLinkId(config.relayRun) === config.relayRun, "a relay run is a UUID");
  const { dir, relayRun, bytesMax } = config;
  const random = randomBytes(8);
  const key: RecordKey = { marker: random.readUInt32LE(0), seed: random.readUInt32LE(4) };
  const segmentBytesMax = Math.min(config.segmentBytesMax, Math.floor(bytesMax / SEGMENTS_MIN));
  const found = await openDirectory({ dir, bytesMax, key, relayRun }, deps);

  const sync = createFailureTeller(deps.observe);
  const output = createOutput(
    { dir, segmentBytesMax, fsyncMs: config.fsyncMs, key, relayRun, firstNumber: found.number },
    {
      clock: deps.clock,
      disk: deps.disk,
      synced: sync.tell,
      sealed(segment, bytes) {
        found.retention.sealed(segment, bytes);
        void found.retention.tidy(output.writingBytes);
      },
    },
  );
  const part = Math.floor(segmentBytesMax / CHUNKS_PER_SEGMENT);
  const group = createGroup(Math.max(CHUNK_BYTES_MIN, Math.min(limits.spoolChunkBytes, part)));
  const intake = createIntake({ bufferBytesMax: config.bufferBytesMax, key }, { ...deps, group });
  intake.append(relayStarted(config, deps.clock));

  const pump = createPump(config.retryMs ?? limits.spoolRetryMsMin, {
    group,
    intake,
    output,
    observe: deps.observe,
  });
  const problem = await pump.step();
  if (UNWRITABLE.includes(systemCodeOf(problem) ?? "")) {
    await pump.close();
    throw unwritable(dir, problem);
  }
  return createWriter({ pump, intake, group, output, retention: found.retention, config, deps });
}

async function openDirectory(
  config: Parameters<typeof openRetention>[0],
  deps: SpoolDeps,
): Promise<{ readonly retention: Retention; readonly number: number }> {
  const { dir } = config;
  try {
    await deps.disk.makeDir(dir);
    await removePrepared(dir, deps.disk);
    const positions = await readPositions(dir, deps.disk);
    const segments = await listSegments(dir, deps.disk);
    const number = nextSegment(
      segments,
      positions.map(({ position }) => position),
    );
    return { retention: await openRetention(config, deps), number };
  } catch (problem) {
    throw unwritable(dir, problem);
  }
}

function unwritable(dir: string, problem: unknown): OperationalError {
  const details = { dir, problem: problemOf(problem) };
  return new OperationalError("DATA_DIR_UNWRITABLE", details, { cause: problem });
}

function relayStarted(config: SpoolWriterConfig, clock: Clock): SpoolRecord {
  const { instance, relayRun } = config;
  return {
    kind: "note",
    receivedAtUs: clock.nowUs(),
    linkId: noLink,
    seq: 0,
    body: { note: "relay-started", instance, relayRun },
  };
}

/** Says that something fails when it begins, not each time. */
function createFailureTeller(observe: Observe): { readonly tell: (problem: unknown) => void } {
  let isFailing = false;
  return {
    tell(problem) {
      if (problem !== null && !isFailing) observe(failureOf(problem));
      isFailing = problem !== null;
    },
  };
}

type WriterParts = {
  readonly pump: Pump;
  readonly intake: Intake;
  readonly group: Group;
  readonly output: Output;
  readonly retention: Retention;
  readonly config: SpoolWriterConfig;
  readonly deps: SpoolDeps;
};

function createWriter(parts: WriterParts): SpoolWriter {
  const { pump, intake, group, output, retention, deps } = parts;
  let closing: Promise<void> | null = null;
  const tidying = setInterval(() => {
    void retention.tidy(output.writingBytes);
    // A hole of a link that then fell silent would otherwise wait for the link's next record.
    if (intake.untold() > 0) pump.arm();
  }, limits.spoolTidyMs).unref();

  function append(record: SpoolRecord): boolean {
    if (closing !== null) return false;
    try {
      return appended(intake.append(record));
    } catch (problem) {
      return failed(problem);
    }
  }

  function appendWhole(message: WholeMessage): boolean {
    if (closing !== null) return false;
    try {
      return appended(intake.appendWhole(message));
    } catch (problem) {
      return failed(problem);
    }
  }

  function appended(isKept: boolean): boolean {
    pump.arm();
    if (!isKept) pump.release();
    return isKept;
  }

  /** Never up into the relay: the link comes first. */
  function failed(problem: unknown): false {
    const sentence = problemOf(problem);
    deps.observe({ name: "bug", role: "relay", where: "spool append", problem: sentence });
    return false;
  }

  async function close(): Promise<void> {
    clearInterval(tidying);
    await pump.close();
    await retention.tidy(output.writingBytes);
    await removePrepared(parts.config.dir, deps.disk);
  }

  return {
    append,
    appendWhole,
    whenWritten: pump.whenWritten,
    pendingBytes: group.pendingBytes,
    close() {
      closing ??= close().catch((problem: unknown) => deps.observe(failureOf(problem)));
      return closing;
    },
  };
}
