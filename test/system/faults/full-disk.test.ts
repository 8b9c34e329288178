/**
 * A disk without room: under the spool, under the recorder's own files, under the state of
 * translated stations. Links go on; what waits goes on by itself once there is room; what could not
 * be kept is counted.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Stage, startMixedStage, startStage } from "../../support/fault-stage.ts";
import { startPlainCsms } from "../../support/peers.ts";
import { canMount, smallDisk } from "../../support/small-disk.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { boot, password } from "../../support/translated-day.ts";
import { strictStation } from "../../support/translated-peers.ts";
import { until } from "../../support/until.ts";

/** Small, so that a second of load fills it. */
const BUFFER = [
  ...["--spool.buffer-bytes-max", "128KiB", "--record.message-bytes-max", "64KiB"],
  ...["--spool.segment-bytes-max", "512KiB"],
] as const;
const LOAD = { stations: 4, callBytes: 2_000 } as const;
const MIB = 1 << 20;

const unwritable = ({ served }: Stage) =>
  served.log.filter(({ code }) => code === "RECORDER_FILES_UNWRITABLE").length;

const transaction = () => ({
  ...{ connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: new Date().toISOString() },
});

describe.skipIf(!canMount)("a full disk", () => {
  it("under the spool: what was not kept is counted, and room is used again", async () => {
    const data = await tempDir();
    const disk = await smallDisk(join(data, "spool"));
    const csms = await startPlainCsms();
    const args = ["--upstream", csms.url, ...BUFFER, "--spool.bytes-max", "1GiB"];
    const stage = await startStage({ csms, data, args });
    const load = await stage.load("disk: full", LOAD);
    await load.pass(50);
    // The recorder is frozen, so nothing is consumed, and the disk fills up.
    stage.kill("recorder", "SIGSTOP");
    await disk.fill(MIB);
    await until(() => stage.told("spoolOverflowed") > 0, "copies are dropped", 60_000);
    await load.pass(200);
    await disk.free();
    stage.kill("recorder", "SIGCONT");
    await until(() => stage.told("spoolRecovered") > 0, "room again", 60_000);
    await load.pass(200);
    const { gapped } = await load.settle();
    expect(gapped).toBeGreaterThan(0);
  });

  it("under the recorder's own files: the record waits, and nothing is missing", async () => {
    const data = await tempDir();
    const disk = await smallDisk(join(data, "recorder"));
    const csms = await startPlainCsms();
    const stage = await startStage({ csms, data, args: ["--upstream", csms.url] });
    const load = await stage.load("disk: full under the recorder's own files", LOAD);
    await load.pass(100);
    await disk.fill();
    await until(() => unwritable(stage) > 0, "it is told", 60_000);
    await load.pass(500);
    const readiness = await (await fetch(`${stage.served.consoleUrl}/readyz`)).text();
    expect(readiness).toContain(
      `"waiting: The recorder cannot write its own files in ${join(data, "recorder")}`,
    );
    // One that starts meanwhile waits as well.
    const before = unwritable(stage);
    const recorded = (await load.account())?.recorded;
    stage.kill("recorder", "SIGKILL");
    await until(() => unwritable(stage) > before, "the next one waits", 60_000);
    // Nothing goes into the store that could come there twice.
    expect((await load.account())?.recorded).toBe(recorded);
    await disk.free();
    await load.pass(100);
    const { gapped } = await load.settle();
    expect(gapped).toBe(0);
  });

  it("under the state of translated stations: they wait, and no other does", async () => {
    const data = await tempDir();
    const disk = await smallDisk(join(data, "state"));
    const { stage, strict } = await startMixedStage(data);
    const station = strictStation(`${stage.served.stationUrl}/translated`, { password });
    await station.connect();
    await station.call("BootNotification", boot);
    const load = await stage.load("disk: full under translated stations' state", LOAD);
    await disk.fill();
    let isAnswered = false;
    const answer = station.call("StartTransaction", transaction());
    void answer.then(() => {
      isAnswered = true;
    });
    await until(() => stage.told("stateStoreFailed") > 0, "it is told");
    await load.pass(500);
    expect(load.worstMs()).toBeLessThan(2_000);
    // A number for a transaction that nobody could keep would be another's tomorrow.
    expect(isAnswered).toBe(false);
    expect(strict.of("TransactionEvent")).toEqual([]);
    await disk.free();
    await until(() => stage.told("stateStoreRecovered") > 0, "room again");
    expect((await answer)["transactionId"]).toBeGreaterThan(0);
    expect(strict.of("TransactionEvent")).toHaveLength(1);
    await load.pass(100);
    const { gapped } = await load.settle();
    expect(gapped).toBe(0);
    await station.close({ force: true });
  });
});
