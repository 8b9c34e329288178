/** Faults on purpose through the whole program: set by the API, done on open links, in the record. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { FindingsAnswer } from "../../src/console/contract.ts";
import type { FaultState, FaultsAnswer } from "../../src/console/fault-contract.ts";
import { getJson, linksOf, searchAll } from "../support/api.ts";
import { endAfterAll, keptForAll } from "../support/lifetime.ts";
import { call, connectPlainStation, type PlainCsms, startPlainCsms } from "../support/peers.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

type World = { readonly file: string; readonly data: string; readonly csms: PlainCsms };

let world: World;
let served: Served;

beforeAll(
  () =>
    keptForAll(async () => {
      const [data, csms] = [await tempDir(), await startPlainCsms()];
      const file = join(data, "ocpptap.yaml");
      const routes = [
        { match: "/bench/{station}", upstream: csms.url, faults: true },
        { match: "/real/{station}", upstream: csms.url },
      ];
      await writeFile(file, JSON.stringify({ data, routes, record: { messageMs: 50 } }));
      world = { file, data, csms };
      served = await serve(["--config", file]);
    }),
  120_000,
);
endAfterAll();

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const heartbeat = (id: string) => call(id, "Heartbeat");

/** How many are in force, as the relay says. */
async function inForce(): Promise<number> {
  const text = await (await fetch(`${served.consoleUrl}/metrics`)).text();
  return Number(/^ocpptap_faults(?:\{.*\})? (\d+)$/m.exec(text)?.[1] ?? "-1");
}

async function known<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  const answer = await change();
  const { length } = await listed();
  await until(async () => (await inForce()) === length, "the relay knows it");
  return answer;
}

async function put(name: string, fault: object) {
  const response = await fetch(`${served.consoleUrl}/api/faults/${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ until: inMs(600_000), sender: "station", ...fault }),
  });
  return { status: response.status, body: (await response.json()) as FaultState };
}

async function set(name: string, fault: object): Promise<void> {
  expect(await known(() => put(name, fault))).toMatchObject({ status: 200, body: { name } });
}

async function remove(name: string): Promise<void> {
  const url = `${served.consoleUrl}/api/faults/${name}`;
  expect((await known(() => fetch(url, { method: "DELETE" }))).status).toBe(200);
}

async function listed(): Promise<readonly string[]> {
  const { body } = await getJson<FaultsAnswer>(`${served.consoleUrl}/api/faults`);
  return body.faults.map(({ name }) => name);
}

async function connect(id: string, route = "bench") {
  const station = await connectPlainStation(`${served.stationUrl}/${route}/${id}`);
  const closed: number[] = [];
  station.leg.on("close", (code: number) => closed.push(code));
  const csms = () => world.csms.received.get(`/ocpp/${id}`) ?? [];
  return {
    ...{ ...station, csms, closed },
    async ask(text: string) {
      const before = station.received.length;
      station.send(text);
      await until(() => station.received.length > before, `an answer to ${text}`);
      return station.received.at(-1);
    },
  };
}

async function findingsOf(station: string) {
  const q = encodeURIComponent(`finding:fault-on-purpose station:${station}`);
  const url = `${served.consoleUrl}/api/findings?limit=1000&q=${q}`;
  const { body } = await getJson<FindingsAnswer>(url);
  return body.findings.filter(({ rule }) => rule === "fault-on-purpose");
}

it("acts on an open link from the next message on, and the record tells who made what", async () => {
  const station = await connect("CP-1");
  await station.ask(heartbeat("before"));

  await set("gone", { station: "CP-1", action: "Heartbeat", count: 1, does: { kind: "drop" } });
  station.send(heartbeat("dropped"));
  await station.ask(heartbeat("after"));
  expect(station.csms()).toEqual([heartbeat("before"), heartbeat("after")]);
  await remove("gone");

  const error = { code: "InternalError", description: "a test" };
  await set("no", { station: "CP-1", action: "Auth*", does: { kind: "answer", error } });
  expect(await station.ask(call("auth", "Authorize"))).toBe(
    '[4,"auth","InternalError","a test",{}]',
  );
  expect(station.csms().join()).not.toContain("Authorize");
  await remove("no");

  await set("twice", { station: "CP-1", count: 1, does: { kind: "duplicate" } });
  station.send(heartbeat("twice"));
  await until(() => station.received.filter((text) => text.includes("twice")).length === 2, "both");
  await remove("twice");

  const drops = { station: "CP-1", sender: "csms", type: "callResult", action: "MeterValues" };
  await set("broken", { ...drops, does: { kind: "corrupt", how: "truncate" } });
  const answer = '[3,"meter",{"status":"Accepted"}]';
  expect(await station.ask(call("meter", "MeterValues"))).toBe(answer.slice(0, answer.length / 2));
  await remove("broken");

  await set("late", { station: "CP-1", action: "BootNotification", does: { kind: "reorder" } });
  station.send(call("boot", "BootNotification"));
  await station.ask(heartbeat("overtakes"));
  await until(() => station.csms().at(-1)?.includes("boot") === true, "it comes behind");
  expect(station.csms().at(-2)).toBe(heartbeat("overtakes"));
  await remove("late");

  await set("end", {
    ...{ station: "CP-1", action: "StopTransaction" },
    does: { kind: "close", code: 1013, reason: "a test" },
  });
  station.send(call("stop", "StopTransaction"));
  await until(() => station.closed.length > 0, "the link is closed");
  expect(station.closed).toEqual([1013]);
  expect(station.csms().join()).not.toContain("StopTransaction");
  await remove("end");
  expect(await listed()).toEqual([]);

  const did = ["dropped", "answered", "duplicated", "corrupted", "reordered", "closed"];
  await until(async () => (await findingsOf("CP-1")).length >= did.length, "all is recorded");
  const findings = (await findingsOf("CP-1")).toReversed();
  expect(findings.map(({ details }) => details["did"])).toEqual(did);
  expect(findings.every(({ severity, side }) => severity === "note" && side === "ours")).toBe(true);

  const search = () => searchAll(served.consoleUrl, "station:CP-1");
  // The last one that was said: with it all are in the store.
  const isIn = async () => (await search()).some(({ messageId }) => messageId === "stop");
  await until(isIn, "all messages are found");
  const messages = await search();
  const textsOn = (leg: string) =>
    messages.filter((message) => message.leg === leg).map(({ payload }) => payload);
  expect(textsOn("both"), "what the station sent").toEqual(
    expect.arrayContaining([
      heartbeat("dropped"),
      call("auth", "Authorize"),
      call("stop", "StopTransaction"),
    ]),
  );
  const made = messages
    .filter(({ leg }) => leg !== "both")
    .map(({ leg, messageId }) => [leg, messageId]);
  expect(made, "each where it was put in").toEqual([
    ["station", "auth"],
    ["csms", "twice"],
    ["station", expect.anything()],
  ]);
  const [link] = await linksOf(served.consoleUrl, "CP-1");
  expect(link).toMatchObject({ state: "closed", closedBy: "ocpptap" });
}, 120_000);

it("is refused where the station's route does not permit it, and its link is as it was", async () => {
  const real = await connect("R-1", "real");
  await real.ask(heartbeat("1"));
  await until(async () => (await linksOf(served.consoleUrl, "R-1")).length === 1, "it is recorded");
  const refused = await put("f", { station: "R-1", does: { kind: "drop" } });
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { sentence: expect.stringContaining("by the route /real/{station}") } },
  });
  // One that was set before anybody knew by which route the station comes does nothing there.
  await set("early", { station: "R-2", does: { kind: "drop" } });
  const early = await connect("R-2", "real");
  await early.ask(heartbeat("2"));
  expect(early.csms()).toEqual([heartbeat("2")]);
  await remove("early");
}, 120_000);

it("releases what is held, in its order, when the fault ends by itself", async () => {
  const station = await connect("CP-3");
  await station.ask(heartbeat("0"));
  const does = { kind: "delay", ms: 300_000 };
  await set("slow", { station: "CP-3", until: inMs(6_000), does });
  const startedMs = performance.now();
  const ids = ["1", "2", "3"];
  for (const id of ids) station.send(heartbeat(id));
  await until(() => station.csms().length === 4, "they go on");
  expect(performance.now() - startedMs).toBeGreaterThan(3_000);
  expect(station.csms().slice(1)).toEqual(ids.map(heartbeat));
  expect(await listed()).toEqual([]);
}, 120_000);

it("survives a restart until its end, and never beyond it", async () => {
  await set("lasting", { station: "CP-4", action: "Heartbeat", does: { kind: "drop" } });
  await set("short", {
    station: "CP-4",
    action: "Authorize",
    until: inMs(1_500),
    does: { kind: "drop" },
  });
  await served.stop();
  served = await keptForAll(() => serve(["--config", world.file]));
  expect(await listed()).toEqual(["lasting"]);
  const station = await connect("CP-4");
  station.send(heartbeat("dropped"));
  await station.ask(call("auth", "Authorize"));
  expect(station.csms()).toEqual([call("auth", "Authorize")]);
  await remove("lasting");
  await station.ask(heartbeat("again"));
}, 120_000);

it("each write is in the audit, with who asked", async () => {
  const text = await readFile(join(world.data, "audit", "console.jsonl"), "utf8");
  expect(text).toContain("/api/faults/gone");
  expect(text.split("\n").filter((line) => line.includes("/api/faults")).length).toBeGreaterThan(
    14,
  );
});
