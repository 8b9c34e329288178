/** A station and a CSMS that are gone from one moment to the next, without FIN and without RST. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { linksOf } from "../../support/api.ts";
import { farMachineProblem, startFarMachine } from "../../support/far-machine.ts";
import { startStage } from "../../support/fault-stage.ts";
import { connectPlainStation, startPlainCsms } from "../../support/peers.ts";
import { establishedSockets } from "../../support/tcp-timers.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

/** The shortest that the configuration allows. */
const KEEP_ALIVE_MS = 1_000;
/** Of the kernel's timers, and of a machine that has much else to do. */
const LATE_MS = 20_000;
/** A minute and a half of silence, beside the start and the record's end. */
const patient = { timeout: 240_000 };

it("peers that vanish: TCP's probes end their links, and no other", patient, async ({ skip }) => {
  const problem = farMachineProblem();
  if (problem !== null) {
    process.stderr.write(`NOT TESTED, that a dead peer's link ends: ${problem}\n`);
    skip(problem);
  }
  const far = await startFarMachine();
  const csms = await startPlainCsms();
  const data = await tempDir();
  const config = join(data, "ocpptap.json");
  const routes = [
    { match: "/plain/{station}", upstream: csms.url },
    { match: "/far/{station}", upstream: far.csmsUrl },
  ];
  await writeFile(config, JSON.stringify({ routes, relay: { keepAliveMs: KEEP_ALIVE_MS } }));
  const listen = `${far.nearAddress}:0`;
  const args = ["--config", config];
  const stage = await startStage({ csms, data, listen, path: "/plain", args });
  const load = await stage.load("a station and a CSMS vanish", { stations: 5, pauseMs: 100 });

  await far.dial(`${stage.served.stationUrl}/plain/GONE`);
  const leg = [...csms.legs].find(([path]) => path.endsWith("/GONE"))?.[1];
  const station = await connectPlainStation(`${stage.served.stationUrl}/far/LEFT`);
  station.send('[2,"1","Heartbeat",{}]');
  await until(() => station.received.length > 0, "the far CSMS answers");

  // Bytes that wait for their acknowledgement are sent again instead, for a quarter of an hour.
  const isProbing = async () => {
    const sockets = await establishedSockets();
    const toFar = sockets.filter(({ remote }) => remote.address === far.address);
    return toFar.length === 2 && toFar.every(({ keepAliveDueMs }) => keepAliveDueMs !== null);
  };
  await until(isProbing, "both legs wait for their first probe");

  const { keepAliveProbes, keepAliveProbeMsMin, keepAliveProbeMsMax } = limits;
  const mostMs = KEEP_ALIVE_MS + keepAliveProbes * keepAliveProbeMsMax + LATE_MS;
  const open = new Set([station.leg, leg]);
  for (const each of open) each?.once("close", () => open.delete(each));
  const beganMs = performance.now();
  far.vanish();
  await until(() => open.size === 0, "both links end", mostMs, 100);
  expect(performance.now() - beganMs).toBeGreaterThan(keepAliveProbes * keepAliveProbeMsMin);

  const linkOf = async (id: string) => (await linksOf(stage.served.consoleUrl, id))[0];
  for (const [id, closedBy] of [
    ["GONE", "station"],
    ["LEFT", "csms"],
  ] as const) {
    await until(async () => (await linkOf(id))?.state === "closed", `the end of ${id} is recorded`);
    expect(await linkOf(id)).toMatchObject({ closedBy, closedHow: "timeout" });
  }
  await load.pass(50);
  await load.settle();
});
