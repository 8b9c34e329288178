import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createFleetFeed } from "../../src/console/fleet-feed.ts";
import type { LiveEvent, LiveFeed } from "../../src/console/live-feed.ts";
import { shareLive } from "../../src/fleet/live-share.ts";
import { createRedisBoard } from "../../src/fleet/redis-board.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createLive } from "../../src/recorder/live.ts";
import { messageRow } from "../store/rows.ts";
import { whenOver } from "../support/lifetime.ts";
import { redisConfig, startRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { joined } from "./board-contract.ts";

/** This machine's own feed, told by the test. */
function localFeed() {
  const listeners = new Set<(event: LiveEvent) => void>();
  const feed: LiveFeed = {
    listen(listener) {
      listeners.add(listener);
      listener({ kind: "state", isConnected: true, problem: "", missing: null });
      return () => void listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
  const tell = (event: LiveEvent) => {
    for (const listener of listeners) listener(event);
  };
  return { feed, tell };
}

async function world() {
  const server = await startRedis();
  const join = (instance: string) =>
    joined((member) => createRedisBoard(member, redisConfig(server.url), null), instance);
  const events: TapEvent[] = [];
  const observe = (event: TapEvent) => void events.push(event);
  const recorder = async (instance: string) => {
    const live = createLive();
    const share = shareLive(live, { board: await join(instance), observe });
    whenOver(() => share.close());
    return live;
  };
  const [one, two] = [await recorder("one"), await recorder("two")];
  const local = localFeed();
  const feed = createFleetFeed(local.feed, await join("console"));
  const heard: LiveEvent[] = [];
  const stop = feed.listen((event) => heard.push(event));
  whenOver(() => feed.close());
  const seqs = () => heard.flatMap((event) => (event.kind === "message" ? [event.row.seq] : []));
  const states = () => heard.filter((event) => event.kind === "state");
  return { server, one, two, local, feed, heard, seqs, states, stop, events };
}

const row = (seq: number, payload = "[]") => messageRow({ seq, payload });

it("a console shows the rows of all recorders, each once, and only while somebody watches", async () => {
  const { one, two, local, seqs, stop } = await world();
  await until(() => one.listeners() === 1 && two.listeners() === 1, "somebody is known to watch");
  one.publish(row(1), []);
  two.publish(row(2), []);
  await until(() => seqs().length === 2, "both are shown");
  local.tell({ kind: "origin", origin: one.origin });
  one.publish(row(3), []);
  two.publish(row(4), []);
  await until(() => seqs().includes(4), "the other's is shown");
  expect(seqs().toSorted()).toEqual([1, 2, 4]);
  stop();
  await until(() => one.listeners() === 0, "nobody watches", 3 * limits.liveInterestMs + 5_000);
});

it("what does not fit is counted and told; the rest arrives", async () => {
  const { one, heard, seqs, events } = await world();
  await until(() => one.listeners() === 1, "somebody is known to watch");
  one.publish(row(1, "x".repeat(limits.liveShareChars)), []);
  one.publish(row(2), []);
  await until(() => seqs().includes(2), "the small one is shown");
  expect(heard).toContainEqual({ kind: "skipped", messages: 1 });
  expect(events).toEqual([{ name: "liveShareDropped", messages: 1 }]);
});

it("without Redis this machine's rows go on, and it is said that others are missing", async () => {
  const { server, one, local, seqs, states } = await world();
  await until(() => one.listeners() === 1, "somebody is known to watch");
  await server.kill();
  await until(() => states().at(-1)?.missing !== null, "it is said");
  expect(states().at(-1)).toMatchObject({ isConnected: true });
  local.tell({ kind: "message", row: row(7), findings: [] });
  expect(seqs()).toEqual([7]);
  await server.start();
  await until(() => states().at(-1)?.missing === null, "nothing is missing");
  await until(() => {
    one.publish(row(8), []);
    return seqs().includes(8);
  }, "others are shown again");
});
