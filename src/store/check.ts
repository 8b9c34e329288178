/**
 * Can this store be relied on? In: a migrated store. Out: what is wrong with it, each a sentence
 * with a remedy. Tables that someone else created, and users that someone else cut down, fail
 * silently otherwise: without a deduplication window a batch that is sent again is simply stored
 * again.
 */
import { OperationalError } from "../base/errors.ts";
import type { Store } from "./client.ts";
import { SHARD_PARTS } from "./distributed.ts";
import type { Layout } from "./layout.ts";
import { isAtLeast, type Server } from "./server.ts";

/** The first with `hasAllTokens`, which every search for words uses. Tried was 26.7 alone. */
const VERSION_MIN = "25.10";

const WINDOW_SETTING = "non_replicated_deduplication_window";

type TableFacts = { readonly name: string; readonly engine: string; readonly engine_full: string };

export async function findStoreFaults(
  store: Store,
  server: Server,
  layout: Layout,
): Promise<readonly OperationalError[]> {
  const faults = [...versionFaults(server, store.url())];
  faults.push(...(await windowFaults(store, layout)), ...(await grantFaults(store)));
  if (layout.cluster !== null) faults.push(...(await shardFaults(store)));
  return faults;
}

export function versionFaults(server: Server, url: string): readonly OperationalError[] {
  if (isAtLeast(server.version, VERSION_MIN)) return [];
  const problem = `it is ClickHouse ${server.version}, and ${VERSION_MIN} is the least`;
  const remedy = "Upgrade ClickHouse, or use the embedded store.";
  return [new OperationalError("STORE_UNSUITABLE", { url, problem, remedy })];
}

/** Replicated tables bring a window of their own. */
async function windowFaults(
  store: Store,
  { tables: database, local, onCluster }: Layout,
): Promise<readonly OperationalError[]> {
  const tables = await store.query<TableFacts>(
    `SELECT name, engine, engine_full FROM system.tables
WHERE database = {database:String} AND engine LIKE '%MergeTree' AND name != 'migrations'
ORDER BY name`,
    { database },
  );
  return tables
    .filter((table) => !table.engine.startsWith("Replicated") && windowOf(table) === 0)
    .map(
      ({ name }) =>
        new OperationalError("STORE_UNSUITABLE", {
          url: store.url(),
          problem: `its table ${name} does not recognise a batch that is sent again`,
          remedy: `Run: ALTER TABLE ${`${local}${name} ${onCluster}`.trim()} MODIFY SETTING ${WINDOW_SETTING} = 10000`,
        }),
    );
}

function windowOf(table: TableFacts): number {
  return Number(new RegExp(`\\b${WINDOW_SETTING} = (\\d+)`).exec(table.engine_full)?.[1] ?? 0);
}

const RECORD_TABLES = ["messages", "links", "findings", "gaps"];

/** Each shard is asked once, as its own user for it. */
async function shardFaults(store: Store): Promise<readonly OperationalError[]> {
  return refusals(
    [
      `SELECT count() FROM ${SHARD_PARTS}`,
      ...RECORD_TABLES.map((table) => `SELECT uniqExact(_shard_num) FROM ${table} WHERE false`),
    ],
    (statement) => store.query(statement),
  );
}

/** By doing it: an insert of nothing needs the very grants that an insert needs. */
async function grantFaults(store: Store): Promise<readonly OperationalError[]> {
  const inserts = RECORD_TABLES.map(
    (table) => `INSERT INTO ${table} SELECT * FROM ${table} LIMIT 0`,
  );
  return refusals(inserts, (statement) => store.command(statement));
}

async function refusals(
  statements: readonly string[],
  send: (statement: string) => Promise<unknown>,
): Promise<readonly OperationalError[]> {
  const faults: OperationalError[] = [];
  for (const statement of statements) {
    try {
      await send(statement);
    } catch (thrown) {
      if (!(thrown instanceof OperationalError) || thrown.isRetryable) throw thrown;
      faults.push(thrown);
    }
  }
  return faults;
}
