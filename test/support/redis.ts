/** A real Redis server of the test's own: a free port, its data in a directory of the test. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { configSchema } from "../../src/config/schema.ts";
import { freePort } from "./free-port.ts";
import { whenOver } from "./lifetime.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

/** The section of a configuration. */
export function redisConfig(url: string, more: object = {}) {
  return { ...configSchema.parse({ redis: { url, ...more } }).redis, url };
}

export type RedisServer = {
  readonly url: string;
  /** With the data that it has saved. Resolves when it answers. */
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** It takes connections and bytes, and answers nothing. */
  readonly stall: () => void;
  readonly goOn: () => void;
  /** For a look from the outside. */
  readonly client: () => Redis;
};

/** `settings`: lines of `redis.conf` as arguments, e.g. `["--maxmemory", "2mb"]`. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const dir = await tempDir();
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  let child: ChildProcess | null = null;

  function client(options: object = {}): Redis {
    const redis = new Redis(url, { retryStrategy: () => null, ...options });
    redis.on("error", () => undefined);
    whenOver(() => redis.disconnect());
    return redis;
  }
  async function answers(): Promise<boolean> {
    const redis = client();
    try {
      return (await redis.ping()) === "PONG";
    } catch (thrown) {
      return /NOAUTH/.test(String(thrown));
    } finally {
      redis.disconnect();
    }
  }
  async function start(): Promise<void> {
    const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    child = spawn(
      "/usr/bin/redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, ...durable, ...settings],
      { stdio: "ignore" },
    );
    await until(answers, "Redis answers");
  }
  async function kill(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  await start();
  whenOver(kill);
  return {
    url,
    start,
    kill,
    stall: () => void child?.kill("SIGSTOP"),
    goOn: () => void child?.kill("SIGCONT"),
    client,
  };
}
