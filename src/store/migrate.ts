/**
 * Brings the schema of any store to this version's. In: the steps that have not been applied. Out:
 * their statements, sent in order, each step noted when all of its statements succeeded.
 *
 * Every statement is idempotent, so a migration that was interrupted, or that two recorders began
 * at the same time, is simply done again.
 */
import { OperationalError } from "../base/errors.ts";
import type { Observe } from "../observe/events.ts";
import type { Store } from "./client.ts";
import { clickHouseCodeOf } from "./failures.ts";
import { applyRetention } from "./retention.ts";
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

export async function migrate(
  store: Store,
  options: { readonly database: string; readonly retentionDays: number },
  deps: { readonly observe: Observe; readonly steps?: readonly Step[] },
): Promise<Migrated> {
  const steps = deps.steps ?? (await readSteps());
  const server = await readServerOf(store, options.database);
  await store.command(MIGRATIONS_TABLE);
  const applied = await readApplied(store);
  verify(applied, steps, store.url());
  const pending = steps.filter((step) => !applied.has(step.version));
  for (const step of pending) await apply(store, step, server);
  await applyRetention(store, options.retentionDays);
  const version = steps.at(-1)?.version ?? 0;
  if (pending.length > 0) deps.observe({ name: "storeMigrated", steps: pending.length, version });
  return { steps: pending.length, version, server };
}

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS migrations
(
    version    UInt64,
    name       String,
    checksum   String,
    server     String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY version`;

/** The first statement: it finds out whether the database is there. */
async function readServerOf(store: Store, database: string): Promise<Server> {
  try {
    return await readServer(store);
  } catch (thrown) {
    if (clickHouseCodeOf(thrown) !== UNKNOWN_DATABASE) throw thrown;
    const name = `\`${database.replace(/[\\`]/g, "\\$&")}\``;
    await store.command(`CREATE DATABASE IF NOT EXISTS ${name}`, { isWithoutDatabase: true });
    return await readServer(store);
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

async function apply(store: Store, step: Step, server: Server): Promise<void> {
  for (const { sql, condition } of step.statements) {
    const isWanted =
      condition === null || server.features.has(condition.feature) === condition.isWanted;
    if (isWanted) await store.command(sql);
  }
  const values = [String(step.version), ...[step.name, step.checksum, server.version].map(sqlText)];
  await store.command(
    `INSERT INTO migrations (version, name, checksum, server) VALUES (${values.join(", ")})`,
    { settings: { async_insert: 0 } },
  );
}

function sqlText(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}
