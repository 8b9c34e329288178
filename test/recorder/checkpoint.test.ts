import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { type Checkpoint, type Intent, loadCheckpoint } from "../../src/recorder/checkpoint.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { readSealed, writeSealed } from "../../src/spool/sealed-file.ts";
import { columns } from "../../src/store/encode.ts";
import { tempDir } from "../support/temp-dir.ts";

/** In the first spool as far as in the second. */
function at(offset: number) {
  return new Map([1, 2].map((worker) => [worker, { segment: 2, offset }] as const));
}

function intentOf(number: number, isWhole = false): Intent {
  const insert = {
    table: "messages",
    rows: 1,
    body: Buffer.from(`["€${number}"]\n`),
    token: `t${number}`,
  } as const;
  const to = at(number);
  return { number, to, inserts: [insert], state: `{"is":${number}}\n`, isWhole };
}

async function commitAll(checkpoint: Checkpoint, from: number, to: number) {
  for (let number = from; number <= to; number += 1) {
    const intent = intentOf(number, checkpoint.isWholeDue());
    await checkpoint.writeIntent(intent);
    await checkpoint.commit(intent);
  }
}

describe("a checkpoint", () => {
  it("begins with nothing", async () => {
    const loaded = await loadCheckpoint(join(await tempDir(), "recorder"), realDisk);
    expect(loaded).toMatchObject({ states: [], intent: null, damaged: [] });
    expect(loaded.positions.size).toBe(0);
    expect(loaded.checkpoint.committed()).toBe(0);
    expect(loaded.checkpoint.isWholeDue()).toBe(true);
  });

  it("brings back positions and state of the newest commit, and the epoch of its tokens", async () => {
    const dir = await tempDir();
    const before = await loadCheckpoint(dir, realDisk);
    await commitAll(before.checkpoint, 1, 3);
    const loaded = await loadCheckpoint(dir, realDisk);
    expect(loaded.positions).toEqual(at(3));
    expect(loaded.states).toEqual(['{"is":1}\n', '{"is":2}\n', '{"is":3}\n']);
    expect(loaded.checkpoint.committed()).toBe(3);
    expect(loaded.checkpoint.epoch).toBe(before.checkpoint.epoch);
    expect(loaded.checkpoint.epoch).toMatch(/^[0-9a-f]{8}$/);
  });

  it("brings back exactly the batch that was announced and not committed", async () => {
    const dir = await tempDir();
    const { checkpoint } = await loadCheckpoint(dir, realDisk);
    await commitAll(checkpoint, 1, 2);
    await checkpoint.writeIntent(intentOf(3));
    const loaded = await loadCheckpoint(dir, realDisk);
    expect(loaded.intent).toMatchObject(intentOf(3));
    expect(loaded.states.length).toBe(2);
    expect(loaded.checkpoint.committed()).toBe(2);
    if (loaded.intent !== null) await loaded.checkpoint.commit(loaded.intent);
    expect((await loadCheckpoint(dir, realDisk)).intent).toBeNull();
  });

  it("sends a batch that an older version froze to the columns of then", async () => {
    const dir = await tempDir();
    const { checkpoint } = await loadCheckpoint(dir, realDisk);
    await checkpoint.writeIntent(intentOf(1));
    const now = await loadCheckpoint(dir, realDisk);
    expect(now.intent?.inserts[0]?.columns).toEqual(columns.messages);
    const file = join(dir, "intent-1");
    const sealed = await readSealed(file, realDisk);
    if (sealed === null) throw new Error("the intent is there");
    const text = JSON.stringify(sealed.facts).replace(/,"columns":\[[^\]]*\]/, "");
    expect(text).not.toContain("columns");
    await writeSealed(file, { ...sealed, facts: JSON.parse(text) }, realDisk);
    const { intent } = await loadCheckpoint(dir, realDisk);
    expect(intent?.inserts[0]?.columns?.at(-1)).toBe("findings");
    expect(intent?.inserts[0]?.columns).toHaveLength(columns.messages.length - 4);
  });

  it("reads what a version with one spool left, as of the first spool", async () => {
    const dir = await tempDir();
    const { checkpoint } = await loadCheckpoint(dir, realDisk);
    await commitAll(checkpoint, 1, 1);
    await checkpoint.writeIntent(intentOf(2));
    for (const [name, to] of [
      ["state-1", null],
      ["intent-2", { segment: 4, offset: 64 }],
    ] as const) {
      const sealed = await readSealed(join(dir, name), realDisk);
      if (sealed === null) throw new Error("it is there");
      const facts = { ...JSON.parse(JSON.stringify(sealed.facts)), format: 2, to };
      await writeSealed(join(dir, name), { ...sealed, facts }, realDisk);
    }
    const { intent, positions, damaged } = await loadCheckpoint(dir, realDisk);
    expect(damaged).toEqual([]);
    expect(positions).toEqual(new Map());
    expect(intent).toMatchObject({ number: 2, state: '{"is":2}\n' });
    expect(intent?.to).toEqual(new Map([[1, { segment: 4, offset: 64 }]]));
    expect(intent?.inserts[0]?.token).toBe("t2");
  });

  it("ignores an intent that was committed before it could be removed", async () => {
    const dir = await tempDir();
    const { checkpoint } = await loadCheckpoint(dir, realDisk);
    await commitAll(checkpoint, 1, 2);
    await checkpoint.writeIntent(intentOf(2));
    expect((await loadCheckpoint(dir, realDisk)).intent).toBeNull();
  });

  it("writes the whole state again before there are too many changes, and clears up", async () => {
    const dir = await tempDir();
    const { checkpoint } = await loadCheckpoint(dir, realDisk);
    await commitAll(checkpoint, 1, limits.recorderDeltasMax + 2);
    const whole = limits.recorderDeltasMax + 2;
    expect(await readdir(dir)).toEqual([`state-${whole}`]);
    expect((await loadCheckpoint(dir, realDisk)).positions).toEqual(at(whole));
  });

  it("writes a large state whole more seldom: after changes of twice its size", async () => {
    const { checkpoint } = await loadCheckpoint(await tempDir(), realDisk);
    const half = "x".repeat(limits.recorderDeltaBytesMax / 2);
    const kinds: boolean[] = [];
    for (let number = 1; number <= 8; number += 1) {
      const isWhole = checkpoint.isWholeDue();
      kinds.push(isWhole);
      const state = isWhole ? half.repeat(2) : half;
      await checkpoint.commit({ ...intentOf(number, isWhole), state });
    }
    // Four halves are twice the whole.
    expect(kinds.map((isWhole) => (isWhole ? "whole" : "change"))).toEqual([
      ...["whole", "change", "change", "change", "change"],
      ...["whole", "change", "change"],
    ]);
  });

  it("can be committed again after a commit that failed half-way", async () => {
    const dir = await tempDir();
    let isFailing = true;
    const unlink = async (path: string) => {
      if (isFailing) throw Object.assign(new Error("no"), { code: "EIO" });
      await realDisk.unlink(path);
    };
    const { checkpoint } = await loadCheckpoint(dir, { ...realDisk, unlink });
    const intent = intentOf(1, true);
    await checkpoint.writeIntent(intent);
    await expect(checkpoint.commit(intent)).rejects.toThrow("no");
    isFailing = false;
    await checkpoint.commit(intent);
    expect(checkpoint.committed()).toBe(1);
  });

  it("says which files are damaged, and never gives a number twice", async () => {
    const dir = await tempDir();
    const { checkpoint } = await loadCheckpoint(dir, realDisk);
    await commitAll(checkpoint, 1, 3);
    await checkpoint.writeIntent(intentOf(4));
    await writeFile(join(dir, "delta-2"), "damaged");
    await writeFile(join(dir, "intent-4"), "damaged");
    await writeFile(join(dir, "intent-x"), "something else");
    const loaded = await loadCheckpoint(dir, realDisk);
    expect(loaded.damaged).toEqual(["delta-2", "intent-4"]);
    expect(loaded.positions).toEqual(at(3));
    expect(loaded.checkpoint.committed()).toBe(4);
  });
});
