import { afterAll, beforeAll, expect, it } from "vitest";
import { createFollower, type Followed } from "../../src/alerts/follower.ts";
import { parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { findingRow, NOW_US, openRecord, type Record } from "../query/record.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
});
afterAll(() => record.close());

const any = [{ q: "", vendor: "", model: "", firmware: "" }];
const start = (before: Followed | null = null) => createFollower(any, before, record.deps);
let number = 0;
const rows = (count: number) =>
  Array.from({ length: count }, () => {
    number += 1;
    return findingRow({ stationId: parseStationId(`CP-${number}`), atUs: NOW_US - 1_000 });
  });

async function all(follower: ReturnType<typeof start>): Promise<string[]> {
  const stations: string[] = [];
  for (;;) {
    const found = await follower.next();
    if (found.length === 0) return stations;
    stations.push(...found.map(({ station }) => station));
  }
}

it("gives each finding once, from its first look on, also after a restart", async () => {
  await record.insert({ findings: rows(3) });
  const first = start();
  expect(await all(first)).toEqual([]);
  await record.insert({ findings: rows(2) });
  expect((await all(first)).toSorted()).toEqual(["CP-4", "CP-5"]);
  await record.insert({ findings: rows(1) });
  // As it is in its file.
  const second = start(JSON.parse(JSON.stringify(first.followed())) as Followed);
  expect(await all(second)).toEqual(["CP-6"]);
  expect(await all(second)).toEqual([]);
});

it("finds what became visible after findings with a later time", async () => {
  const follower = start();
  await follower.next();
  const before = follower.followed();
  await record.insert({ findings: rows(1) });
  await record.insert({ findings: rows(2) });
  expect(await all(follower)).toHaveLength(3);
  // Another follower that did not see the first of them when it saw the others.
  const followed = follower.followed();
  if (followed === null || before === null) throw new Error("it has followed");
  const [hidden, ...seen] = followed.seen;
  const other = start({ ...followed, seen });
  const found = await other.next();
  expect(found.map(({ place }) => place)).toEqual([hidden]);
  expect(await all(other)).toEqual([]);
});

it("follows a storm in pages, and remembers a bounded part of it", async () => {
  const follower = start();
  await follower.next();
  const many = 2 * limits.alertPageRowsMax + 500;
  await record.insert({ findings: rows(many) });
  const page = await follower.next();
  expect(page).toHaveLength(limits.alertPageRowsMax);
  const rest = await all(follower);
  expect(new Set([...page.map(({ station }) => station), ...rest]).size).toBe(many);
  expect(follower.followed()?.seen.length).toBeLessThanOrEqual(limits.alertSeenMax);
});
