/**
 * Is this cluster made for what we put on it? In: what a node says of the cluster's definition and
 * of itself. Out: faults, each a sentence with a remedy, before anything is made. Each of them
 * would otherwise be a row stored twice, or stored where nobody looks.
 */
import { OperationalError } from "../base/errors.ts";
import type { Store } from "./client.ts";
import type { Cluster } from "./layout.ts";

type Node = {
  readonly shard_num: string | number;
  /** Absent on older servers. */
  readonly internal_replication?: number;
};

const MACROS = ["shard", "replica"];

export async function findClusterFaults(
  store: Store,
  cluster: Cluster,
): Promise<readonly OperationalError[]> {
  const nodes = await store.query<Node>(
    "SELECT * FROM system.clusters WHERE cluster = {name:String}",
    { name: cluster.name },
  );
  const macros = await store.query<{ macro: string }>("SELECT macro FROM system.macros");
  return clusterFaults(cluster, {
    url: store.url(),
    nodes,
    macros: macros.map(({ macro }) => macro),
  });
}

export function clusterFaults(
  { name, isReplicated }: Cluster,
  found: { readonly url: string; readonly nodes: readonly Node[]; readonly macros: string[] },
): readonly OperationalError[] {
  const { url, nodes, macros } = found;
  const fault = (problem: string, remedy: string) =>
    new OperationalError("STORE_UNSUITABLE", { url, problem, remedy });
  if (nodes.length === 0) {
    const remedy =
      "Define it in remote_servers, or set store.cluster to a name of system.clusters.";
    return [fault(`it knows no cluster ${name}`, remedy)];
  }
  const shards = new Set(nodes.map(({ shard_num }) => String(shard_num)));
  const hasReplicas = nodes.length > shards.size;
  if (!isReplicated) {
    const remedy = "Set store.replicated to true, or use a cluster of one node a shard.";
    return hasReplicas
      ? [fault(`a shard of ${name} has replicas, and none is wanted`, remedy)]
      : [];
  }
  const missing = MACROS.filter((macro) => !macros.includes(macro));
  const faults: OperationalError[] = [];
  if (missing.length > 0) {
    const remedy = "Give each node of the cluster its own macros in ClickHouse's configuration.";
    faults.push(fault(`it has no macro ${missing.join(" and no macro ")}`, remedy));
  }
  if (hasReplicas && nodes.some((node) => node.internal_replication === 0)) {
    const remedy = "Set internal_replication to true for every shard in remote_servers.";
    faults.push(
      fault(`${name} would write each row to every replica, which copy it anyway`, remedy),
    );
  }
  return faults;
}
