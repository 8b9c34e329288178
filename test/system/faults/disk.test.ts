/**
 * The spool's disk: slow, stuck, read-only, and bytes of it torn off and flipped. Links go on as if
 * nothing were; what was not kept is counted, message by message. `full-disk.test.ts`: one that is
 * full.
 */
import { open, readdir, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type BentWorld, bentWorld } from "../../support/bent-world.ts";
import { type Stage, startStage } from "../../support/fault-stage.ts";
import { endAfterAll, keptForAll } from "../../support/lifetime.ts";
import { startPlainCsms } from "../../support/peers.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

/** Small, so that a second of load fills it. */
const BUFFER = [
  ...["--spool.buffer-bytes-max", "128KiB", "--record.message-bytes-max", "64KiB"],
  ...["--spool.segment-bytes-max", "512KiB"],
] as const;
/** So that there are many of them soon. */
const SMALL = [
  ...["--record.message-bytes-max", "64KiB", "--spool.segment-bytes-max", "128KiB"],
] as const;
const LOAD = { stations: 4, callBytes: 2_000 } as const;

describe("a disk that does not do as it should", () => {
  let stage: Stage;
  let world: BentWorld;

  endAfterAll();
  beforeAll(() =>
    keptForAll(async () => {
      world = await bentWorld();
      const csms = await startPlainCsms();
      const args = ["--upstream", csms.url, ...BUFFER];
      stage = await startStage({ csms, args, env: world.env });
    }),
  );

  it("slow: messages wait for it in memory, links do not", async () => {
    // What comes during two writes finds room in the buffer.
    const few = { stations: 4, callBytes: 500, pauseMs: 40, prefix: "SLOW" };
    const load = await stage.load("disk: each write takes 300 ms", few);
    await world.bend({ disk: { slowMs: 300 } });
    await load.pass(200);
    await world.bend({});
    expect(load.worstMs()).toBeLessThan(300);
    const { gapped } = await load.settle();
    expect(gapped, "a slow disk keeps up").toBe(0);
  });

  it("stuck: what the buffer cannot hold is counted", async () => {
    const load = await stage.load("disk: stuck", { ...LOAD, prefix: "STUCK" });
    const before = { over: stage.told("spoolOverflowed"), well: stage.told("spoolRecovered") };
    await world.bend({ disk: { isStuck: true } });
    await until(() => stage.told("spoolOverflowed") > before.over, "copies are dropped");
    await load.pass(300);
    await world.bend({});
    await until(() => stage.told("spoolRecovered") > before.well, "room again");
    await load.pass(100);
    const { gapped } = await load.settle();
    expect(gapped).toBeGreaterThan(0);
  });

  it("read-only: told once, and what was not kept is counted", async () => {
    const load = await stage.load("disk: read-only (EROFS)", { ...LOAD, prefix: "READONLY" });
    const before = { over: stage.told("spoolOverflowed"), well: stage.told("spoolRecovered") };
    const failures = stage.told("spoolWriteFailed");
    await world.bend({ disk: { error: "EROFS" } });
    await until(() => stage.told("spoolOverflowed") > before.over, "copies are dropped");
    await load.pass(300);
    await world.bend({});
    await until(() => stage.told("spoolRecovered") > before.well, "writable again");
    await load.pass(100);
    expect(stage.told("spoolWriteFailed") - failures).toBeLessThanOrEqual(2);
    const { gapped } = await load.settle();
    expect(gapped).toBeGreaterThan(0);
  });
});

it("a spool at its bound drops the oldest unread segment, and counts what was in it", async () => {
  const csms = await startPlainCsms();
  const bounds = [...SMALL, "--spool.bytes-max", "1MiB"];
  const stage = await startStage({ csms, args: ["--upstream", csms.url, ...bounds] });
  const load = await stage.load("spool at its bound, recorder stopped", LOAD);
  await load.pass(50);
  stage.kill("recorder", "SIGSTOP");
  await until(() => stage.told("segmentDropped") > 1, "segments go", 60_000);
  stage.kill("recorder", "SIGCONT");
  await load.pass(50);
  const { gapped } = await load.settle();
  expect(gapped).toBeGreaterThan(0);
});

it("bytes of the spool that are torn off and flipped are missing, and counted", async () => {
  const csms = await startPlainCsms();
  const data = await tempDir();
  const stage = await startStage({ csms, data, args: ["--upstream", csms.url, ...SMALL] });
  const load = await stage.load("spool bytes flipped and torn off", LOAD);
  await load.pass(50);
  stage.kill("recorder", "SIGSTOP");
  const spool = join(data, "spool");
  const segments = async () =>
    (await readdir(spool)).filter((name) => name.endsWith(".seg")).sort();
  const first = (await segments()).length;
  await until(async () => (await segments()).length >= first + 4, "four more segments", 60_000);
  const [flipped = "", torn = ""] = (await segments()).slice(first);
  await flip(join(spool, flipped), 9);
  const { size } = await stat(join(spool, torn));
  await truncate(join(spool, torn), Math.floor(size / 2) + 7);
  stage.kill("recorder", "SIGCONT");
  await load.pass(50);
  const { gapped } = await load.settle();
  // Half of one segment, and some records of another.
  expect(gapped).toBeGreaterThan(20);
  expect(stage.told("spoolDamaged")).toBeGreaterThan(0);
});

/** One bit in every so many parts of the file. */
async function flip(path: string, parts: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    for (let part = 1; part < parts; part += 1) {
      const position = Math.floor((part * size) / parts);
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
      await file.write(Buffer.from([(buffer[0] ?? 0) ^ 0x10]), 0, 1, position);
    }
  } finally {
    await file.close();
  }
}
