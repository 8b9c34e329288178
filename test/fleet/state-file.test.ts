import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { startFileChild } from "../../src/fleet/file-child.ts";
import type { FileRequest } from "../../src/fleet/file-messages.ts";
import { createStateFile } from "../../src/fleet/state-file.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";

function fileIn(dir: string) {
  const file = createStateFile(dir);
  whenOver(() => file.close());
  return file;
}
const open = (name: string, token: string): FileRequest => ({ kind: "open", name, token });
const store = (name: string, token: string, value: string): FileRequest => ({
  ...{ kind: "store", name, token, seq: 1, stored: 0 },
  changes: [['"a"', value]],
});

it("a group is answered in its order, each request after what was before it", async () => {
  const file = fileIn(await tempDir());
  expect(file.id()).toBeNull();
  const answers = file.run([
    open('"S"', "first"),
    store('"S"', "first", "1"),
    open('"S"', "second"),
    { ...store('"S"', "first", "2") },
    store('"S"', "second", "3"),
    { kind: "probe" },
    open('"S"', "third"),
  ]);
  expect(answers.map(({ kind }) => kind)).toEqual([
    ...["opened", "stored", "opened", "taken", "stored", "stored", "opened"],
  ]);
  expect(file.read('"S"')).toEqual([['"a"', "3"]]);
  expect(file.read('"never"')).toEqual([]);
  expect(file.id()).not.toBeNull();
});

it("a lock that somebody else does not give back is an answer, the same for the whole group", async () => {
  const dir = await tempDir();
  const file = fileIn(dir);
  file.run([open('"S"', "mine")]);
  const other = new DatabaseSync(join(dir, "state.db"));
  other.exec("BEGIN IMMEDIATE");
  const startedMs = performance.now();
  const answers = file.run([
    store('"S"', "mine", "1"),
    store('"T"', "mine", "1"),
    { kind: "probe" },
  ]);
  expect(performance.now() - startedMs, "it waits once").toBeLessThan(4_000);
  expect(answers).toHaveLength(3);
  for (const answer of answers) {
    expect(answer).toMatchObject({ problem: "another process holds the file" });
  }
  other.exec("ROLLBACK");
  other.close();
  expect(file.run([store('"S"', "mine", "1")])).toEqual([{ kind: "stored" }]);
});

it("a request that fails takes nobody with it", async () => {
  const file = fileIn(await tempDir());
  file.run([open('"S"', "mine"), open('"T"', "mine")]);
  const impossible = { ...store('"S"', "mine", "1"), changes: [[null, "1"]] } as never;
  const [failed, stored] = file.run([impossible, store('"T"', "mine", "1")]);
  expect(failed).toMatchObject({ kind: "failed", remedy: expect.stringContaining("report") });
  expect(stored).toEqual({ kind: "stored" });
});

it("the log of a file that was removed is not taken for that of the new one", async () => {
  const dir = await tempDir();
  const file = createStateFile(dir);
  file.run([open('"S"', "mine"), store('"S"', "mine", "1")]);
  rmSync(join(dir, "state.db"));
  expect(existsSync(join(dir, "state.db-wal"))).toBe(true);
  const again = fileIn(dir);
  expect(again.run([open('"S"', "other"), store('"S"', "other", "2")])).toEqual([
    { kind: "opened" },
    { kind: "stored" },
  ]);
  expect(again.read('"S"')).toEqual([['"a"', "2"]]);
});

it("several processes that find no file at once make one, and lose nothing in it", async () => {
  for (let round = 1; round <= 4; round += 1) {
    const dir = await tempDir();
    const children = ["1", "2", "3", "4"].map((name) => ({
      name: `"${name}"`,
      child: startFileChild({ dir, bytesMax: limits.stateFileBytesMax }, () => undefined),
    }));
    const answers = await Promise.all(
      children.map(async ({ name, child }) => [
        (await child.ask(open(name, name), [])).kind,
        (await child.ask(store(name, name, name), [])).kind,
      ]),
    );
    expect(answers).toEqual(children.map(() => ["opened", "stored"]));
    await Promise.all(children.map(({ child }) => child.close()));
    const file = fileIn(dir);
    for (const { name } of children) {
      expect(file.run([open(name, "later")])).toEqual([{ kind: "opened" }]);
      expect(file.read(name)).toEqual([['"a"', name]]);
    }
  }
});
