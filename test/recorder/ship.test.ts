import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { type Intent, loadCheckpoint } from "../../src/recorder/checkpoint.ts";
import { retry, type ShipDeps, ship } from "../../src/recorder/ship.ts";
import { realDisk } from "../../src/spool/disk.ts";
import type { FrozenInsert } from "../../src/store/rows.ts";
import { tempDir } from "../support/temp-dir.ts";

const down = () => new OperationalError("STORE_UNREACHABLE", { url: "x", problem: "down" });
const refused = () => new OperationalError("STORE_REFUSED", { problem: "no grant" });

const inserts: readonly FrozenInsert[] = [
  { table: "links", rows: 1, body: Buffer.from("a\n"), token: "t:links" },
  { table: "messages", rows: 2, body: Buffer.from("b\nc\n"), token: "t:messages" },
];
const intent: Intent = { number: 1, to: new Map(), inserts, state: "", isWhole: true };

async function harness(failures: readonly Error[] = []) {
  const left = [...failures];
  const events: TapEvent[] = [];
  const pauses: number[] = [];
  const problems: (string | null)[] = [];
  const sent: string[] = [];
  const { checkpoint } = await loadCheckpoint(await tempDir(), realDisk);
  let nowUs = 0;
  const deps: ShipDeps = {
    checkpoint,
    sink: {
      async insert(insert) {
        sent.push(insert.token);
        const failure = left.shift();
        if (failure !== undefined) throw failure;
      },
    },
    observe: (event) => events.push(event),
    pause: async (ms) => void pauses.push(ms),
    nowUs: () => {
      nowUs += 1_000;
      return nowUs;
    },
    onProblem: (problem) => void problems.push(problem),
  };
  return { deps, events, pauses, problems, sent };
}

describe("a batch", () => {
  const signal = new AbortController().signal;

  it("is announced, sent table by table, committed and told", async () => {
    const { deps, events, sent } = await harness();
    await ship(intent, { isAnnounced: false, signal }, deps);
    expect(sent).toEqual(["t:links", "t:messages"]);
    expect(deps.checkpoint.committed()).toBe(1);
    expect(events).toEqual([{ name: "batchSent", rows: 3, bytes: 6, ms: 1 }]);
  });

  it("without rows is only committed", async () => {
    const { deps, events } = await harness();
    await ship({ ...intent, inserts: [] }, { isAnnounced: false, signal }, deps);
    expect(deps.checkpoint.committed()).toBe(1);
    expect(events).toEqual([]);
  });

  it("is tried again, ever more slowly, while the store is down", async () => {
    const { deps, pauses, sent, problems, events } = await harness([down(), down(), down()]);
    await ship(intent, { isAnnounced: true, signal }, deps);
    expect(sent).toEqual(["t:links", "t:links", "t:links", "t:links", "t:messages"]);
    expect(pauses).toEqual([100, 200, 400]);
    expect(problems).toContain(down().message);
    expect(problems.at(-1)).toBeNull();
    expect(events.filter(({ name }) => name === "batchRetried").length).toBe(3);
    expect(events.some(({ name }) => name === "operationFailed")).toBe(false);
  });

  it("is never given up on a refusal that only a human can heal, who is told", async () => {
    const { deps, pauses, events } = await harness(Array.from({ length: 9 }, refused));
    await ship(intent, { isAnnounced: true, signal }, deps);
    expect(pauses).toEqual(Array.from({ length: 9 }, () => limits.storeRetryMsMax));
    const told = events.filter(({ name }) => name === "operationFailed");
    expect(told.length).toBe(4);
    expect(told[0]).toMatchObject({ code: "STORE_REFUSED", role: "recorder" });
  });
});

it("tries once more and then gives up when closing", async () => {
  const closing = new AbortController();
  closing.abort();
  const { deps, sent } = await harness([down(), down()]);
  const how = { isAnnounced: true, signal: closing.signal };
  await expect(ship(intent, how, deps)).rejects.toThrow("cannot be reached");
  expect(sent).toEqual(["t:links"]);
  expect(deps.checkpoint.committed()).toBe(0);
  let tries = 0;
  const failing = async () => {
    tries += 1;
    throw down();
  };
  await expect(retry(failing, { signal: closing.signal }, deps)).rejects.toThrow();
  expect(tries).toBe(1);
});
