/** Killing, freezing and starving what lies behind the spool: links go on, the record is complete. */
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { linksOf, searchAll } from "../support/api.ts";
import { startTestEngine } from "../support/engine.ts";
import { startPlainCsms } from "../support/peers.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startTraffic, type Traffic } from "../support/traffic.ts";
import { until } from "../support/until.ts";

/** Waits until that many more calls have been answered: the only clock of these tests. */
async function pass(traffic: Traffic, calls: number): Promise<void> {
  const goal = traffic.answered() + calls;
  await until(() => traffic.answered() >= goal, `${calls} more calls pass`, 30_000);
}

async function everythingRecorded(served: Served, traffic: Traffic): Promise<void> {
  const expected = traffic.sent() + traffic.answered();
  for (const id of traffic.newest()) {
    const find = () => searchAll(served.consoleUrl, `id:${id}`).catch(() => []);
    await until(async () => (await find()).length >= 2, `${id} and its answer`, 60_000);
  }
  const found = await searchAll(served.consoleUrl, "action:DataTransfer");
  expect(found.length).toBe(expected);
  expect(new Set(found.map(({ linkId, seq }) => `${linkId} ${seq}`)).size).toBe(expected);
}

describe("behind the spool", () => {
  it("a store that is killed and frozen costs no link and no message", async () => {
    const csms = await startPlainCsms();
    const served = await serve(["--upstream", csms.url, "--data", await tempDir()]);
    const traffic = await startTraffic(served.stationUrl, { stations: 5 });
    await pass(traffic, 300);
    process.kill(await served.pidOf("store"), "SIGKILL");
    await pass(traffic, 300);
    await until(
      () => served.log.filter((l) => l["event"] === "ready" && l["role"] === "store").length === 2,
      "the store runs again",
    );
    const store = await served.pidOf("store");
    process.kill(store, "SIGSTOP");
    await pass(traffic, 1_000);
    process.kill(store, "SIGCONT");
    await pass(traffic, 300);
    await traffic.finish();
    expect(traffic.lost()).toBe(0);
    expect(traffic.answered()).toBe(traffic.sent());
    await everythingRecorded(served, traffic);
  });

  it("a store that is absent at the start gets everything once it is there", async () => {
    const engine = await startTestEngine();
    onTestFinished(() => engine.close());
    const { url, user, password, database } = engine.endpoint.recorder;
    const store = `http://${user}:${password}@${new URL(url).host}/${database}`;
    await engine.kill();
    const csms = await startPlainCsms();
    const args = ["--upstream", csms.url, "--data", await tempDir(), "--store", store];
    const served = await serve(args, ["relay", "console"]);
    const traffic = await startTraffic(served.stationUrl, { stations: 3 });
    await pass(traffic, 300);
    const readiness = await fetch(`${served.consoleUrl}/readyz`);
    expect(readiness.status).toBe(503);
    await engine.restart();
    await pass(traffic, 100);
    await traffic.finish();
    expect(traffic.lost()).toBe(0);
    await everythingRecorded(served, traffic);
  });

  it("a recorder that is killed again and again records every message exactly once", async () => {
    const csms = await startPlainCsms();
    const served = await serve(["--upstream", csms.url, "--data", await tempDir()]);
    const traffic = await startTraffic(served.stationUrl, { stations: 5 });
    const starts = () =>
      served.log.filter((l) => l["event"] === "ready" && l["role"] === "recorder").length;
    for (let kill = 1; kill <= 4; kill++) {
      await pass(traffic, 50 + Math.floor(Math.random() * 400));
      process.kill(await served.pidOf("recorder"), "SIGKILL");
      await until(() => starts() === kill + 1, "the recorder runs again");
    }
    await traffic.finish();
    expect(traffic.lost()).toBe(0);
    await everythingRecorded(served, traffic);
  });

  it("a full spool disk costs no link, and what was not kept is counted exactly", async () => {
    const data = await tempDir();
    const spool = join(data, "spool");
    await mkdir(spool, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", spool]);
    onTestFinished(() => void execFileSync("umount", ["-l", spool]));
    const csms = await startPlainCsms();
    const served = await serve([
      ...["--upstream", csms.url, "--data", data],
      ...["--spool.segment-bytes-max", "512KiB", "--spool.bytes-max", "1GiB"],
      ...["--spool.buffer-bytes-max", "128KiB", "--record.message-bytes-max", "64KiB"],
    ]);
    const traffic = await startTraffic(served.stationUrl, { stations: 4, callBytes: 2_000 });
    await pass(traffic, 50);
    // The recorder is frozen, so nothing is consumed, and the disk fills up.
    const recorder = await served.pidOf("recorder");
    process.kill(recorder, "SIGSTOP");
    await writeFile(join(spool, "filler"), Buffer.alloc(2 << 20));
    await until(
      () => served.log.some((l) => l["event"] === "spoolOverflowed"),
      "copies drop",
      60_000,
    );
    await pass(traffic, 200);
    await rm(join(spool, "filler"));
    process.kill(recorder, "SIGCONT");
    await until(
      () => served.log.some((l) => l["event"] === "spoolRecovered"),
      "room again",
      60_000,
    );
    await pass(traffic, 200);
    await traffic.finish();
    expect(traffic.lost()).toBe(0);

    const relayed = traffic.sent() + traffic.answered();
    let recorded = 0;
    let gapped = 0;
    await until(
      async () => {
        recorded = (await searchAll(served.consoleUrl, "action:DataTransfer OR type:callResult"))
          .length;
        gapped = 0;
        for (let index = 0; index < 4; index++) {
          for (const link of await linksOf(served.consoleUrl, `CP-${index}`)) {
            gapped += link.gaps.reduce((sum, gap) => sum + gap.messages, 0);
          }
        }
        return recorded + gapped >= relayed;
      },
      "every message is recorded or covered by a gap",
      60_000,
    );
    expect(gapped).toBeGreaterThan(0);
    expect(recorded + gapped).toBe(relayed);
  });
});
