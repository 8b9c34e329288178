/**
 * The whole program under a service manager: what it is told, from the first state to the last, and
 * that a relay that stands still keeps the watchdog hungry.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listenAsManager } from "../support/notified.ts";
import { connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { run, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

/** The engine starts meanwhile, and the machine may be busy. */
const READY_MS = 120_000;
const WATCHDOG_MS = 4_000;

it("is told that all is ready, reloading, alive while stations are relayed, and ending", async () => {
  const manager = await listenAsManager();
  const csms = await startPlainCsms();
  const data = await tempDir();
  const file = join(data, "ocpptap.yaml");
  await writeFile(file, JSON.stringify({ data, upstream: csms.url }));
  const env = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: String(WATCHDOG_MS * 1_000) };
  const served = await serve(["--config", file], ["relay", "console"], undefined, { env });
  const lines = () => manager.told.flatMap((each) => each.lines);
  const count = (line: string) => lines().filter((each) => each === line).length;
  await until(() => count("READY=1") === 1, "all is ready", READY_MS);
  expect(lines()[0]).toBe("STATUS=starting");
  expect(lines()).toContain("STATUS=every role has been ready");

  await writeFile(file, JSON.stringify({ data: "/elsewhere", upstream: csms.url }));
  served.process.kill("SIGHUP");
  await until(() => count("READY=1") === 2, "it is read again", READY_MS);
  const [begun, done] = [lines().indexOf("RELOADING=1"), lines().lastIndexOf("READY=1")];
  expect(lines()[begun + 1]).toMatch(/^MONOTONIC_USEC=\d+$/);
  expect(done).toBeGreaterThan(begun);
  expect(lines().some((each) => /^STATUS=.*needs a restart: data$/.test(each))).toBe(true);

  const fed = () => count("WATCHDOG=1");
  const before = fed();
  await until(() => fed() > before + 1, "it is fed", 30_000);
  const relay = await served.pidOf("relay");
  process.kill(relay, "SIGSTOP");
  // Two questions without an answer, and then nothing for longer than the watchdog waits.
  const last = () => manager.told.findLast((each) => each.lines.includes("WATCHDOG=1"))?.atUs ?? 0n;
  const silentMs = () => Number(process.hrtime.bigint() / 1_000n - last()) / 1_000;
  await until(() => silentMs() > WATCHDOG_MS * 1.5, "it is fed no more", 60_000, 100);
  // A service manager would have ended all by now; without one it is mended from inside.
  const hungry = fed();
  await until(() => fed() > hungry, "another relay is started, and it is fed again", 90_000, 100);
  expect(served.log.filter(({ event }) => event === "childHung")).toMatchObject([
    { role: "relay" },
  ]);

  const exit = once(served.process, "exit");
  served.process.kill("SIGTERM");
  expect((await exit)[0]).toBe(0);
  expect(count("STOPPING=1")).toBe(1);
  expect(count("READY=1"), "no child has spoken for us").toBe(2);
});

it("a role alone has its data directory for itself, and a second signal ends it at once", async () => {
  const csms = await startPlainCsms();
  const data = await tempDir();
  const alone = ["--upstream", csms.url, "--data", data, "--only", "relay"];
  const served = await serve(
    alone,
    ["relay"],
    [...["--listen", "0", "--log.format", "json", "--relay.drain-ms", "600000"]],
  );
  const second = await run(["serve", ...alone, "--listen", "0"]);
  expect(second.code).toBe(1);
  expect(second.stdout + second.stderr).toContain("uses the data directory");
  await connectPlainStation(`${served.stationUrl}/CP-1`);
  const exit = once(served.process, "exit");
  served.process.kill("SIGINT");
  await until(() => served.log.some(({ event }) => event === "draining"), "it drains");
  served.process.kill("SIGINT");
  expect((await exit)[0]).toBe(1);
});
