import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRedisBoard } from "../../src/fleet/redis-board.ts";
import type { RedisConfig } from "../../src/fleet/redis-connection.ts";
import { redisConfig, startRedis } from "../support/redis.ts";
import { startCluster, startSentinel } from "../support/redis-groups.ts";
import { until } from "../support/until.ts";
import { boardContract, type JoinBoard, joined } from "./board-contract.ts";

function joinAt(config: RedisConfig): JoinBoard {
  return (member) => createRedisBoard(member, config, null);
}

const oneHolding = (run: string) => [{ key: "S", run, linkId: "L" }];

describe("the board on Redis", () => {
  boardContract(async () => joinAt(redisConfig((await startRedis()).url)));

  it("has keys of its prefix only, and each of a station ends by itself", async () => {
    const server = await startRedis();
    const board = await joined(joinAt(redisConfig(server.url, { prefix: "mine:" })));
    await board.claim(oneHolding(board.me.run));
    await board.beat();
    await board.write("overrides", "S", "{}");
    const look = server.client();
    const keys = (await look.keys("*")).toSorted();
    expect(keys).toEqual(["mine:at:S", "mine:members", "mine:overrides"]);
    expect(await look.pttl("mine:at:S")).toBeGreaterThan(0);
  });

  it("that stops is found again when it is back, and listening goes on", async () => {
    const server = await startRedis();
    const [a, b] = [
      await joined(joinAt(redisConfig(server.url)), "a"),
      await joined(joinAt(redisConfig(server.url)), "b"),
    ];
    const heard: string[] = [];
    a.listen("x", (text) => heard.push(text));
    let returned = 0;
    a.onReady(() => (returned += 1));
    await server.kill();
    await until(() => !a.isReady() && !b.isReady(), "both notice");
    expect(await a.holderOf("S")).toBeUndefined();
    await server.start();
    await until(() => returned > 0 && a.isReady() && b.isReady(), "both are back");
    await until(async () => {
      await b.publish("x", "again");
      return heard.includes("again");
    }, "it is heard");
    expect(await a.claim(oneHolding(a.me.run)), "scripts are sent again").toEqual([null]);
  });

  it("needs no more of its user than the guides say", async () => {
    const server = await startRedis();
    const commands = ["state", "fleet"].flatMap((page) => {
      const guide = readFileSync(`docs/operations/${page}.md`, "utf8");
      const [, list = ""] = /and the commands\s([^.;]*)/.exec(guide) ?? [];
      return [...list.matchAll(/`(\w+)`/g)].map(([, command]) => `+${command}`);
    });
    expect(commands.length).toBeGreaterThan(25);
    const user = ["SETUSER", "tap", "on", ">pw", "~ocpptap:*", "&ocpptap:*", ...commands];
    await server.client().call("ACL", user);
    const config = redisConfig(server.url.replace("//", "//tap:pw@"));
    const board = await joined(joinAt(config));
    const heard: string[] = [];
    const stop = board.listen("x", (text) => heard.push(text));
    await until(async () => (await board.publish("x", "!")) && heard.length > 0, "it is heard");
    stop();
    expect(await board.claim(oneHolding(board.me.run))).toEqual([null]);
    expect(await board.keep(oneHolding(board.me.run))).toEqual([null]);
    await board.release(oneHolding(board.me.run));
    expect(await board.holderOf("S")).toBeNull();
    expect(await board.write("overrides", "S", "{}")).toBe(1);
    expect(await board.write("overrides", "S", null)).toBe(2);
    expect((await board.read("overrides"))?.version).toBe(2);
    expect((await board.beat())?.members).toEqual([board.me]);
  });

  it("whose answers are nonsense holds nothing up and breaks nothing", async () => {
    const server = await startRedis();
    const board = await joined(joinAt(redisConfig(server.url)));
    const look = server.client();
    await look.set("ocpptap:at:S", "nonsense of another program");
    await look.lpush("ocpptap:at:T", "x");
    await look.zadd("ocpptap:members", Date.now() * 2, "{not json");
    expect(await board.holderOf("S")).toBeNull();
    expect(await board.holderOf("T")).toBeUndefined();
    expect((await board.beat())?.members).toEqual([board.me]);
    await look.set("ocpptap:overrides", "x");
    expect(await board.read("overrides")).toBeNull();
    expect(await board.write("overrides", "S", "{}")).toBeNull();
  });
});

describe("a board behind Sentinels", () => {
  it("is found at its primary, and at the next one when that is gone", async () => {
    const { url, primary } = await startSentinel();
    const config = redisConfig(url, { mode: "sentinel", sentinelName: "fleet" });
    const [a, b] = [await joined(joinAt(config), "a"), await joined(joinAt(config), "b")];
    await a.write("overrides", "S", '{"route":"/x"}');
    const heard: string[] = [];
    a.listen("x", (text) => heard.push(text));
    await primary.client().call("WAIT", ["1", "5000"]);
    await primary.kill();
    await until(async () => (await b.claim(oneHolding(b.me.run))) !== null, "it has moved", 30_000);
    await until(async () => {
      await b.publish("x", "again");
      return heard.includes("again");
    }, "it is heard");
    // Its requests go over another connection than its channels, which may still be moving.
    const kept = async () => (await a.read("overrides"))?.texts.get("S");
    await until(async () => (await kept()) === '{"route":"/x"}', "the override is still there");
  });
});

describe("a board on a cluster", () => {
  const cluster = async () => redisConfig((await startCluster()).url, { mode: "cluster" });
  boardContract(async () => joinAt(await cluster()), false);
});
