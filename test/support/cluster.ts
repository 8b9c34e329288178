/**
 * A cluster of two shards on the real engine, for tests. `ON CLUSTER` needs a server's queue in
 * Keeper, which the embedded engine has not: `everyNode` stands in for it and sends such a
 * statement, without these words, to each node.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../src/store/client.ts";
import { type EndPoint, endPointOf } from "../../src/store/endpoint.ts";
import type { ClusterNodePlace } from "./cluster-child.ts";

export type TestNode = {
  readonly recorder: EndPoint;
  readonly reader: EndPoint;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
};

export type TestCluster = {
  readonly name: string;
  readonly database: string;
  readonly nodes: readonly [TestNode, TestNode];
  readonly close: () => Promise<void>;
};

const NAME = "pair";
const DATABASE = "ocpptap";
const deps = { observe: () => undefined };
const child = join(import.meta.dirname, "cluster-child.ts");

export async function startTestCluster(): Promise<TestCluster> {
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-cluster-"));
  const ports = await freePorts(4);
  const tcpPorts = ports.slice(2);
  const node = (index: number) =>
    startNode({
      ...{ dir: join(dir, String(index)), cluster: NAME, database: DATABASE, tcpPorts, index },
      httpPort: ports[index] ?? 0,
    });
  const nodes = await Promise.all([node(0), node(1)]);
  return {
    ...{ name: NAME, database: DATABASE, nodes },
    async close() {
      await Promise.all(nodes.map((each) => each.kill()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startNode(place: ClusterNodePlace): Promise<TestNode> {
  let running: ChildProcess | null = null;
  const start = async () => {
    running = fork(child, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    running.send(place);
    const [told] = await once(running, "message");
    const { code, problem } = told as { readonly code?: string; readonly problem?: string };
    if (code !== undefined) throw new Error(`${code}: ${problem}`);
  };
  await start();
  const runDir = join(place.dir, "run");
  const of = (user: "recorder" | "reader") =>
    endPointOf({ url: "embedded:", runDir, user, waitMs: 0 })();
  return {
    recorder: await of("recorder"),
    reader: await of("reader"),
    start,
    async kill() {
      if (running === null || running.exitCode !== null || running.signalCode !== null) return;
      const exit = once(running, "exit");
      running.kill("SIGKILL");
      await exit;
    },
  };
}

/** The first node's store; what it would do `ON CLUSTER`, every node does. */
export function everyNode(cluster: TestCluster, sent: string[] = []): Store {
  const stores = cluster.nodes.map(({ recorder }) => openStore(async () => recorder, deps));
  const [first] = stores;
  if (first === undefined) throw new Error("a cluster has nodes");
  const words = ` ON CLUSTER '${cluster.name}'`;
  return {
    ...first,
    async command(statement, options) {
      if (!statement.includes(words)) return first.command(statement, options);
      sent.push(statement);
      for (const store of stores) await store.command(statement.replace(words, ""), options);
    },
    async close() {
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
