import { join } from "node:path";
import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { bookFileOf, openFleet } from "../../src/fleet/fleet.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

async function open(redis: object, role: string, data: string, events: TapEvent[] = []) {
  const config = configSchema.parse({ data, redis });
  const observe = (event: TapEvent) => void events.push(event);
  const metrics = { measure: () => undefined };
  const fleet = await openFleet(config, role, { runDir: await openRunDir(data), observe, metrics });
  whenOver(() => fleet.close());
  return fleet;
}

it("processes of one machine find each other, and it is told", async () => {
  const data = await tempDir();
  const events: TapEvent[] = [];
  const relay = await open({}, "relay", data, events);
  expect(relay.health().isWell).toBe(false);
  const console = await open({}, "console", data);
  const beats: number[] = [];
  console.onBeat(({ members }) => beats.push(members.length));
  await until(() => relay.health().isWell && console.health().isWell, "both are there");
  await until(() => console.members().length === 2, "each sees both", 10_000);
  expect(
    console
      .members()
      .map(({ role }) => role)
      .toSorted(),
  ).toEqual(["console", "relay"]);
  expect(beats.at(-1)).toBe(2);
  expect(events).toMatchObject([{ name: "boardFound" }]);
});

it("a Redis server that is not there is told once, without its password", async () => {
  const events: TapEvent[] = [];
  const url = "redis://user:secret@127.0.0.1:1/0";
  const { health, board } = await open({ url }, "relay", await tempDir(), events);
  expect(board.isReady()).toBe(false);
  expect(await board.claim([])).toBeNull();
  await until(() => events.length > 0, "it is told", 10_000);
  expect(events).toMatchObject([{ name: "boardLost" }]);
  expect(JSON.stringify([events, health()])).not.toContain("secret");
});

it("what was last known of Redis is another file than the machine's own overrides", () => {
  const { redis } = configSchema.parse({});
  expect(bookFileOf({ data: "/d", redis }, "overrides")).toBe(
    join("/d", "fleet", "overrides.json"),
  );
  const shared = bookFileOf({ data: "/d", redis: { ...redis, url: "redis://x" } }, "overrides");
  expect(shared).toBe(join("/d", "fleet", "overrides-of-redis.json"));
});
