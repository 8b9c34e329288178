/** The end of the whole program under load: real processes, real signals. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import type { ReadyAnswer } from "../../../src/console/contract.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import { spoolDirOf } from "../../../src/spool/spools.ts";
import { getJson } from "../../support/api.ts";
import { isRunning } from "../../support/fault-stage.ts";
import { call, connectPlainStation, startPlainCsms } from "../../support/peers.ts";
import { run, type Served, serve } from "../../support/serve.ts";
import { readAll } from "../../support/spool.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const STATIONS = 40;
const DRAIN_MS = 4_000;

type Busy = { readonly id: string; calls: number; closed: { code: number; atMs: number } | null };

/** Calls, waits for the answer, and calls again, as long as it may. */
async function keepBusy(url: string, id: string): Promise<Busy> {
  const busy: Busy = { id, calls: 0, closed: null };
  const { leg } = await connectPlainStation(`${url}/${id}`);
  const next = () => {
    if (leg.readyState !== leg.OPEN) return;
    busy.calls += 1;
    leg.send(call(String(busy.calls), "Heartbeat"));
  };
  leg.on("message", () => setTimeout(next, 20));
  leg.once("close", (code) => {
    busy.closed = { code, atMs: performance.now() };
  });
  next();
  return busy;
}

const readyzOf = async ({ consoleUrl }: Served) =>
  (await getJson<ReadyAnswer>(`${consoleUrl}/readyz`)).body;

const told = ({ log }: Served, event: string) => log.filter((line) => line["event"] === event);

async function isTaken(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

it("told to end it takes nobody in, lets links go on, and closes them by and by", async () => {
  const csms = await startPlainCsms();
  const data = await tempDir();
  const served = await serve(
    // So that the spool can be read from here.
    ["--upstream", csms.url, "--data", data, "--relay.workers", "2", "--spool.encrypt", "false"],
    ["relay", "relay.2", "recorder", "console"],
    ["--listen", "0", "--console", "0", "--log.format", "json", "--relay.drain-ms", `${DRAIN_MS}`],
  );
  const stations = await Promise.all(
    Array.from({ length: STATIONS }, (_, index) => keepBusy(served.stationUrl, `CP-${index}`)),
  );
  await until(() => stations.every(({ calls }) => calls > 2), "all are busy");
  const exit = once(served.process, "exit");
  const beganMs = performance.now();
  served.process.kill("SIGTERM");
  await until(() => told(served, "draining").length === 2, "both workers drain");
  const countThen = csms.count();
  expect(await isTaken(served.stationUrl)).toBe(false);
  const readyz = await readyzOf(served);
  expect(readyz).toMatchObject({
    ready: false,
    roles: { relay: { ready: false }, "relay.2": { ready: false }, supervisor: { ready: false } },
  });
  expect(readyz.roles["relay"]?.detail).toContain("draining");
  expect((await exit)[0]).toBe(0);

  await until(() => stations.every(({ closed }) => closed !== null), "all are closed");
  expect(csms.count()).toBeGreaterThan(countThen);
  expect(new Set(stations.map(({ closed }) => closed?.code))).toEqual(new Set([1012]));
  const times = stations.map(({ closed }) => (closed?.atMs ?? 0) - beganMs).sort((a, b) => a - b);
  expect(times[0]).toBeGreaterThan(DRAIN_MS / 2 - 100);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(DRAIN_MS / 8);
  const records: SpoolRecord[] = [];
  for (const worker of [1, 2]) records.push(...(await readAll(spoolDirOf(data, worker))).records);
  const ends = records.flatMap((record) => (record.kind === "link-closed" ? [record.body] : []));
  expect(ends).toHaveLength(STATIONS);
  for (const end of ends) {
    expect(end).toMatchObject({ closedBy: "ocpptap", how: "shutdown", code: 1012 });
  }
  const recorded = records.filter(
    (record) => record.kind === "message" && record.sender === "station",
  );
  expect(recorded, "what went through is what is recorded").toHaveLength(csms.count());
  // At most one call of each station was on its way.
  const sent = stations.reduce((sum, { calls }) => sum + calls, 0);
  expect(sent - csms.count()).toBeLessThanOrEqual(STATIONS);
});

it("a second instance is refused; a second signal ends everything at once", async () => {
  const csms = await startPlainCsms();
  const data = await tempDir();
  const served = await serve(
    ["--upstream", csms.url, "--data", data],
    ["relay", "recorder", "console"],
    ["--listen", "0", "--console", "0", "--log.format", "json", "--relay.drain-ms", "600000"],
  );
  const station = await connectPlainStation(`${served.stationUrl}/CP-1`);
  const second = await run(["serve", "--upstream", csms.url, "--data", data, "--listen", "0"]);
  expect(second.code).toBe(1);
  expect(second.stdout + second.stderr).toContain("uses the data directory");
  station.send(call("1", "Heartbeat"));
  await until(() => station.received.length === 1, "the link was never touched");

  const pids = await Promise.all(["relay", "recorder", "console"].map(served.pidOf));
  const exit = once(served.process, "exit");
  served.process.kill("SIGTERM");
  await until(() => told(served, "draining").length === 1, "it drains");
  expect(station.leg.readyState).toBe(station.leg.OPEN);
  const askedMs = performance.now();
  served.process.kill("SIGTERM");
  expect((await exit)[0]).toBe(1);
  expect(performance.now() - askedMs).toBeLessThan(2_000);
  await until(() => !pids.some(isRunning), "nothing is left behind");
});
