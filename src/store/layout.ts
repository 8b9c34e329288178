/**
 * Where the tables lie. In: `store.cluster`. Out: how a statement of the steps is spelled there.
 *
 * A single server has one database with everything in it. On a cluster the same tables, with the
 * same names, lie in a second database on every node (`ocpptap_shard`), and the first one has a
 * `Distributed` table over each of them: so every statement that reads or inserts is the same one,
 * and views and roll-ups stand beside the rows they are fed from. All rows of a station are on one
 * shard, because every key that rows are replaced, paired or looked up by belongs to one station.
 */
import { assert } from "../base/assert.ts";
import type { Config } from "../config/schema.ts";

export type Cluster = {
  /** As in `remote_servers` of ClickHouse's configuration. */
  readonly name: string;
  /** False: each row is on one node, and nothing needs Keeper but `ON CLUSTER`. */
  readonly isReplicated: boolean;
};

export function clusterOf({
  cluster,
  replicated,
}: Pick<Config["store"], "cluster" | "replicated">): Cluster | null {
  return cluster === undefined ? null : { name: cluster, isReplicated: replicated };
}

export type LayoutOptions = {
  readonly database: string;
  readonly cluster?: Cluster | null;
};

export type Layout = {
  readonly cluster: Cluster | null;
  /** What is read and inserted into. */
  readonly database: string;
  /** What holds the rows; the same on a single server. */
  readonly tables: string;
  /** "" or `ON CLUSTER …`. */
  readonly onCluster: string;
  /** Before a table's name, so that it is that of `tables` whatever database is current. */
  readonly local: string;
  /** A statement of a step, without placeholders. */
  readonly render: (template: string) => string;
};

/** The second database of a cluster. */
export const SHARD_SUFFIX = "_shard";

/**
 * Not `{uuid}`, which a node that joins later would have another one of. `{database}` and `{table}`
 * are ClickHouse's own; `{shard}` and `{replica}` are the node's macros.
 */
const REPLICA = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";

/**
 * A batch may be sent again after days without the store, and replicated tables forget by time as
 * well: after an hour, by default, in 26.7. Unit: seconds.
 */
const WINDOW_SECONDS = 30 * 86_400;

const WINDOW = /\bnon_replicated_deduplication_window = (\d+)/g;

/** `{{replicated}}MergeTree` or `{{replicated}}ReplacingMergeTree(version)`. */
const ENGINE = /\{\{replicated\}\}(\w+)(?:\(([^()]*)\))?/g;

/** The spelling of a single server, of which the checksums of the steps are taken. */
export function renderSingle(template: string): string {
  return fill(template.replaceAll("{{replicated}}", ""), { onCluster: "", local: "" });
}

export function layoutOf({ database, cluster = null }: LayoutOptions): Layout {
  if (cluster === null) {
    return {
      ...{ cluster, database, tables: database, onCluster: "", local: "" },
      render: renderSingle,
    };
  }
  const tables = `${database}${SHARD_SUFFIX}`;
  const onCluster = `ON CLUSTER ${sqlText(cluster.name)}`;
  const local = `${sqlName(tables)}.`;
  const render = (template: string) => {
    const made = cluster.isReplicated ? replicated(template) : withoutReplicas(template);
    return fill(made, { onCluster, local });
  };
  return { cluster, database, tables, onCluster, local, render };
}

function replicated(template: string): string {
  return template
    .replace(ENGINE, (_whole, name: string, given: string | undefined) => {
      const rest = given === undefined ? "" : `, ${given}`;
      return `Replicated${name}(${REPLICA}${rest})`;
    })
    .replace(
      WINDOW,
      (whole, rows: string) =>
        `${whole},\n    replicated_deduplication_window = ${rows},` +
        `\n    replicated_deduplication_window_seconds = ${WINDOW_SECONDS}`,
    );
}

function withoutReplicas(template: string): string {
  return template.replaceAll("{{replicated}}", "");
}

function fill(
  template: string,
  { onCluster, local }: { readonly onCluster: string; readonly local: string },
): string {
  const values = new Map(Object.entries({ on_cluster: onCluster, local }));
  return template.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = values.get(name);
    assert(value !== undefined, `a known placeholder, not ${name}`);
    return value;
  });
}

export function sqlText(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}

export function sqlName(value: string): string {
  return `\`${value.replace(/[\\`]/g, "\\$&")}\``;
}
