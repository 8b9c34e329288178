/**
 * Brings the schema of any store to this version's. In: the steps that have not been applied. Out:
 * their statements, sent in order, each step noted when all of its statements succeeded.
 *
 * Every statement is idempotent, so a migration that was interrupted, or that two recorders began
 * at the same time, is simply done again. On a cluster the statements go to every node; where
 * nothing is to be done nothing is sent, so a recorder starts while a node is down.
 */
import { OperationalError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import type { Observe } from "../observe/events.ts";
import type { Store } from "./client.ts";
import { findClusterFaults } from "./cluster-check.ts";
import { applyDistributed } from "./distributed.ts";
import { clickHouseCodeOf } from "./failures.ts";
import {
  clusterOf,
  type Layout,
  type LayoutOptions,
  layoutOf,
  sqlName,
  sqlText,
} from "./layout.ts";
import { applyRetention, coldOf, type Keeping } from "./retention.ts";
import { readServer, type Server } from "./server.ts";
import { readSteps, type Step } from "./steps.ts";

export type Migrated = {
  /** Steps that were applied now. */
  readonly steps: number;
  /** Of the schema. */
  readonly version: number;
  readonly server: Server;
};

const UNKNOWN_DATABASE = 81;

export type MigrateOptions = LayoutOptions & Keeping;

/** As it is configured. */
export function optionsOf(
  { store, record }: Pick<Config, "store" | "record">,
  database: string,
): MigrateOptions {
  const { retentionDays } = record;
  return { database, cluster: clusterOf(store), retentionDays, cold: coldOf(store) };
}

export async function migrate(
  store: Store,
  options: MigrateOptions,
  deps: { readonly observe: Observe; readonly steps?: readonly Step[] },
): Promise<Migrated> {
  const steps = deps.steps ?? (await readSteps());
  const layout = layoutOf(options);
  const server = await readServerOf(store, layout);
  if (layout.cluster !== null) {
    const [fault] = await findClusterFaults(store, layout.cluster);
    if (fault !== undefined) throw fault;
  }
  await prepareNotes(store, layout);
  const applied = await readApplied(store);
  verify(applied, steps, store.url());
  const pending = steps.filter((step) => !applied.has(step.version));
  for (const step of pending) await apply(step, { store, server, layout });
  await applyDistributed(store, layout);
  await applyRetention(store, options, layout);
  const version = steps.at(-1)?.version ?? 0;
  if (pending.length > 0) deps.observe({ name: "storeMigrated", steps: pending.length, version });
  return { steps: pending.length, version, server };
}

/** Which steps were applied. On a cluster each is noted on one shard, and read from all. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS {{local}}migrations {{on_cluster}}
(
    version    UInt64,
    name       String,
    checksum   String,
    server     String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{replicated}}ReplacingMergeTree(applied_at)
ORDER BY version`;

async function prepareNotes(store: Store, layout: Layout): Promise<void> {
  const statement = layout.render(MIGRATIONS_TABLE);
  if (layout.cluster === null) return store.command(statement);
  const [found] = await store.query<{ n: string }>(
    `SELECT count() AS n FROM system.tables
WHERE name = 'migrations' AND database IN {databases:Array(String)}`,
    { databases: [layout.database, layout.tables] },
  );
  if (Number(found?.n) === 2) return;
  await createDatabases(store, layout);
  await store.command(statement, { database: "system" });
  await applyDistributed(store, layout);
}

/** The first statement: it finds out whether the database is there. */
async function readServerOf(store: Store, layout: Layout): Promise<Server> {
  try {
    return await readServer(store);
  } catch (thrown) {
    if (clickHouseCodeOf(thrown) !== UNKNOWN_DATABASE) throw thrown;
    // Of this node alone: what is wrong with a cluster is found before it is changed.
    const statement = `CREATE DATABASE IF NOT EXISTS ${sqlName(layout.database)}`;
    await store.command(statement, { database: "system" });
    return await readServer(store);
  }
}

async function createDatabases(store: Store, layout: Layout): Promise<void> {
  for (const name of new Set([layout.database, layout.tables])) {
    await store.command(`CREATE DATABASE IF NOT EXISTS ${sqlName(name)} ${layout.onCluster}`, {
      database: "system",
    });
  }
}

async function readApplied(store: Store): Promise<ReadonlyMap<number, string>> {
  const rows = await store.query<{ version: string; checksum: string }>(
    "SELECT version, checksum FROM migrations FINAL ORDER BY version",
  );
  return new Map(rows.map((row) => [Number(row.version), row.checksum]));
}

/** A schema that this version does not know is left alone. */
function verify(applied: ReadonlyMap<number, string>, steps: readonly Step[], url: string): void {
  const known = new Map(steps.map((step) => [step.version, step]));
  for (const [version, checksum] of applied) {
    const step = known.get(version);
    if (step === undefined) {
      throw new OperationalError("STORE_UNSUITABLE", {
        url,
        problem: `its schema has step ${version}, and this version knows ${steps.length}`,
        remedy: "Use the ocpptap version that made it, or a newer one.",
      });
    }
    if (step.checksum !== checksum) {
      throw new OperationalError("STORE_UNSUITABLE", {
        url,
        problem: `step ${version} (${step.name}) of its schema was another one when it was applied`,
        remedy: "Use the ocpptap version that made it, or another database.",
      });
    }
  }
}

type Applying = { readonly store: Store; readonly server: Server; readonly layout: Layout };

async function apply(step: Step, { store, server, layout }: Applying): Promise<void> {
  for (const { template, condition } of step.statements) {
    const isWanted =
      condition === null || server.features.has(condition.feature) === condition.isWanted;
    if (isWanted) await store.command(layout.render(template));
  }
  const values = [String(step.version), ...[step.name, step.checksum, server.version].map(sqlText)];
  await store.command(
    `INSERT INTO migrations (version, name, checksum, server) VALUES (${values.join(", ")})`,
    { settings: { async_insert: 0, distributed_foreground_insert: 1 } },
  );
}
