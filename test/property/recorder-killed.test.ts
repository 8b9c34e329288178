/** However a recorder ends, the store has everything once: decision 0006. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { CONSUMER } from "../../src/recorder/recorder.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { commitPosition } from "../../src/spool/ledger.ts";
import type { TableName } from "../../src/store/rows.ts";
import { createTokenStore, createWorld, type TokenStore } from "../support/crashing-world.ts";
import { runUntilEnd } from "../support/recorder-runs.ts";
import { closedOf, messageOf, openedOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";

/** Dozens of runs, each with files that are synced. */
const RUNS_MS_MAX = 120_000;

const tables = ["messages", "links", "findings", "gaps"] as const satisfies readonly TableName[];

/** All rows in one order, as text. */
const contentOf = (store: TokenStore) =>
  Object.fromEntries(
    tables.map((table) => [
      table,
      store
        .rows(table)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );

/** One run of a relay: three links, calls and answers, a hole, a broken message; one link is lost. */
async function writeRun(data: string, calls: number): Promise<number> {
  const writer = await openTestWriter(join(data, "spool"));
  const links = [newLinkId(), newLinkId(), newLinkId()];
  for (const linkId of links) writer.append(openedOf(linkId));
  let messages = 0;
  for (const linkId of links) {
    for (let seq = 1; seq <= 2 * calls; seq += 2) {
      // Every fifth call is missing, as if the disk had lost it.
      const isMissing = seq % 10 === 9;
      const call = Buffer.from(`[2,"${seq}","Heartbeat",{${seq === 3 ? "" : "}]"}`);
      const response = Buffer.from(`[3,"${seq}",{}]`);
      if (!isMissing) writer.append(messageOf(linkId, seq, { payload: call }));
      writer.append(messageOf(linkId, seq + 1, { payload: response }));
      messages += isMissing ? 1 : 2;
    }
  }
  for (const linkId of links.slice(1)) writer.append(closedOf(linkId, 2 * calls + 1));
  await writer.close();
  return messages;
}

describe("a recorder that is killed", () => {
  let data = "";
  let messages = 0;
  let expected: Readonly<Record<string, readonly string[]>> = {};
  let steps = 0;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), "ocpptap-test-"));
    messages = 0;
    for (let run = 0; run < 3; run += 1) messages += await writeRun(data, 12);
    const reference = join(data, "..", `${data.split("/").at(-1)}-reference`);
    await cp(data, reference, { recursive: true });
    const store = createTokenStore();
    const world = createWorld(store, null);
    await runUntilEnd(reference, world, () => store.count("messages") === messages);
    expected = contentOf(store);
    steps = world.steps();
    return async () => {
      await rm(data, { recursive: true });
      await rm(reference, { recursive: true });
    };
  });

  const isComplete = (store: TokenStore) =>
    tables.every((table) => store.count(table) >= (expected[table]?.length ?? 1));

  async function copyOfData(): Promise<string> {
    const copy = await tempDir();
    await cp(data, copy, { recursive: true });
    return copy;
  }

  it("has everything once when it is not", () => {
    expect(expected["messages"]?.length).toBe(messages);
    expect(new Set(expected["messages"]).size).toBe(messages);
    expect(expected["gaps"]?.length).toBe(3 * 3 * 2 + 3 * 2 + 2);
    expect(steps).toBeGreaterThan(30);
  });

  it(
    "loses and doubles nothing, at whichever step it happens",
    async () => {
      for (let at = 1; at <= steps; at += 1) {
        const copy = await copyOfData();
        const store = createTokenStore();
        const end = { at, isCarriedOut: at % 2 === 0 };
        await runUntilEnd(copy, createWorld(store, end), () => isComplete(store));
        await runUntilEnd(copy, createWorld(store, null), () => isComplete(store));
        expect(contentOf(store), `killed at step ${at}`).toEqual(expected);
      }
    },
    RUNS_MS_MAX,
  );

  it(
    "loses and doubles nothing when it happens again and again",
    async () => {
      const ends = fc.array(
        fc.record({ at: fc.integer({ min: 1, max: 40 }), isCarriedOut: fc.boolean() }),
        {
          maxLength: 8,
        },
      );
      await fc.assert(
        fc.asyncProperty(ends, async (list) => {
          const copy = await copyOfData();
          const store = createTokenStore();
          const isDone = () => isComplete(store);
          for (const end of list) await runUntilEnd(copy, createWorld(store, end), isDone);
          await runUntilEnd(copy, createWorld(store, null), isDone);
          expect(contentOf(store)).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    },
    RUNS_MS_MAX,
  );
});

it("never sends a token twice for different rows, though its state was taken away", async () => {
  const data = await tempDir();
  await writeRun(data, 2);
  const store = createTokenStore();
  const world = createWorld(store, null);
  await runUntilEnd(data, world, () => store.count("messages") > 0);
  await rm(join(data, "recorder"), { recursive: true });
  await commitPosition(
    { dir: join(data, "spool"), consumer: CONSUMER },
    { segment: 1, offset: 0 },
    realDisk,
  );
  const count = store.count("messages");
  await runUntilEnd(data, createWorld(store, null), () => store.count("messages") === 2 * count);
});
