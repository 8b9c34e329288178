import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { SHADOWS } from "../../src/config/workers.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { commitPosition } from "../../src/spool/ledger.ts";
import { findLeftSpools, tendLeftSpools } from "../../src/spool/left-spools.ts";
import { listSegments } from "../../src/spool/segment.ts";
import { spoolDirOf } from "../../src/spool/spools.ts";
import { messageOf, openTestWriter, readAll, steppingClock } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const KiB = 1024;
const bounds = {
  bytesMax: 1024 * KiB,
  segmentBytesMax: 256 * KiB,
  bufferBytesMax: 1024 * KiB,
  fsyncMs: 0,
};

async function write(data: string, worker: number, messages: number): Promise<void> {
  const writer = await openTestWriter(spoolDirOf(data, worker), { instance: `test.${worker}` });
  const linkId = newLinkId();
  for (let seq = 1; seq <= messages; seq += 1) writer.append(messageOf(linkId, seq));
  await writer.close();
}

async function tend(data: string, workers: number, bytesMax = bounds.bytesMax) {
  const events: TapEvent[] = [];
  const tended = await tendLeftSpools(
    {
      ...bounds,
      bytesMax,
      data,
      workers,
      hasShadows: false,
      instanceOf: (worker) => `test.${worker}`,
    },
    { clock: steppingClock(), observe: (event) => events.push(event), disk: realDisk },
  );
  return { ...tended, events };
}

async function readOut(data: string, worker: number): Promise<void> {
  const dir = spoolDirOf(data, worker);
  const { position } = await readAll(dir);
  await commitPosition({ dir, consumer: "recorder" }, position, realDisk);
}

const segmentsOf = (data: string, worker: number) =>
  listSegments(spoolDirOf(data, worker), realDisk);

describe("the spool of a worker that is no more", () => {
  it("is found while something in it is unread", async () => {
    const data = await tempDir();
    await write(data, 1, 1);
    await write(data, 3, 1);
    expect(await findLeftSpools({ data, workers: 2, hasShadows: true }, realDisk)).toEqual([3]);
    expect(await findLeftSpools({ data, workers: 3, hasShadows: true }, realDisk)).toEqual([]);
    await readOut(data, 3);
    expect(await findLeftSpools({ data, workers: 2, hasShadows: true }, realDisk)).toEqual([]);
  });

  it("is the shadows', too, where there are none any more", async () => {
    const data = await tempDir();
    await write(data, SHADOWS, 2);
    expect(await findLeftSpools({ data, workers: 1, hasShadows: true }, realDisk)).toEqual([]);
    expect(await findLeftSpools({ data, workers: 1, hasShadows: false }, realDisk)).toEqual([
      SHADOWS,
    ]);
    const { close } = await tend(data, 1);
    const { records } = await readAll(spoolDirOf(data, SHADOWS));
    expect(records.at(-1)).toMatchObject({ body: { note: "relay-started", instance: "test.0" } });
    await readOut(data, SHADOWS);
    await until(async () => (await segmentsOf(data, SHADOWS)).length === 0, "its segments to go");
    await close();
  });

  it("keeps what is unread, and says that its links are over", async () => {
    const data = await tempDir();
    await write(data, 2, 2);
    const { close } = await tend(data, 1);
    const { records } = await readAll(spoolDirOf(data, 2));
    expect(records.map(({ kind }) => kind)).toEqual(["note", "message", "message", "note"]);
    expect(records.at(-1)).toMatchObject({ body: { note: "relay-started", instance: "test.2" } });
    await close();
    expect(await segmentsOf(data, 1)).toEqual([]);
  });

  it("goes when it is read out; a worker of its number then begins behind it", async () => {
    const data = await tempDir();
    await write(data, 2, 2);
    const { close } = await tend(data, 1);
    await readOut(data, 2);
    await until(async () => (await segmentsOf(data, 2)).length === 0, "its segments to go");
    await close();
    await write(data, 2, 1);
    expect(await segmentsOf(data, 2)).toEqual([6]);
    await readOut(data, 2);
    await (await tend(data, 1)).close();
    expect(await segmentsOf(data, 2), "at once where it was read out before").toEqual([]);
  });

  it("keeps its part of the bound, and what goes for that is counted", async () => {
    const data = await tempDir();
    await write(data, 2, 3_000);
    const { close, events } = await tend(data, 1, 64 * KiB);
    await close();
    expect(events).toContainEqual(expect.objectContaining({ name: "segmentDropped" }));
    const { records } = await readAll(spoolDirOf(data, 2));
    expect(records).toContainEqual(
      expect.objectContaining({ kind: "gap", fromSeq: 1, toSeq: 3_000 }),
    );
  });
});
