/**
 * The store, recorder and relay of one data directory, each in its own process, and what the record
 * benchmarks read of them: rows in the engine, CPU, rest.
 */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openStore, type Store } from "../src/store/client.ts";
import { endPointOf } from "../src/store/endpoint.ts";
import { migrate } from "../src/store/migrate.ts";
import { type Child, startChild } from "./child.ts";
import { cpuMsOf } from "./process-figures.ts";
import type { RoleOrder } from "./role-process.ts";

/** Longest wait for rows that must come. */
const ROWS_MS_MAX = 600_000;
/** Between two looks at the engine. */
const LOOK_MS = 100;
/** A process that used less than this of a core in one look is at rest. */
const REST_PART = 0.06;
const REST_LOOKS = 2;
const REST_LOOK_MS = 1_000;
const REST_MS_MAX = 120_000;

/** The spool's memory was full before the disk took what waited there. */
export class DiskStalled extends Error {
  constructor(gapped: number) {
    super(`${gapped} messages are gaps: the disk stood still`);
  }
}

export type RunningStore = {
  readonly data: string;
  readonly engine: Child;
  /** As the recorder: may insert. */
  readonly writer: Store;
  /** As the console: may only read. */
  readonly reader: Store;
  readonly close: () => Promise<void>;
};

/** The embedded engine with its tables, below `data`. */
export async function startStore(data: string): Promise<RunningStore> {
  const engine = await startRole("store", { data });
  const observe = () => undefined;
  const open = (user: "recorder" | "reader") =>
    openStore(endPointOf({ url: "embedded:", runDir: join(data, "run"), user }), { observe });
  const writer = open("recorder");
  const reader = open("reader");
  await migrate(writer, { database: "ocpptap", retentionDays: 90 }, { observe });
  return {
    data,
    engine,
    writer,
    reader,
    async close() {
      await writer.close();
      await reader.close();
      await engine.close();
    },
  };
}

async function startRole(role: RoleOrder["role"], config: RoleOrder["config"]): Promise<Child> {
  return (await startRoleAt(role, config)).child;
}

export async function startRoleAt(
  role: RoleOrder["role"],
  config: RoleOrder["config"],
): Promise<{ readonly child: Child; readonly address: string }> {
  const child = await startChild("role-process.ts");
  const address = await child.ask<string>("start", { role, config } satisfies RoleOrder);
  return { child, address };
}

export async function countMessages(store: Store): Promise<number> {
  const [row] = await store.query<{ readonly rows: string }>(
    "SELECT count() AS rows FROM messages",
  );
  return Number(row?.rows ?? 0);
}

/** Messages that were relayed and not recorded. */
async function countGapped(store: Store): Promise<number> {
  const [row] = await store.query<{ readonly messages: string }>(
    "SELECT sum(messages) AS messages FROM gaps",
  );
  return Number(row?.messages ?? 0);
}

/** Resolves when there are so many rows; rejects where there are more, or where they do not come. */
export async function untilMessages(store: Store, wanted: number): Promise<void> {
  const endMs = performance.now() + ROWS_MS_MAX;
  for (;;) {
    const rows = await countMessages(store);
    if (rows === wanted) return;
    if (rows > wanted) throw new Error(`${rows} rows instead of ${wanted}`);
    const gapped = await countGapped(store);
    if (gapped > 0) throw new DiskStalled(gapped);
    if (performance.now() > endMs) throw new Error(`only ${rows} of ${wanted} rows came`);
    await pause(LOOK_MS);
  }
}

/** Until the processes have nothing left to do: merges are part of what an insert costs. */
export async function untilAtRest(pids: readonly number[]): Promise<void> {
  const cpuMs = () => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  const endMs = performance.now() + REST_MS_MAX;
  let looks = 0;
  while (looks < REST_LOOKS && performance.now() < endMs) {
    const before = cpuMs();
    await pause(REST_LOOK_MS);
    looks = cpuMs() - before < REST_PART * REST_LOOK_MS * pids.length ? looks + 1 : 0;
  }
}
