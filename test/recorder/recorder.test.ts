import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type LinkId, newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { CONSUMER, startRecorder } from "../../src/recorder/recorder.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { readPosition } from "../../src/spool/ledger.ts";
import { spoolDirOf } from "../../src/spool/spools.ts";
import { createTokenStore, createWorld, type TokenStore } from "../support/crashing-world.ts";
import { hurriedClock, type Started, startOver } from "../support/recorder-runs.ts";
import { startUs } from "../support/recording.ts";
import {
  controlFrameOf,
  messageOf,
  openedOf,
  openTestWriter,
  type TestWriter,
} from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

describe("a recorder", () => {
  async function setUp(spool: Parameters<typeof openTestWriter>[1] = {}) {
    const data = await tempDir();
    const store = createTokenStore();
    const writer = await openTestWriter(join(data, "spool"), spool);
    const linkId = newLinkId();
    writer.append(openedOf(linkId));
    return { data, store, writer, linkId };
  }

  async function startWith(
    data: string,
    store: TokenStore,
    clock = hurriedClock(),
  ): Promise<Started> {
    const started = await startOver(data, createWorld(store, null), null, clock);
    onTestFinished(() => started.recorder.close());
    return started;
  }

  const append = (writer: TestWriter, linkId: LinkId, from: number, to: number) => {
    for (let seq = from; seq <= to; seq += 1) writer.append(messageOf(linkId, seq));
  };

  it("follows a spool that appears, tells its relay, and says how far it is in each", async () => {
    const { data, store, writer, linkId } = await setUp();
    const { recorder } = await startWith(data, store);
    append(writer, linkId, 1, 2);
    await until(() => store.count("messages") === 2, "what the first relay wrote");
    const second = await openTestWriter(spoolDirOf(data, 2), { instance: "test.2" });
    const otherId = newLinkId();
    // Its opening was never seen: the name of its relay is that of the spool.
    append(second, otherId, 1, 3);
    await until(() => store.count("messages") === 5, "what the second relay wrote");
    const instances = store.rows("messages").map((row) => row["instance"]);
    expect(instances).toEqual(["test", "test", "test.2", "test.2", "test.2"]);
    const where = { dir: spoolDirOf(data, 2), consumer: CONSUMER };
    await until(async () => (await readPosition(where, realDisk)) !== null, "the second is told");
    const { spools, positions } = recorder.health();
    expect(spools.map(({ spool }) => spool)).toEqual(["spool", "spool.2"]);
    expect([...positions.keys()]).toEqual([1, 2]);
    await Promise.all([writer.close(), second.close()]);
  });

  it("follows while the relay writes, and tells listeners before the store knows", async () => {
    const { data, store, writer, linkId } = await setUp();
    store.isDown = true;
    const { recorder } = await startWith(data, store);
    const live: number[] = [];
    recorder.live.onLive(({ row }) => live.push(row.seq));
    append(writer, linkId, 1, 5);
    await until(() => live.length === 5, "five live messages");
    await until(() => !recorder.health().ready, "the store to be missed");
    expect(recorder.health().detail).toContain("waiting: The store at test");
    expect(store.rows("messages")).toEqual([]);
    store.isDown = false;
    await until(() => store.count("messages") === 5, "five rows");
    await until(() => recorder.health().ready, "health");
    expect(recorder.health()).toMatchObject({ detail: "recording", lagMs: 0, waitingRows: 0 });
    await writer.close();
  });

  it("is behind since its start before it has read anything, not since 1970", async () => {
    const { data, store, writer } = await setUp();
    const { recorder } = await startWith(data, store, { nowUs: () => startUs });
    const { lagMs, spools } = recorder.health();
    expect([lagMs, ...spools.map((spool) => spool.lagMs)].filter((ms) => ms > 1_000)).toEqual([]);
    await writer.close();
  });

  it("sends few rows soon, and lets many wait for more", async () => {
    const { data, store, writer, linkId } = await setUp();
    let nowUs = startUs;
    const clock = { nowUs: () => nowUs };
    const { recorder } = await startWith(data, store, clock);
    let read = 0;
    recorder.live.onLive(() => {
      read += 1;
    });
    const untilRead = async (from: number, to: number) => {
      append(writer, linkId, from, to);
      await writer.written();
      await until(() => read === to, `message ${to}`);
    };
    await untilRead(1, 10);
    nowUs += limits.batchMsMax * 1000;
    await until(() => store.count("messages") === 10, "the few");
    const many = 10 + limits.busyBatchRowsMin;
    await untilRead(11, many);
    nowUs += limits.batchMsMax * 1000;
    await untilRead(many + 1, many + 1);
    expect(store.count("messages")).toBe(10);
    nowUs += limits.busyBatchMsMax * 1000;
    await until(() => store.count("messages") === many + 1, "the many");
    await recorder.close();
    await writer.close();
  });

  it("keeps no more than two batches in memory while the store is down, and catches up", async () => {
    const MiB = 1024 * 1024;
    const { data, store, writer, linkId } = await setUp({
      ...{ bytesMax: 256 * MiB, segmentBytesMax: 16 * MiB },
    });
    store.isDown = true;
    const { recorder } = await startWith(data, store);
    // Large messages: of small ones too many are needed for a batch.
    const text = "x".repeat(16_000);
    const payloadOf = (seq: number) =>
      Buffer.from(
        seq % 2 === 0
          ? `[3,"${seq - 1}",{"status":"Accepted"}]`
          : `[2,"${seq}","DataTransfer",{"vendorId":"v","data":"${text}"}]`,
      );
    const rowsMax = 2 * Math.ceil(limits.batchBytesMax / text.length);
    const slack = 4 * Math.ceil(limits.followReadBytes / text.length);
    const total = 3 * rowsMax;
    for (let seq = 1; seq <= total; seq += 1) {
      writer.append(messageOf(linkId, seq, { payload: payloadOf(seq) }));
      if (seq % 50 === 0) await writer.written();
    }
    let seen = 0;
    recorder.live.onLive(() => {
      seen += 1;
    });
    await until(() => recorder.health().waitingRows >= rowsMax - slack, "a full batch");
    expect(recorder.health().waitingRows).toBeLessThanOrEqual(rowsMax + slack);
    expect(seen).toBeLessThanOrEqual(2 * (rowsMax + slack));
    store.isDown = false;
    await until(() => store.count("messages") === total, "everything");
    const seqs = store.rows("messages").map((row) => row["seq"]);
    expect(new Set(seqs).size).toBe(total);
    await writer.close();
  });

  it("sends what it has when it is closed, and goes on there with its state", async () => {
    const { data, store, writer, linkId } = await setUp();
    const first = await startOver(data, createWorld(store, null));
    writer.append(messageOf(linkId, 1, { payload: Buffer.from('[2,"1","BootNotification",{}]') }));
    await until(() => store.count("messages") === 1, "the call");
    await first.recorder.close();
    writer.append(messageOf(linkId, 2, { payload: Buffer.from('[3,"1",{}]') }));
    await startWith(data, store);
    await until(() => store.count("messages") === 2, "the response");
    expect(store.rows("messages")[1]).toMatchObject({ action: "BootNotification", request_seq: 1 });
    await writer.close();
  });

  it("tells the relay how far it has come, also when only pings came", async () => {
    const { data, store, writer, linkId } = await setUp();
    await startWith(data, store);
    const where = { dir: join(data, "spool"), consumer: CONSUMER };
    let before = 0;
    await until(async () => {
      before = (await readPosition(where, realDisk))?.offset ?? 0;
      return before > 0;
    }, "a first position");
    writer.append(controlFrameOf(linkId, 0));
    await until(
      async () => ((await readPosition(where, realDisk))?.offset ?? 0) > before,
      "the ping",
    );
    await writer.close();
  });

  it("begins where the relay was told, when its own state is gone", async () => {
    const { data, store, writer, linkId } = await setUp();
    append(writer, linkId, 1, 3);
    await writer.written();
    const first = await startOver(data, createWorld(store, null));
    await until(() => store.count("messages") === 3, "three rows");
    await first.recorder.close();
    const { rm } = await import("node:fs/promises");
    await rm(join(data, "recorder"), { recursive: true });
    append(writer, linkId, 4, 4);
    await startWith(data, store);
    await until(() => store.count("messages") >= 4, "the fourth row");
    expect(store.rows("messages").map((row) => row["seq"])).toEqual([1, 2, 3, 4]);
    expect(store.rows("gaps")).toEqual([]);
    await writer.close();
  });

  it("says so when its state is damaged, and goes on", async () => {
    const { data, store, writer, linkId } = await setUp();
    append(writer, linkId, 1, 1);
    const first = await startOver(data, createWorld(store, null));
    await until(() => store.count("messages") === 1, "a row");
    await first.recorder.close();
    const { writeFile } = await import("node:fs/promises");
    const dir = join(data, "recorder");
    for (const name of await readdir(dir)) await writeFile(join(dir, name), "damaged");
    const { events } = await startWith(data, store);
    expect(events.some((event) => event.name === "bug" && event.where.startsWith("state-"))).toBe(
      true,
    );
    append(writer, linkId, 2, 2);
    await until(() => store.count("messages") === 2, "the next row");
    await writer.close();
  });

  it("prepares the store before the first row, however often that takes", async () => {
    const { data, store, writer, linkId } = await setUp();
    append(writer, linkId, 1, 1);
    let tries = 0;
    const recorder = await startRecorder(
      { data, instance: "test", exchange: { timeoutMs: 30_000 } },
      {
        clock: hurriedClock(),
        observe: () => undefined,
        disk: realDisk,
        pause: async () => undefined,
        sink: {
          insert: store.insert,
          async prepare() {
            tries += 1;
            expect(store.attempts()).toBe(0);
            if (tries < 4) throw new Error("not yet");
          },
        },
      },
    );
    onTestFinished(() => recorder.close());
    await until(() => store.count("messages") === 1, "the row");
    expect(tries).toBe(4);
    await writer.close();
  });

  it("times calls out by the clock when nothing more comes", async () => {
    const { data, store, writer, linkId } = await setUp();
    let aheadUs = 0;
    const recorder = await startRecorder(
      { data, instance: "test", exchange: { timeoutMs: 30_000 } },
      {
        clock: { nowUs: () => startUs + aheadUs },
        observe: () => undefined,
        disk: realDisk,
        sink: store,
      },
    );
    onTestFinished(() => recorder.close());
    const timeouts = () => store.rows("findings").filter(({ rule }) => rule === "call-timeout");
    append(writer, linkId, 1, 1);
    await until(() => {
      aheadUs += 100_000;
      return store.count("messages") === 1;
    }, "the call");
    expect(store.rows("findings")).toEqual([]);
    aheadUs = 40_000_000;
    await until(() => {
      aheadUs += 100_000;
      return timeouts().length === 1;
    }, "the time-out");
    expect(timeouts()).toMatchObject([{ evidence: [1] }]);
    await writer.close();
  });
});
