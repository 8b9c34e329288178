import { chmod, readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import { openTicketKeys } from "../../src/relay/ticket-keys.ts";
import { tempDir } from "../support/temp-dir.ts";

const silent = () => undefined;

it("workers have the same key for the same demands, and only our user reads its secret", async () => {
  const file = join(await tempDir(), "keys");
  const [one, two] = [await openTicketKeys(file, silent), await openTicketKeys(file, silent)];
  expect(one.keyFor("a")).toEqual(two.keyFor("a"));
  expect(one.keyFor("a")).toHaveLength(48);
  expect(one.keyFor("a")).not.toEqual(one.keyFor("b"));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readFile(file)).equals(one.keyFor("a").subarray(0, 32))).toBe(false);
});

it("replaces a secret that is too old, or that others could read, for all workers", async () => {
  const file = join(await tempDir(), "keys");
  const [one, two] = [await openTicketKeys(file, silent), await openTicketKeys(file, silent)];
  const before = one.keyFor("a");
  const old = new Date(Date.now() - 13 * 3_600_000);
  await utimes(file, old, old);
  await one.look();
  await two.look();
  expect(one.keyFor("a")).not.toEqual(before);
  expect(two.keyFor("a")).toEqual(one.keyFor("a"));
  await chmod(file, 0o644);
  await two.look();
  expect(two.keyFor("a")).not.toEqual(one.keyFor("a"));
});

it("goes on alone where there is no such file, and tells it once", async () => {
  const events: TapEvent[] = [];
  const keys = await openTicketKeys("/proc/none/keys", (event) => void events.push(event));
  await keys.look();
  expect(keys.keyFor("a")).toHaveLength(48);
  expect(events.map(({ name }) => name)).toEqual(["ticketKeysAlone"]);
  const alone = await openTicketKeys(null, silent, -1);
  const before = alone.keyFor("a");
  await alone.look();
  expect(alone.keyFor("a")).not.toEqual(before);
});
