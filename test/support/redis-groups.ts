/** Real Redis servers together: a primary with its replica and a Sentinel, and a cluster. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { whenOver } from "./lifetime.ts";
import { type RedisServer, startRedis } from "./redis.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

/** How soon a primary counts as gone. */
const DOWN_MS = 500;

export async function startSentinel() {
  const primary = await startRedis();
  const { hostname, port } = new URL(primary.url);
  const replica = await startRedis(["--replicaof", hostname, port]);
  const sentinelPort = await freePort();
  const dir = await tempDir();
  const file = join(dir, "sentinel.conf");
  const lines = [
    ...[`port ${sentinelPort}`, "bind 127.0.0.1", `dir ${dir}`],
    `sentinel monitor fleet ${hostname} ${port} 1`,
    `sentinel down-after-milliseconds fleet ${DOWN_MS}`,
    "sentinel failover-timeout fleet 2000",
  ];
  await writeFile(file, lines.join("\n"));
  const child = spawn("/usr/bin/redis-server", [file, "--sentinel"], { stdio: "ignore" });
  whenOver(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const look = lookAt(sentinelPort);
  await until(async () => {
    const told = await look.call("SENTINEL", ["REPLICAS", "fleet"]).catch(() => []);
    return JSON.stringify(told).includes(new URL(replica.url).port);
  }, "the Sentinel knows the replica");
  return { url: `redis://127.0.0.1:${sentinelPort}/0`, primary, replica };
}

/** Three primaries, which share all slots. */
export async function startCluster() {
  const settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000"];
  // A failure of one must not stop the others from answering.
  settings.push("--cluster-require-full-coverage", "no");
  const nodes: RedisServer[] = [];
  for (let index = 0; index < 3; index += 1) nodes.push(await startRedis(settings));
  const hosts = nodes.map(({ url }) => new URL(url).host);
  const args = ["--cluster", "create", ...hosts, "--cluster-yes"];
  const child = spawn("/usr/bin/redis-cli", args, { stdio: "ignore" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`redis-cli ended with ${code}`);
  await until(async () => {
    const told = await Promise.all(nodes.map((node) => node.client().cluster("INFO")));
    return told.every((info) => info.includes("cluster_state:ok"));
  }, "the cluster is whole");
  return { url: `redis://${hosts.join(",")}`, nodes };
}

function lookAt(port: number): Redis {
  const redis = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 50 });
  redis.on("error", () => undefined);
  whenOver(() => redis.disconnect());
  return redis;
}
