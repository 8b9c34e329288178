/** A record over two shards, on the real engine: made, written, read, and with a node killed. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { openStore, type Store } from "../../src/store/client.ts";
import { encodeRows } from "../../src/store/encode.ts";
import { layoutOf } from "../../src/store/layout.ts";
import { prepareStore } from "../../src/store/prepare.ts";
import { applyRetention } from "../../src/store/retention.ts";
import type { FrozenInsert } from "../../src/store/rows.ts";
import { readSteps } from "../../src/store/steps.ts";
import { everyNode, startTestCluster, type TestCluster } from "../support/cluster.ts";
import { until } from "../support/until.ts";
import { messageRow, nowUs } from "./rows.ts";

const deps = { observe: () => undefined };
const STATIONS = 40;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  const made = await prepareStore(store([]), options(), deps);
  expect(made.steps).toBe((await readSteps()).length);
});
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await cluster.close();
});

const opened: Store[] = [];
function kept(store: Store): Store {
  opened.push(store);
  return store;
}

const options = () => ({
  database: cluster.database,
  retentionDays: 90,
  cluster: { name: cluster.name, isReplicated: false },
});

function store(sent: string[]): Store {
  return kept(everyNode(cluster, sent));
}

function reader(index: 0 | 1): Store {
  return kept(openStore(async () => cluster.nodes[index].reader, deps));
}

function recorder(...order: readonly (0 | 1)[]): Store {
  const [first = 0, ...rest] = order;
  const others = rest.map((each) => cluster.nodes[each].recorder.url);
  return kept(openStore(async () => ({ ...cluster.nodes[first].recorder, others }), deps));
}

function batch(token: string): FrozenInsert {
  const rows = Array.from({ length: STATIONS }, (_unused, index) => [
    messageRow({ stationId: parseStationId(`${token}-${index}`), seq: 1 }),
    messageRow({ stationId: parseStationId(`${token}-${index}`), seq: 2 }),
  ]).flat();
  return { table: "messages", rows: rows.length, body: encodeRows("messages", rows), token };
}

async function countOf(from: string, by = reader(0)): Promise<number> {
  const [row] = await by.query<{ n: string }>(`SELECT count() AS n FROM ${from}`);
  return Number(row?.n);
}

it("changes nothing on a cluster that has everything, and lets two begin at once", async () => {
  const sent: string[] = [];
  const again = await Promise.all([
    prepareStore(store(sent), options(), deps),
    prepareStore(store(sent), options(), deps),
  ]);
  expect(again.map(({ steps }) => steps)).toEqual([0, 0]);
  expect(sent).toEqual([]);
});

it("moves old messages to the volume for them, on every node, and leaves them there", async () => {
  const cold = { afterDays: 5, policy: "tiered", volume: "cold" };
  const layout = layoutOf(options());
  const sent: string[] = [];
  const keeping = { retentionDays: 90, cold };
  expect(await applyRetention(store(sent), keeping, layout)).toEqual(["messages"]);
  expect(await applyRetention(store(sent), keeping, layout)).toEqual([]);
  expect(sent.map((each) => /MODIFY (SETTING|TTL)/.exec(each)?.[1])).toEqual(["SETTING", "TTL"]);
  const old = Array.from({ length: STATIONS }, (_unused, index) =>
    messageRow({
      ...{ stationId: parseStationId(`old-${index}`), seq: 1 },
      receivedAtUs: nowUs - 10 * 86_400_000_000,
    }),
  );
  const body = encodeRows("messages", old);
  await recorder(0).insert({ table: "messages", rows: old.length, body, token: "old" });
  await recorder(0).insert(batch("young"));
  const disks = (index: 0 | 1) =>
    reader(index).query<{ disk_name: string; age: number }>(
      `SELECT disk_name, max_time < now() - INTERVAL 5 DAY AS age FROM system.parts
       WHERE table = 'messages' AND active AND rows > 0 ORDER BY age`,
    );
  for (const index of [0, 1] as const) {
    await until(async () => {
      const parts = await disks(index);
      return parts.every(({ disk_name, age }) => (disk_name === "cold") === (Number(age) === 1));
    }, "the old part lies on the cold disk, the young one does not");
    expect((await disks(index)).map(({ disk_name }) => disk_name)).toContain("cold");
  }
  expect(await countOf("messages")).toBe(3 * STATIONS);
  // Back to what the other tests count from.
  for (const each of cluster.nodes) {
    const node = kept(openStore(async () => each.recorder, deps));
    await node.command(`TRUNCATE TABLE ${cluster.database}_shard.messages`);
  }
  expect(await applyRetention(store(sent), { retentionDays: 90 }, layout)).toEqual(["messages"]);
});

it("stores a batch once, whichever node gets it how often, with a station on one shard", async () => {
  const insert = batch("once");
  await recorder(0).insert(insert);
  await recorder(1).insert(insert);
  await Promise.all([recorder(0).insert(insert), recorder(1).insert(insert)]);
  const where = "WHERE station_id LIKE 'once-%'";
  expect(await countOf(`messages ${where}`)).toBe(2 * STATIONS);
  expect(await countOf(`messages ${where}`, reader(1))).toBe(2 * STATIONS);
  const shards = [
    await countOf(`ocpptap_shard.messages ${where}`, reader(0)),
    await countOf(`ocpptap_shard.messages ${where}`, reader(1)),
  ];
  expect(Math.min(...shards)).toBeGreaterThan(0);
  expect(shards.every((rows) => rows % 2 === 0)).toBe(true);
  expect(shards[0] ?? 0).toBe(2 * STATIONS - (shards[1] ?? 0));
  // What views keep is beside what they were fed.
  expect(await countOf(`ocpptap_shard.station_activity ${where}`)).toBe((shards[0] ?? 0) / 2);
});

it("changes how long rows are kept on every node", async () => {
  const sent: string[] = [];
  const layout = layoutOf(options());
  expect(await applyRetention(store(sent), { retentionDays: 90 }, layout)).toEqual([]);
  expect(await applyRetention(store(sent), { retentionDays: 30 }, layout)).toContain("messages");
  expect(sent[0]).toMatch(/^ALTER TABLE `ocpptap_shard`\.\w+ ON CLUSTER 'pair' MODIFY TTL/);
  expect(await applyRetention(store(sent), { retentionDays: 90 }, layout)).toContain("messages");
});

it("never answers for a part of the record, and completes a batch when the shard is back", async () => {
  const insert = batch("torn");
  await cluster.nodes[1].kill();
  await expect(recorder(0).insert(insert)).rejects.toMatchObject({ isRetryable: true });
  await expect(countOf("messages")).rejects.toMatchObject({ isRetryable: true });
  // Of the two nodes one answers: what it can do alone is done.
  const told: string[] = [];
  const both = openStore(
    async () => ({ ...cluster.nodes[1].recorder, others: [cluster.nodes[0].recorder.url] }),
    { observe: (event) => void told.push(event.name) },
  );
  kept(both);
  for (let times = 0; times < 3; times += 1) await both.query("SELECT 1");
  expect(both.url()).toBe(cluster.nodes[0].recorder.url);
  expect(told.filter((name) => name === "storeNodeFailed").length).toBeLessThanOrEqual(1);

  await cluster.nodes[1].start();
  await recorder(1, 0).insert(insert);
  await recorder(0, 1).insert(insert);
  expect(await countOf("messages WHERE station_id LIKE 'torn-%'")).toBe(2 * STATIONS);
  expect(await countOf("station_activity WHERE station_id LIKE 'torn-%'")).toBe(STATIONS);
});

it("has statements for replicas that the engine's parser takes", async () => {
  const layout = layoutOf({ ...options(), cluster: { name: "c-1", isReplicated: true } });
  const statements = (await readSteps()).flatMap((step) => step.statements);
  const asker = recorder(0);
  for (const { template } of statements) {
    const sql = layout.render(template);
    expect(sql).toContain("ON CLUSTER 'c-1'");
    expect(sql).not.toMatch(/\{\{|ENGINE = (?!Replicated)/);
    const [parsed] = await asker.query<{ text: string }>(
      "SELECT formatQuery({sql:String}) AS text",
      {
        sql,
      },
    );
    expect(parsed?.text, sql).toContain("ON CLUSTER `c-1`");
  }
});
