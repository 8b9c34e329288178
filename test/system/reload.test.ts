/**
 * SIGHUP to the whole program: what can be changed counts at once, links never notice, what cannot
 * be used changes nothing, and what has to wait is named.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ReadyAnswer } from "../../src/console/contract.ts";
import type { SystemAnswer } from "../../src/console/system-contract.ts";
import { getJson } from "../support/api.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

/** The engine starts meanwhile, and the machine may be busy. */
const RELOAD_MS = 30_000;

const told = ({ log }: Served, event: string) => log.filter((line) => line["event"] === event);

const hangUp = (served: Served) => served.process.kill("SIGHUP");

async function configFile() {
  const data = await tempDir();
  const file = join(data, "ocpptap.yaml");
  const write = (config: object) => writeFile(file, JSON.stringify({ data, ...config }));
  return { data, file, write };
}

const routeTo = (upstream: string) => ({ routes: [{ match: "/ocpp/{station}", upstream }] });

async function readyz({ consoleUrl }: Served) {
  return (await getJson<ReadyAnswer>(`${consoleUrl}/readyz`)).body;
}

it("a link stays where it is while its route leads elsewhere", async () => {
  const [one, two] = [await startPlainCsms(), await startPlainCsms()];
  const { file, write } = await configFile();
  await write(routeTo(one.url));
  const served = await serve(["--config", file, "--relay.workers", "2"]);
  const url = served.stationUrl.split(", ")[0];
  const old = await connectPlainStation(`${url}/ocpp/CP-1`);
  old.send(call("1", "Heartbeat"));
  await until(() => old.received.length === 1, "it works");
  const pids = await Promise.all(["relay", "recorder", "console"].map(served.pidOf));

  await write({ ...routeTo(two.url), instance: "another", exchange: { timeoutMs: 5_000 } });
  hangUp(served);
  await until(() => told(served, "reloaded").length === 1, "it is read again", RELOAD_MS);
  expect(told(served, "reloaded")).toMatchObject([
    {
      level: "info",
      changed: ["routes[0].upstream", "exchange.timeoutMs"],
      again: ["recorder"],
      waiting: ["instance"],
    },
  ]);
  // Each of the workers may take it.
  for (const id of ["CP-2", "CP-3", "CP-4"]) {
    const fresh = await connectPlainStation(`${url}/ocpp/${id}`);
    fresh.send(call("1", "Heartbeat"));
    await until(() => fresh.received.length === 1, "the new one answers");
  }
  expect([...two.received.keys()]).toEqual(["/ocpp/CP-2", "/ocpp/CP-3", "/ocpp/CP-4"]);
  old.send(call("2", "Heartbeat"));
  await until(() => old.received.length === 2, "the old one answers");
  expect([...one.received.keys()]).toEqual(["/ocpp/CP-1"]);

  const recorders = () => told(served, "ready").filter(({ role }) => role === "recorder");
  await until(() => recorders().length === 2, "the recorder is back", 60_000);
  const now = await Promise.all(["relay", "recorder", "console"].map(served.pidOf));
  expect(now[0]).toBe(pids[0]);
  expect(now[1]).not.toBe(pids[1]);
  expect(now[2]).toBe(pids[2]);
  expect(told(served, "childEnded")).toEqual([]);
  const { body } = await getJson<SystemAnswer>(`${served.consoleUrl}/api/system`);
  expect(body.configuration).toMatchObject({ refused: null, waiting: ["instance"] });
  expect(body.routes).toMatchObject([{ upstream: two.url }]);
  expect(body.roles.find(({ role }) => role === "supervisor")?.detail).toContain(
    "changed but needs a restart: instance",
  );
  expect((await readyz(served)).degraded).toBe(false);
});

it("what cannot be used changes nothing, is told with its remedy, and degrades nothing else", async () => {
  const csms = await startPlainCsms();
  const { file, write } = await configFile();
  await write(routeTo(csms.url));
  const served = await serve(["--config", file]);
  const station = await connectPlainStation(`${served.stationUrl}/ocpp/CP-1`);

  await write({ ...routeTo("http://no-websocket.example"), nonsense: 1 });
  hangUp(served);
  await until(() => told(served, "reloadRefused").length === 1, "it is refused", RELOAD_MS);
  const [line] = told(served, "reloadRefused");
  expect(line).toMatchObject({ level: "error", problem: expect.stringContaining("nonsense") });
  expect(String(line?.["msg"])).toContain("Correct them and try again");
  // It is right, and its file is not: the relay says so, and nobody takes anything over.
  const upstreamCa = join(file, "..", "no-ca.pem");
  await write({
    routes: [{ match: "/ocpp/{station}", upstream: "wss://127.0.0.1:1", upstreamCa }],
    log: { level: "debug" },
  });
  hangUp(served);
  await until(() => told(served, "reloadRefused").length === 2, "it is refused again", RELOAD_MS);
  expect(told(served, "reloadRefused")[1]?.["problem"]).toContain("no-ca.pem");
  const answer = await readyz(served);
  await until(async () => (await readyz(served)).ready, "all is ready", 60_000);
  expect(answer.degraded).toBe(true);
  expect((await readyz(served)).roles["supervisor"]?.detail).toContain("no-ca.pem");
  const metrics = async () => (await fetch(`${served.consoleUrl}/metrics`)).text();
  expect(await metrics()).toContain('ocpptap_config_refused{role="supervisor"} 1');

  const fresh = await connectPlainStation(`${served.stationUrl}/ocpp/CP-2`);
  for (const each of [station, fresh]) {
    each.send(call("1", "Heartbeat"));
    await until(() => each.received.length === 1, "all as before");
  }
  expect(served.log.filter(({ level }) => level === "debug")).toEqual([]);

  // Twice quickly: both are heard, one after the other.
  await write({ ...routeTo(csms.url), log: { level: "debug" } });
  hangUp(served);
  hangUp(served);
  await until(() => told(served, "reloaded").length >= 1, "it is mended", RELOAD_MS);
  expect(await metrics()).toContain('ocpptap_config_refused{role="supervisor"} 0');
  expect((await readyz(served)).degraded).toBe(false);
  const third = await connectPlainStation(`${served.stationUrl}/ocpp/CP-3`);
  third.send(call("1", "Heartbeat"));
  await until(() => served.log.some(({ level }) => level === "debug"), "now it tells more");
});

it("one role alone reloads, too", async () => {
  const [one, two] = [await startPlainCsms(), await startPlainCsms()];
  const { file, write } = await configFile();
  await write(routeTo(one.url));
  const served = await serve(["--config", file, "--only", "relay"], ["relay"]);
  const old = await connectPlainStation(`${served.stationUrl}/ocpp/CP-1`);
  await write({ ...routeTo(two.url), spool: { fsyncMs: 77 } });
  hangUp(served);
  await until(() => told(served, "reloaded").length === 1, "it is read again", RELOAD_MS);
  expect(told(served, "reloaded")[0]?.["waiting"]).toEqual(["spool.fsyncMs"]);
  await connectPlainStation(`${served.stationUrl}/ocpp/CP-2`);
  expect([...two.legs.keys()]).toEqual(["/ocpp/CP-2"]);
  old.send(call("1", "Heartbeat"));
  await until(() => old.received.length === 1, "the old link goes on");

  const exit = once(served.process, "exit");
  served.process.kill("SIGTERM");
  expect((await exit)[0]).toBe(0);
});
