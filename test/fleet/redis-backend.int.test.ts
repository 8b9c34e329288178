import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createRedisBackend } from "../../src/fleet/redis-backend.ts";
import { whenOver } from "../support/lifetime.ts";
import { redisConfig, startRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { backendContract } from "./backend-contract.ts";
import { stateStoreContract } from "./contract.ts";
import { mapOf, type Place, storeAt, writeUntilRejected } from "./state-worlds.ts";
import { expectUndisturbed } from "./undisturbed.ts";

function placeAt(url: string): Place {
  return { data: "/nowhere", redis: redisConfig(url) };
}

describe("Redis as a state store", () => {
  stateStoreContract(async () => placeAt((await startRedis()).url));
  backendContract(async () => {
    const backend = createRedisBackend(redisConfig((await startRedis()).url));
    whenOver(() => backend.close());
    return backend;
  });
});

describe("a Redis server", () => {
  it("that is killed while it is written to fails writes at once, and has all that was stored", async () => {
    const server = await startRedis();
    const store = await storeAt(placeAt(server.url));
    const { progress, writing, state } = await writeUntilRejected(store, "S");
    await server.kill();
    await writing;
    expect(progress.rejection).toMatchObject({ code: "STATE_UNAVAILABLE", isRetryable: true });
    const startedMs = performance.now();
    await expect(state.write([])).rejects.toThrow(/^The state kept at redis:\/\/127\.0\.0\.1/);
    expect(performance.now() - startedMs, "nothing waits for a connection").toBeLessThan(1_000);
    expect(store.health()).toMatchObject({
      isWell: false,
      detail: expect.stringContaining("cannot be used"),
    });

    await server.start();
    await until(() => store.health().isWell, "it is found again");
    expect(Number(mapOf(await store.open("S")).get("one"))).toBeGreaterThanOrEqual(progress.stored);
    const again = await store.open("S");
    await again.write([{ key: "one", value: "again" }]);
    expect(mapOf(await store.open("S")).get("one")).toBe("again");
    const told = store.events.map(({ name }) => name).filter((name) => name !== "stateWritten");
    expect(told).toEqual(["stateStoreFailed", "stateStoreRecovered"]);
  });

  it("that ends connections again and again: writers that write again lose and double nothing", async () => {
    const server = await startRedis();
    const client = server.client();
    await expectUndisturbed(await storeAt(placeAt(server.url)), async () => {
      await client.call("CLIENT", ["KILL", "TYPE", "normal", "SKIPME", "yes"]);
    });
  });

  it("that stalls is given up in time, and what it runs late undoes nothing", async () => {
    const server = await startRedis();
    const store = await storeAt(placeAt(server.url));
    const states = await Promise.all(["S", "T"].map((name) => store.open(name)));
    server.stall();
    const startedMs = performance.now();
    const results = await Promise.allSettled(
      states.flatMap((state) => [
        state.write([{ key: "a", value: "late" }]),
        state.write([{ key: "a", value: "behind" }]),
      ]),
    );
    expect(performance.now() - startedMs).toBeLessThan(limits.stateWriteMs);
    for (const result of results) {
      expect(result).toMatchObject({ reason: { code: "STATE_UNAVAILABLE" } });
    }
    server.goOn();
    await until(() => store.health().isWell, "it is found again");
    for (const state of states) await state.write([{ key: "a", value: "again" }]);
    for (const name of ["S", "T"]) {
      expect(mapOf(await store.open(name))).toEqual(new Map([["a", "again"]]));
    }
  });

  it("that has lost its data says so until the name is opened anew", async () => {
    const server = await startRedis();
    const store = await storeAt(placeAt(server.url));
    const state = await store.open("S");
    await state.write([{ key: "a", value: 1 }]);
    await server.client().flushall();
    await expect(state.write([{ key: "b", value: 1 }])).rejects.toMatchObject({
      code: "STATE_DAMAGED",
      remedy: expect.stringContaining("appendonly"),
    });
    const again = await store.open("S");
    expect(again.documents).toEqual([]);
    await again.write([{ key: "b", value: 2 }]);
    expect(store.health().isWell).toBe(true);
  });

  it("that has gone back to an earlier state is not written to as if nothing had happened", async () => {
    const server = await startRedis();
    const store = await storeAt(placeAt(server.url));
    const state = await store.open("S");
    await state.write([{ key: "a", value: 1 }]);
    await state.write([{ key: "a", value: 2 }]);
    await server.client().hset('ocpptap:state:"S"', "seq", "1", '="a"', "1");
    await expect(state.write([{ key: "b", value: 1 }])).rejects.toThrow(/lost writes/);
    expect(mapOf(await store.open("S"))).toEqual(new Map([["a", 1]]));
  });

  it("without memory says how to give it some; removing works all the same", async () => {
    const server = await startRedis(["--maxmemory", "8mb", "--maxmemory-policy", "noeviction"]);
    const store = await storeAt(placeAt(server.url));
    const state = await store.open("S");
    const value = "x".repeat(500_000);
    let count = 0;
    const filling = (async () => {
      for (; ; count += 1) await state.write([{ key: `${count}`, value }]);
    })();
    await expect(filling).rejects.toMatchObject({
      code: "STATE_UNAVAILABLE",
      remedy: expect.stringContaining("maxmemory"),
    });
    expect(store.health().isWell).toBe(false);
    const all = Array.from({ length: count + 1 }, (_, index) => ({ key: `${index}`, value: null }));
    await state.write(all);
    await state.write([{ key: "small", value: 1 }]);
    expect(mapOf(await store.open("S"))).toEqual(new Map([["small", 1]]));
  });

  it("that asks for a password says so, and no password is ever shown", async () => {
    const server = await startRedis(["--requirepass", "right-one"]);
    const { port } = new URL(server.url);
    for (const credentials of ["", "default:wrong-one@"]) {
      const store = await storeAt(placeAt(`redis://${credentials}127.0.0.1:${port}/0`));
      await expect(store.open("S")).rejects.toMatchObject({
        code: "STATE_UNAVAILABLE",
        remedy: expect.stringContaining("user and password in redis.url"),
      });
      expect(JSON.stringify([store.health(), store.events])).not.toContain("wrong-one");
    }
    const store = await storeAt(placeAt(`redis://default:right-one@127.0.0.1:${port}/0`));
    await (await store.open("S")).write([{ key: "a", value: 1 }]);
    expect(JSON.stringify(store.health())).not.toContain("right-one");
  });

  it("needs no more of its user than the guide says", async () => {
    const server = await startRedis();
    const guide = readFileSync("docs/operations/state.md", "utf8");
    const [, list = ""] = /and the commands ([^.]*)\./.exec(guide) ?? [];
    const allowed = [...list.matchAll(/`(\w+)`/g)].map(([, command]) => `+${command}`);
    expect(allowed.length).toBeGreaterThan(10);
    await server.client().call("ACL", ["SETUSER", "tap", "on", ">pw", "~ocpptap:*", ...allowed]);
    const store = await storeAt(placeAt(server.url.replace("//", "//tap:pw@")));
    const state = await store.open("S");
    await state.write([{ key: "a", value: 1 }]);
    await state.write([{ key: "a", value: null }]);
    expect(store.health().isWell).toBe(true);
    expect(store.events.filter(({ name }) => name === "stateStoreFailed")).toEqual([]);
  });

  it("that is not there at the start is found when it is", async () => {
    const server = await startRedis();
    await server.kill();
    const store = await storeAt(placeAt(server.url));
    await expect(store.open("S")).rejects.toMatchObject({ code: "STATE_UNAVAILABLE" });
    expect(store.health().isWell).toBe(false);
    await server.start();
    await until(() => store.health().isWell, "it is found");
    await (await store.open("S")).write([{ key: "a", value: 1 }]);
  });

  it("with something else under our key is damaged, for that name", async () => {
    const server = await startRedis();
    const client = server.client();
    await client.set('ocpptap:state:"S"', "not a hash");
    await client.hset('ocpptap:state:"T"', '="a"', "{not json");
    const store = await storeAt(placeAt(server.url));
    for (const name of ["S", "T"]) {
      await expect(store.open(name)).rejects.toMatchObject({ code: "STATE_DAMAGED" });
    }
    await (await store.open("U")).write([{ key: "a", value: 1 }]);
    expect(store.health().isWell).toBe(true);
  });
});
