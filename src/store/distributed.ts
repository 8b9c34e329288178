/**
 * A cluster's tables → what is read and inserted into: a `Distributed` table over each, with its
 * name, in the database beside it. Made again where its columns are no longer those of its table;
 * it holds no rows, because inserts go through it and not into it (`client.ts`).
 */
import type { Store } from "./client.ts";
import { type Cluster, type Layout, sqlName, sqlText } from "./layout.ts";

/**
 * Every row of a station on one shard. The hash does not depend on the version of ClickHouse, and a
 * batch that is sent again through another node is divided as it was.
 */
const SHARDING_KEY = "cityHash64(station_id)";

/** Tables whose rows are of no station. */
const OTHER_KEYS: Readonly<Record<string, string>> = { migrations: "cityHash64(version)" };

/** What `system.parts` says on each shard, for whoever may read this database and nothing else. */
export const SHARD_PARTS = "shard_parts";

const SHARD_PARTS_COLUMNS = `(
    database      String,
    \`table\`       String,
    rows          UInt64,
    bytes_on_disk UInt64,
    active        UInt8
)`;

type Columns = { readonly database: string; readonly table: string; readonly columns: string };

/** Returns the tables that were made, or made again. */
export async function applyDistributed(store: Store, layout: Layout): Promise<readonly string[]> {
  const { cluster } = layout;
  if (cluster === null) return [];
  const rows = await store.query<Columns>(
    `SELECT database, table, arrayStringConcat(groupArray(name || ' ' || type), ', ') AS columns
FROM (SELECT * FROM system.columns WHERE database IN {databases:Array(String)} ORDER BY position)
WHERE (database, table) IN (
  SELECT database, name FROM system.tables
  WHERE database IN {databases:Array(String)} AND engine != 'MaterializedView')
GROUP BY database, table ORDER BY table`,
    { databases: [layout.database, layout.tables] },
  );
  const columnsIn = (database: string) =>
    new Map(rows.filter((row) => row.database === database).map((row) => [row.table, row.columns]));
  const [here, there] = [columnsIn(layout.database), columnsIn(layout.tables)];
  const changed: string[] = [];
  for (const [table, columns] of there) {
    if (here.get(table) === columns) continue;
    await command(store, createDistributed(table, layout, cluster));
    changed.push(table);
  }
  if (!here.has(SHARD_PARTS)) {
    await command(store, createShardParts(layout, cluster));
    changed.push(SHARD_PARTS);
  }
  return changed;
}

/** Two that do this at once make the same thing twice; each replaces it as a whole. */
export function createDistributed(table: string, layout: Layout, cluster: Cluster): string {
  const from = [cluster.name, layout.tables, table].map(sqlText).join(", ");
  const key = OTHER_KEYS[table] ?? SHARDING_KEY;
  return `CREATE OR REPLACE TABLE ${sqlName(layout.database)}.${sqlName(table)} ${layout.onCluster}
AS ${layout.local}${sqlName(table)} ENGINE = Distributed(${from}, ${key})`;
}

function createShardParts(layout: Layout, cluster: Cluster): string {
  return `CREATE OR REPLACE TABLE ${sqlName(layout.database)}.${SHARD_PARTS} ${layout.onCluster}
${SHARD_PARTS_COLUMNS}
ENGINE = Distributed(${sqlText(cluster.name)}, 'system', 'parts')`;
}

function command(store: Store, statement: string): Promise<void> {
  return store.command(statement, { database: "system" });
}
