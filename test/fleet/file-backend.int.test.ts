import { execFile } from "node:child_process";
import { openSync, statSync, truncateSync, writeSync } from "node:fs";
import { mkdir, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { createFileBackend } from "../../src/fleet/file-backend.ts";
import { createStateStore } from "../../src/fleet/shared-store.ts";
import type { StateStore } from "../../src/fleet/state-store.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { backendContract } from "./backend-contract.ts";
import { stateStoreContract } from "./contract.ts";
import { stateProcessesOf } from "./state-processes.ts";
import { mapOf, type Place, startWriter, storeAt, writeUntilRejected } from "./state-worlds.ts";
import { expectUndisturbed } from "./undisturbed.ts";

const KiB = 1024;

async function newPlace(): Promise<Place> {
  return { data: await tempDir(), redis: configSchema.parse({}).redis };
}
const fileOf = (place: Place) => join(place.data, "state", "state.db");

describe("the file as a state store", () => {
  stateStoreContract(newPlace);
  backendContract(async () => {
    const backend = createFileBackend(await tempDir());
    whenOver(() => backend.close());
    return backend;
  });

  it("lets two processes write at once", async () => {
    const place = await newPlace();
    const writers = ["S", "T"].map((name) => startWriter(place, name));
    await until(() => writers.every((one) => one.stored() > 300), "both write", 30_000);
    expect(writers.map((one) => one.rejected())).toEqual([null, null]);
  });

  it("is readable by its owner only", async () => {
    const place = await newPlace();
    const store = await storeAt(place);
    await (await store.open("S")).write([{ key: "a", value: 1 }]);
    for (const file of ["", "-wal", "-shm"]) {
      expect(statSync(fileOf(place) + file).mode & 0o077, file).toBe(0);
    }
  });
});

async function expectStored(store: StateStore, name: string, atLeast: number): Promise<void> {
  const found = mapOf(await store.open(name));
  expect(Number(found.get("one"))).toBeGreaterThanOrEqual(atLeast);
  expect(found.get("two")).toBe(found.get("one"));
}

describe("the process that has the file open", () => {
  it("may be killed: writes fail, another one is started, nothing that was stored is gone", async () => {
    const place = await newPlace();
    const store = await storeAt(place);
    const { progress, writing, state } = await writeUntilRejected(store, "S");
    const [pid = 0] = stateProcessesOf(place.data);
    process.kill(pid, "SIGKILL");
    await writing;
    expect(progress.rejection).toMatchObject({
      code: "STATE_UNAVAILABLE",
      message: expect.stringContaining("its process ended (SIGKILL)"),
    });
    expect(store.health().isWell).toBe(false);
    await until(() => store.health().isWell, "another one works");
    const value = progress.stored + 1;
    await state.write(["one", "two"].map((key) => ({ key, value })));
    await expectStored(store, "S", value);
  });

  it("may be killed again and again: writers that write again lose and double nothing", async () => {
    const place = await newPlace();
    await expectUndisturbed(await storeAt(place), () => {
      for (const pid of stateProcessesOf(place.data)) process.kill(pid, "SIGKILL");
    });
  });

  it("is given up when it gives no answer in time, and replaced", async () => {
    const place = await newPlace();
    const store = await storeAt(place);
    const state = await store.open("S");
    const [pid = 0] = stateProcessesOf(place.data);
    process.kill(pid, "SIGSTOP");
    await expect(state.write([{ key: "a", value: 1 }])).rejects.toThrow(/no answer within/);
    await until(() => store.health().isWell, "another one works");
    await state.write([{ key: "a", value: 1 }]);
    expect(stateProcessesOf(place.data)).toHaveLength(1);
    expect(stateProcessesOf(place.data)).not.toContain(pid);
  });

  it("may end from what was done to its file's shared memory, and takes nobody with it", async () => {
    const place = await newPlace();
    const store = await storeAt(place);
    const { progress, writing } = await writeUntilRejected(store, "S");
    truncateSync(`${fileOf(place)}-shm`, 0);
    await until(() => progress.rejection !== null, "its process ends");
    await writing;
    expect(progress.rejection).toMatchObject({ code: "STATE_UNAVAILABLE" });
    await until(() => store.health().isWell, "another one works");
    await expectStored(store, "S", progress.stored);
  });

  it("does not end by the signals that end its parent, but with its parent", async () => {
    const place = await newPlace();
    const store = await storeAt(place);
    const state = await store.open("S");
    const [pid = 0] = stateProcessesOf(place.data);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.kill(pid, signal);
    await state.write([{ key: "a", value: 1 }]);
    expect(stateProcessesOf(place.data)).toEqual([pid]);
    await store.close();
    expect(stateProcessesOf(place.data)).toEqual([]);
  });
});

const execute = promisify(execFile);

/** A file system of two megabytes, where we may mount one. */
async function tinyFileSystem(): Promise<string | null> {
  const dir = await tempDir();
  try {
    await execute("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", dir]);
  } catch {
    return null;
  }
  onTestFinished(async () => {
    await execute("umount", ["-l", dir]);
  });
  return dir;
}

/** A store whose file may have so many bytes. */
function boundedStore(data: string, bytesMax: number): StateStore {
  const deps = { observe: () => undefined, metrics: { measure: () => undefined } };
  const store = createStateStore(createFileBackend(join(data, "state"), bytesMax), deps);
  whenOver(() => store.close());
  return store;
}

async function fill(store: StateStore): Promise<{ readonly count: number; thrown: unknown }> {
  const state = await store.open("S");
  const value = "x".repeat(64 * KiB);
  for (let count = 0; ; count += 1) {
    try {
      await state.write([{ key: `${count}`, value }]);
    } catch (thrown) {
      return { count, thrown };
    }
  }
}

describe("no room", () => {
  it("on the disk is told, and it goes on when there is some", async () => {
    const tiny = await tinyFileSystem();
    const data = tiny ?? (await tempDir());
    const ballast = join(data, "ballast");
    await writeFile(ballast, Buffer.alloc(tiny === null ? 0 : 1024 * KiB));
    const store = boundedStore(data, tiny === null ? 1024 * KiB : 64 * 1024 * KiB);
    const { count, thrown } = await fill(store);
    expect(count).toBeGreaterThan(2);
    expect(thrown).toMatchObject({ code: "STATE_UNAVAILABLE", isRetryable: true });
    if (tiny !== null) {
      expect(thrown).toMatchObject({ remedy: expect.stringContaining("Free disk space") });
      expect(store.health().isWell).toBe(false);
      await unlink(ballast);
      await until(() => store.health().isWell, "there is room");
    }
    const state = await store.open("S");
    expect(state.documents).toHaveLength(count);
    await state.write([{ key: "0", value: null }]);
    await state.write([{ key: "small", value: 1 }]);
    expect(mapOf(await store.open("S")).size).toBe(count);
  });

  it("within the file's bound is told; what is removed makes room", async () => {
    const store = boundedStore(await tempDir(), 1024 * KiB);
    const { count, thrown } = await fill(store);
    expect(count).toBeGreaterThan(5);
    expect(thrown).toMatchObject({
      code: "STATE_UNAVAILABLE",
      message: expect.stringContaining("reached its bound"),
    });
    const state = await store.open("S");
    await state.write(["0", "1"].map((key) => ({ key, value: null })));
    await state.write([{ key: "again", value: "x".repeat(32 * KiB) }]);
    expect(mapOf(await store.open("S")).size).toBe(count - 1);
  });
});

describe("a place that cannot be used", () => {
  it("is told with a remedy, and used as soon as it can be", async () => {
    const data = join(await tempDir(), "data");
    await writeFile(data, "a file where a directory should be");
    const store = await storeAt({ data, redis: configSchema.parse({}).redis });
    await expect(store.open("S")).rejects.toMatchObject({
      code: "STATE_UNAVAILABLE",
      remedy: "Make the directory one that ocpptap may write to.",
    });
    await rm(data);
    await until(() => store.health().isWell, "it can be used");
    await (await store.open("S")).write([{ key: "a", value: 1 }]);
  });

  it("because a newer version wrote the file says so, and leaves it alone", async () => {
    const place = await newPlace();
    await mkdir(join(place.data, "state"));
    const db = new DatabaseSync(fileOf(place));
    db.exec("PRAGMA user_version = 7; CREATE TABLE theirs (a)");
    db.close();
    const store = await storeAt(place);
    await expect(store.open("S")).rejects.toThrow(/format version 7/);
    await store.close();
    const again = new DatabaseSync(fileOf(place));
    expect(again.prepare("SELECT name FROM sqlite_schema").all()).toHaveLength(1);
    again.close();
  });
});

describe("a damaged file", () => {
  async function damaged(damage: (path: string, size: number) => void): Promise<Place> {
    const place = await newPlace();
    const store = await storeAt(place);
    for (const name of ["S", "T", "U"]) {
      const documents = Array.from({ length: 200 }, (_, index) => ({
        key: `${index}`,
        value: "x".repeat(1000),
      }));
      await (await store.open(name)).write(documents);
    }
    await store.close();
    damage(fileOf(place), statSync(fileOf(place)).size);
    return place;
  }

  it.each([
    {
      how: "overwritten",
      damage: (path: string, size: number) => {
        const fd = openSync(path, "r+");
        for (let at = 8192; at < size; at += 4096)
          writeSync(fd, Buffer.alloc(4096, 255), 0, 4096, at);
      },
    },
    { how: "cut short", damage: (path: string) => truncateSync(path, 20_000) },
    {
      how: "of another kind",
      damage: (path: string) =>
        truncateSync(path, writeSync(openSync(path, "r+"), "not ours".repeat(100))),
    },
  ])(
    "$how says so; moved away, an empty one takes its place within seconds",
    async ({ damage }) => {
      const place = await damaged(damage);
      const store = await storeAt(place);
      const opened = await Promise.allSettled(["S", "T", "U"].map((name) => store.open(name)));
      const reasons = opened.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) {
        expect(reason).toMatchObject({
          code: "STATE_DAMAGED",
          remedy: expect.stringContaining("docs/operations/state.md"),
        });
      }
      await rename(join(place.data, "state"), join(place.data, "state.damaged"));
      await until(async () => {
        const [state] = await Promise.allSettled([store.open("S")]);
        return state.status === "fulfilled" && state.value.documents.length === 0;
      }, "an empty one is used");
      await (await store.open("S")).write([{ key: "a", value: 1 }]);
      expect(statSync(fileOf(place)).size).toBeGreaterThan(0);
      expect(mapOf(await store.open("S"))).toEqual(new Map([["a", 1]]));
    },
  );
});
