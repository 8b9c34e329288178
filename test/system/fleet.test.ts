/** Two machines of two workers each, one Redis, one store: what they share, and that they need not. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OverridesAnswer, StationOverride } from "../../src/console/override-contract.ts";
import type { SystemAnswer } from "../../src/console/system-contract.ts";
import { getJson, linksOf, live } from "../support/api.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { startRedis } from "../support/redis.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
}, 60_000);
afterAll(() => engine.close());

async function startFleet() {
  const redis = await startRedis();
  const [former, next] = [await startPlainCsms(), await startPlainCsms()];
  const { url, user, password, database } = engine.endpoint.recorder;
  const store = new URL(`/${database}`, url);
  [store.username, store.password] = [user, password];
  const machine = async (instance: string): Promise<Served> => {
    const data = await tempDir();
    const file = join(data, "ocpptap.yaml");
    const config = {
      ...{ instance, data, store: { url: store.href }, redis: { url: redis.url } },
      relay: { workers: 2 },
      routes: [
        { match: "/ocpp/{station}", upstream: former.url },
        { match: "/next/{station}", upstream: next.url },
      ],
    };
    await writeFile(file, JSON.stringify(config));
    return await serve(["--config", file], ["relay", "relay.2", "recorder", "console"]);
  };
  const [a, b] = await Promise.all([machine("a"), machine("b")]);
  return { redis, former, next, a, b };
}

async function connect(machine: Served, id: string) {
  const station = await connectPlainStation(`${machine.stationUrl}/ocpp/${id}`);
  let isClosed = false;
  station.leg.on("close", () => {
    isClosed = true;
  });
  const ask = async (messageId: string) => {
    station.send(call(messageId, "Heartbeat"));
    await until(() => station.received.some((text) => text.includes(messageId)), messageId);
  };
  return { ...station, ask, isClosed: () => isClosed };
}

async function put(machine: Served, station: string, body: object, query = "") {
  const response = await fetch(`${machine.consoleUrl}/api/overrides/${station}${query}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** Ids of the messages that a live tail shows. */
function watch(machine: Served) {
  const seen = new Set<string>();
  const abort = new AbortController();
  const end = (async () => {
    for await (const { messageId, instance } of live(machine.consoleUrl, "", abort.signal)) {
      seen.add(`${messageId} at ${instance}`);
    }
  })().catch(() => undefined);
  const stop = async () => {
    abort.abort();
    await end;
  };
  return {
    sees: (id: string) => [...seen].some((each) => each.startsWith(id)),
    seen,
    stop,
  };
}

const isShared = async (machine: Served) =>
  (await getJson<SystemAnswer>(`${machine.consoleUrl}/api/system`)).body.shared.ready;

describe("two machines", () => {
  it("share stations, overrides and the live tail, and relay without Redis", async () => {
    const { redis, former, next, a, b } = await startFleet();
    await until(async () => (await isShared(a)) && (await isShared(b)), "both share");
    const tail = watch(b);

    // The live tail shows every machine, each message once.
    const one = await connect(a, "CP-1");
    const two = await connect(b, "CP-2");
    let nth = 0;
    await until(async () => {
      nth += 1;
      await one.ask(`first-${nth}`);
      return tail.sees("first-");
    }, "b's tail shows a's rows");
    const startedMs = performance.now();
    await one.ask("from-a");
    await two.ask("from-b");
    await until(() => tail.sees("from-a") && tail.sees("from-b"), "both are seen");
    process.stdout.write(`both tails within ${Math.round(performance.now() - startedMs)} ms\n`);
    const ofA = [...tail.seen].filter((each) => each.startsWith("from-a at a"));
    expect(ofA).toHaveLength(1);

    // A station that comes back elsewhere leaves nothing behind.
    const again = await connect(b, "CP-1");
    await until(one.isClosed, "the link at a ends");
    await again.ask("again");
    expect(again.isClosed()).toBe(false);

    // An override is followed from the next connect on, everywhere; with ?now at once.
    const moving = await connect(a, "CP-3");
    const staying = await connect(a, "CP-4");
    expect(await put(b, "CP-3", { route: "/next/{station}" }, "?now")).toMatchObject({
      status: 200,
      body: { stationId: "CP-3", override: { route: "/next/{station}" } },
    });
    await until(moving.isClosed, "it is sent away");
    const moved = await connect(a, "CP-3");
    await moved.ask("moved");
    expect(next.received.get("/ocpp/CP-3")?.join()).toContain("moved");
    expect(await put(a, "CP-4", { upstream: next.url })).toMatchObject({ status: 200 });
    await staying.ask("stays");
    expect(former.received.get("/ocpp/CP-4")?.join()).toContain("stays");
    await until(async () => {
      const probe = await connect(b, "CP-4");
      await probe.close();
      return next.received.has("/ocpp/CP-4");
    }, "the other machine follows it");
    const { body: listed } = await getJson<OverridesAnswer>(`${b.consoleUrl}/api/overrides`);
    expect(listed.overrides.map(({ stationId }) => stationId)).toEqual(["CP-3", "CP-4"]);
    const refused = await put(a, "CP-5", { route: "/nowhere/{station}" });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: "REQUEST_INVALID" } } });
    await until(
      async () => (await linksOf(a.consoleUrl, "CP-3")).some((l) => l.route === "/next/{station}"),
      "the record tells the route",
    );
    const routed = (await linksOf(a.consoleUrl, "CP-3")).find((l) => l.route.startsWith("/next"));
    expect(routed?.details["overrides"]).toBe("/ocpp/{station}");

    // Without Redis nothing of a link is touched, and what is known stands.
    await redis.kill();
    await until(async () => !(await isShared(a)) && !(await isShared(b)), "it is noticed");
    const withoutMs = performance.now();
    await Promise.all([again.ask("no-redis-1"), two.ask("no-redis-2"), moved.ask("no-redis-3")]);
    process.stdout.write(`without Redis: ${Math.round(performance.now() - withoutMs)} ms\n`);
    await until(() => tail.sees("no-redis-2"), "b's own rows are still shown");
    expect((await fetch(`${a.consoleUrl}/readyz`)).status).toBe(200);
    expect((await put(a, "CP-6", { upstream: next.url })).status).toBe(503);
    for (const name of ["relay", "relay.2"]) process.kill(await a.pidOf(name), "SIGKILL");
    await until(moved.isClosed, "a's links end with their relays");
    await until(
      () => ["relay", "relay.2"].every((name) => readies(a, name) === 2),
      "a's relays run again",
      30_000,
    );
    const back = await connect(a, "CP-3");
    await back.ask("back");
    expect(next.received.get("/ocpp/CP-3")?.join(), "overrides are known from the disk").toContain(
      "back",
    );
    const here = await connect(a, "CP-2");

    // When it is back, what happened meanwhile is settled.
    await redis.start();
    await until(async () => (await isShared(a)) && (await isShared(b)), "both share again");
    await until(two.isClosed, "the older link of the station ends");
    await here.ask("here");
    expect(here.isClosed()).toBe(false);
    await until(async () => {
      nth += 1;
      await here.ask(`later-${nth}`);
      return tail.sees("later-");
    }, "the live tail shows a's rows again");
    const removed = await fetch(`${a.consoleUrl}/api/overrides/CP-3?now`, { method: "DELETE" });
    expect(((await removed.json()) as StationOverride).override).toBeNull();
    await until(back.isClosed, "it is sent away");
    const home = await connect(b, "CP-3");
    await home.ask("home");
    expect(former.received.get("/ocpp/CP-3")?.join()).toContain("home");
    await tail.stop();
  }, 180_000);
});

function readies({ log }: Served, role: string): number {
  return log.filter((line) => line["event"] === "ready" && line["role"] === role).length;
}
